import { LvlmError } from "../errors.js";
import { fromHalf } from "../half.js";
import { assertShape, type Tensor } from "../tensor.js";
import { encodeRows } from "./encode-rows.js";
import { pickAxes } from "./pick-axes.js";
import { type RowDType, type RowRequest, type RowSource, type Rows, rowAxes } from "./row-source.js";

/** Attention in memory. */
export interface RowData {
	/** [layers, heads, queries, keys]; each row sums to 1 where it is attention. */
	readonly tensor: Tensor<"float32" | "float16" | "uint8">;
	/** uint8 only, Float32Array [layers, heads, queries]: the value that byte 255 of the row stands for. */
	readonly scales?: Float32Array;
	/** Uint8Array [layers, heads, queries], 1 = computed. Default: all are. Copied. */
	readonly ready?: Uint8Array;
}

export interface MemoryRowSource extends RowSource {
	/** Says that rows have been written: all heads, or all queries, where left out. Subscribers are told. */
	markReady(layer: number, head?: number, query?: number): void;
}

/** Rows read between two looks at the signal. */
const rowsPerSlice = 4096;

/**
 * A row source over a tensor. The tensor is not copied: whoever fills it while a run goes on writes rows, then calls `markReady`.
 *
 * @throws {LvlmError} "shape-mismatch" when the tensor has not four axes, or scales or mask are not one a row.
 */
export function memoryRowSource(data: RowData): MemoryRowSource {
	const { L, H, Q, K } = assertShape("attention", data.tensor, "L H Q K") as {
		L: number;
		H: number;
		Q: number;
		K: number;
	};
	const count = L * H * Q;
	const check = (name: string, length: number | undefined): void => {
		if (length === count) return;
		throw new LvlmError(
			"shape-mismatch",
			`"${name}" should have ${count} entries, one a row, but has ${length ?? "none"}.`,
			{
				name,
				expected: `${count} entries`,
				actual: `${length ?? "none"}`,
			},
		);
	};
	const { dtype, data: stored } = data.tensor;
	if (!["float32", "float16", "uint8"].includes(dtype)) assertShape("attention", data.tensor, "L H Q K", "float32");
	if (dtype === "uint8") check("scales", data.scales?.length);
	if (data.ready) check("ready", data.ready.length);
	const mask = data.ready ? Uint8Array.from(data.ready) : new Uint8Array(count).fill(1);
	const listeners = new Set<() => void>();
	const read = (row: number, key: number): number => {
		const value = stored[row * K + key];
		if (dtype === "float16") return fromHalf(value);
		return dtype === "uint8" ? (value * (data.scales as Float32Array)[row]) / 255 : value;
	};

	async function rows<D extends RowDType = "float32">(request: RowRequest<D> = {}): Promise<Rows<D>> {
		const { reducer = "mean", over = [], signal } = request;
		signal?.throwIfAborted();
		const picked = pickAxes(request, { layers: L, heads: H, queries: Q, keys: K });
		const kept = rowAxes.filter((axis) => !over.includes(axis));
		const shape = kept.map((axis) => picked[axis].length);
		// Steps in the answer for each axis; 0 folds the axis.
		const step = { layer: 0, head: 0, query: 0, key: 0 };
		let size = 1;
		for (const axis of [...kept].reverse()) {
			step[axis] = size;
			size *= picked[axis].length;
		}
		const width = step.key ? picked.key.length : 1;
		const sums = new Float64Array(size).fill(reducer === "max" ? Number.NEGATIVE_INFINITY : 0);
		const ready = new Uint8Array(size / width).fill(1);
		let sinceLook = 0;
		for (let l = 0; l < picked.layer.length; l++) {
			for (let h = 0; h < picked.head.length; h++) {
				for (let q = 0; q < picked.query.length; q++) {
					if (++sinceLook >= rowsPerSlice) {
						sinceLook = 0;
						// Lets events in, an abort among them.
						await new Promise((resolve) => setTimeout(resolve));
						signal?.throwIfAborted();
					}
					const row = (picked.layer[l] * H + picked.head[h]) * Q + picked.query[q];
					const base = l * step.layer + h * step.head + q * step.query;
					if (!mask[row]) {
						ready[Math.floor(base / width)] = 0;
						continue;
					}
					for (let k = 0; k < picked.key.length; k++) {
						const at = base + k * step.key;
						const value = read(row, picked.key[k]);
						sums[at] = reducer === "max" ? Math.max(sums[at], value) : sums[at] + value;
					}
				}
			}
		}
		let folded = 1;
		if (reducer === "mean") for (const axis of rowAxes) if (over.includes(axis)) folded *= picked[axis].length;
		const values = new Float32Array(size);
		for (let i = 0; i < size; i++) values[i] = ready[Math.floor(i / width)] ? sums[i] / folded : Number.NaN;
		// An answer that comes after the abort would be taken for a fresh one.
		await Promise.resolve();
		signal?.throwIfAborted();
		return encodeRows((request.dtype ?? "float32") as D, shape, kept, values, ready);
	}

	return {
		shape: { layers: L, heads: H, queries: Q, keys: K },
		rows,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		markReady(layer, head, query) {
			const picked = pickAxes(
				{
					layers: [layer],
					...(head === undefined ? {} : { heads: [head] }),
					...(query === undefined ? {} : { queries: [query] }),
				},
				{ layers: L, heads: H, queries: Q, keys: K },
			);
			for (const h of picked.head) for (const q of picked.query) mask[(layer * H + h) * Q + q] = 1;
			for (const listener of [...listeners]) listener();
		},
	};
}
