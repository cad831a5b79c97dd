import { type Tensor, tensor } from "@lvlm-interpret/core";
import type { Rows } from "@lvlm-interpret/graph";
import type { ComputeReport, ComputeRequest, OpenedGeneration } from "@lvlm-interpret/models";
import type { RowBlock } from "../protocol/messages.js";
import { attentionRows, namesOf, rowSumErrorName } from "../row-store/rows-program.js";

export interface RowsWanted {
	readonly layers: readonly number[];
	readonly queries: readonly number[];
	/** Of the wanted rows that one run gives; at least one query a run. */
	readonly bytesPerRun: number;
}

/** Blocks of one run, each in buffers of its own. */
function blocksOf(rows: Rows, layers: readonly number[], queries: readonly number[]): RowBlock[] {
	return layers.flatMap((layer) => {
		const { bytes: bytesName, scales: scalesName } = namesOf(layer);
		const bytes = rows[bytesName] as Tensor<"uint8">;
		const scales = rows[scalesName] as Tensor<"float32">;
		const [heads, count, keys] = bytes.shape as [number, number, number];
		return queries.map((query, index) => {
			const block = { layer, query, bytes: new Uint8Array(heads * keys), scales: new Float32Array(heads) };
			for (let head = 0; head < heads; head++) {
				const row = head * count + index;
				block.bytes.set(bytes.data.subarray(row * keys, (row + 1) * keys), head * keys);
				block.scales[head] = scales.data[row] as number;
			}
			return block;
		});
	});
}

/**
 * Attention of the wanted layers and query positions, over all heads and keys, by replays of the answer: one where everything fits into
 * `bytesPerRun`. Blocks go out as each run ends.
 *
 * @throws {LvlmError} "invalid-argument" for layers or positions that do not exist.
 */
export async function computeRows(
	answer: OpenedGeneration,
	{ layers, queries, bytesPerRun }: RowsWanted,
	facts: { readonly layers: number; readonly heads: number },
	request: Omit<ComputeRequest, "onRows"> & { onBlocks(blocks: readonly RowBlock[], rowSumError: number): void },
): Promise<ComputeReport> {
	const { onBlocks, ...rest } = request;
	const keys = answer.sequence.promptLength + answer.tokens.length - 1;
	const bytesPerQuery = layers.length * facts.heads * (keys + Float32Array.BYTES_PER_ELEMENT);
	const perRun = Math.max(1, Math.floor(bytesPerRun / bytesPerQuery));
	const parts: number[][] = [];
	for (let start = 0; start < queries.length; start += perRun) parts.push(queries.slice(start, start + perRun));
	const wanted = new Set(layers);
	const all = Array.from({ length: facts.layers }, (_, layer) => layer);
	const feedsOf = (part: readonly number[]): Rows =>
		Object.fromEntries(
			all.map((layer) => {
				// A layer that nobody wants still has a row: kernels of some devices know no empty tensors.
				const rows = Int32Array.from(wanted.has(layer) ? part : part.slice(0, 1));
				return [namesOf(layer).rows, tensor("int32", [rows.length], rows)];
			}),
		);
	return answer.compute(attentionRows, () => parts.map(feedsOf), {
		...rest,
		onRows(rows, run) {
			const error = Number((rows[rowSumErrorName] as Tensor<"float32">).data[0]);
			onBlocks(blocksOf(rows, layers, parts[run] as number[]), error);
		},
	});
}
