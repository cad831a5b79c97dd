import type { ImageLayout, RgbImage, RowSource, Sequence } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { PatchHeatmap, type PatchHeatmapProps } from "../image/patch-heatmap.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { allHeads, headShortcuts } from "./head-shortcuts.js";
import { answerPositions, imageKeys, rowsOfTokens, tokenWords } from "./image-rows.js";
import { headWords, meanRows } from "./selected-heads.js";
import { useAsked } from "./use-asked.js";

/** Why the mean of all layers is what is shown first. Source: docs/faithfulness.md, from which a test reads the figures again. */
export const meanAttentionEvidence =
	"All layers and heads, shown first by the evidence: on the embedded model the area between deletion and insertion is 2.52 nats, of the last layer alone −0.17 (docs/faithfulness.md).";

export interface TokenToImageProps extends Omit<PatchHeatmapProps, "grid" | "values" | "unit"> {
	/** Queries and keys are joint positions. */
	readonly source: RowSource;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	/** The picture as its user gave it; shown under the colours. */
	readonly image?: RgbImage;
}

/** FROM the picked tokens (or the whole answer) TO the picture: the mean of their rows, of the picked heads. */
export function TokenToImage(props: TokenToImageProps): JSX.Element {
	const { source, sequence, layouts, imageIndex = 0 } = props;
	const store = useSelectionStore(props.store);
	const { tokens, layer, head, heads } = useSelection((locked) => locked, store);
	const isMean = layer === undefined && head === undefined && !heads?.length;
	const picked = tokens.length > 0 ? tokens : answerPositions(sequence, source.shape.queries);
	const who = tokens.length > 0 ? tokenWords(sequence, picked) : "the whole answer";
	const keys = imageKeys(sequence, layouts, imageIndex);
	const { value, status } = useAsked(
		source,
		keys.positions.length > 0
			? async (signal) => {
					const queries = rowsOfTokens(sequence, picked);
					const request = { queries, keys: keys.positions, over: ["query"] as const, signal };
					const rows = await meanRows(source, { layer, head, heads }, request);
					// What the numbers are of travels with them: a new title must not stand over an old map.
					return { ...rows, words: `${who} looked, ${headWords({ layer, head, heads }, source.shape)}` };
				}
			: undefined,
		(answer) => answer.readyShare,
		[sequence, layouts, imageIndex, tokens, layer, head, heads],
	);
	const none = { kind: "empty", message: "There is no picture in this conversation." } as const;
	return (
		<PatchHeatmap
			{...props}
			shortcuts={{ ...headShortcuts(store, allHeads(source.shape)), ...props.shortcuts }}
			grid={keys.grid}
			values={value?.values ?? new Float32Array(keys.positions.length).fill(Number.NaN)}
			unit="attention probability"
			note={props.note ?? (isMean ? meanAttentionEvidence : undefined)}
			title={props.title ?? (value ? `Where ${value.words}` : "Image")}
			status={props.status ?? (keys.positions.length === 0 ? none : status)}
		/>
	);
}
