import type { ImageLayout, RowSource, Sequence } from "@lvlm-interpret/core";
import type { JSX } from "react";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { type FrameProps, TokenStrip } from "../tokens/token-strip.js";
import { HeadStrip } from "./head-strip.js";
import { answerPositions, imageKeys, rowsOfTokens } from "./image-rows.js";
import { headWords, meanRows, selectedHeads } from "./selected-heads.js";
import { useAsked } from "./use-asked.js";

export interface ImageToTokenProps extends FrameProps {
	/** Queries and keys are joint positions. */
	readonly source: RowSource;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly imageIndex?: number;
	readonly store?: SelectionStore;
}

/** Sums [rows, columns] over its columns. */
function rowSums(values: Float32Array, rows: number): Float32Array {
	const width = values.length / rows;
	return Float32Array.from({ length: rows }, (_, row) =>
		values.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0),
	);
}

/**
 * The other way to read the same rows: which answer tokens looked at the picked patches, and with which heads. Nothing picked means
 * nothing shown: no patch stands for all.
 */
export function ImageToToken(props: ImageToTokenProps): JSX.Element {
	const { source, sequence, layouts, imageIndex = 0 } = props;
	const store = useSelectionStore(props.store);
	const locked = useSelection((all) => all, store);
	const { layer, head, heads } = locked;
	const regions = locked.image === imageIndex ? locked.regions : [];
	const keys = imageKeys(sequence, layouts, imageIndex);
	const positions = keys.positions.filter((_, at) => regions.includes(keys.regions[at] as number));
	const patches = `${positions.length} picked ${positions.length === 1 ? "patch" : "patches"}`;
	const answer = answerPositions(sequence, source.shape.queries);
	const { value, status } = useAsked(
		source,
		positions.length > 0
			? async (signal) => {
					const queries = rowsOfTokens(sequence, answer);
					const rows = await meanRows(source, { layer, head, heads }, { queries, keys: positions, signal });
					const layers = layer === undefined ? undefined : [layer];
					const each = await source.rows({ layers, queries, keys: positions, over: ["layer", "query"], signal });
					return {
						tokens: rowSums(rows.values, queries.length),
						heads: rowSums(each.tensor.data, source.shape.heads),
						readyShare: rows.readyShare,
						layer,
						patches,
						words: headWords(locked, source.shape),
					};
				}
			: undefined,
		(asked) => asked.readyShare,
		[sequence, layouts, imageIndex, locked.regions, layer, head, heads],
	);
	const empty = { kind: "empty", message: "Pick patches on the picture to see which tokens looked at them." } as const;
	const shown = props.status ?? (positions.length === 0 ? empty : status);
	const isOne = selectedHeads(locked, source.shape).length === 1;
	return (
		<div className="lvlm-stack">
			<TokenStrip
				{...props}
				tokens={answer.map((position) => ({ position, text: sequence.tokens[position]?.text ?? "" }))}
				values={value?.tokens}
				unit={`attention mass on ${value?.patches}, ${value?.words}`}
				granularity="token"
				title="Which tokens looked there"
				status={shown}
				store={store}
			/>
			<HeadStrip
				values={value?.heads ?? []}
				layer={value?.layer}
				unit={`attention mass on ${value?.patches}, mean over the answer`}
				title={isOne ? "Beside the other heads" : "Which heads looked there"}
				status={shown}
				store={store}
			/>
		</div>
	);
}
