import type { ImageLayout, RowSource, Sequence } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { HeadGallery, type HeadGalleryProps } from "./head-gallery.js";
import { answerPositions, imageKeys, rowsOfTokens, tokenWords } from "./image-rows.js";
import { useAsked } from "./use-asked.js";

export interface HeadGalleryPanelProps
	extends Omit<HeadGalleryProps, "values" | "layers" | "heads" | "grid" | "unit" | "metric"> {
	/** Queries and keys are joint positions. */
	readonly source: RowSource;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly imageIndex?: number;
}

/** Where every head looked on the picture from the picked tokens, or from the whole answer. */
export function HeadGalleryPanel(props: HeadGalleryPanelProps): JSX.Element {
	const { source, sequence, layouts, imageIndex = 0 } = props;
	const store = useSelectionStore(props.store);
	const tokens = useSelection((locked) => locked.tokens, store);
	const { layers, heads, queries: rows } = source.shape;
	const picked = tokens.length > 0 ? tokens : answerPositions(sequence, rows);
	const who = tokens.length > 0 ? tokenWords(sequence, picked) : "the whole answer";
	const keys = imageKeys(sequence, layouts, imageIndex);
	const { value, status } = useAsked(
		source,
		keys.positions.length > 0
			? async (signal) => {
					const queries = rowsOfTokens(sequence, picked);
					const rows = await source.rows({ queries, keys: keys.positions, over: ["query"], signal });
					// What the numbers are of travels with them: a new title must not stand over old maps.
					return { ...rows, who };
				}
			: undefined,
		({ ready }) => ready.reduce((sum, one) => sum + one, 0) / Math.max(1, ready.length),
		[sequence, layouts, imageIndex, tokens],
	);
	const empty = { kind: "empty", message: "There is no picture in this conversation." } as const;
	return (
		<HeadGallery
			{...props}
			values={value?.tensor.data ?? new Float32Array(layers * heads * keys.positions.length).fill(Number.NaN)}
			layers={layers}
			heads={heads}
			grid={keys.grid}
			unit="attention probability"
			title={props.title ?? (value ? `Where ${value.who} looked, head by head` : "All heads")}
			status={props.status ?? (keys.positions.length === 0 ? empty : status)}
		/>
	);
}
