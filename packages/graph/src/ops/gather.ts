import { elementCount } from "@lvlm-interpret/core";
import { normalAxis, type Shape, shapeOf, typed } from "./dims.js";
import { lanesOf } from "./lanes.js";
import type { GatherName } from "./names.js";
import { elements, ndArray, pick, strides, toNumbers, walk } from "./nd-array.js";
import { type Call, type Family, int, mismatch, need, operator } from "./operator.js";

/** An index counted from the front. @throws {LvlmError} "shape-mismatch" when it is out of range. */
export function rowIndex(call: Call, index: number, size: number): number {
	const row = index < 0 ? index + size : index;
	if (row < 0 || row >= size) throw mismatch(call, `an index into ${size} rows`, String(index));
	return row;
}

/** Flat offsets of the slices that index tuples (last axis of `indices`) name behind `batch` leading axes. */
export function tupleOffsets(
	call: Call,
	shape: readonly number[],
	indices: { readonly shape: readonly number[]; readonly numbers: readonly number[] },
	batch: number,
): { offsets: number[]; slice: number } {
	const depth = indices.shape[indices.shape.length - 1];
	const steps = strides(shape);
	const count = elementCount(indices.shape.slice(0, -1));
	const perBatch = elementCount(indices.shape.slice(batch, -1));
	const batchStep = batch === 0 ? 0 : steps[batch - 1];
	const offsets = Array.from({ length: count }, (_, n) => {
		let offset = Math.floor(n / perBatch) * batchStep;
		for (let d = 0; d < depth; d++) {
			const axis = batch + d;
			offset += rowIndex(call, indices.numbers[n * depth + d], shape[axis]) * steps[axis];
		}
		return offset;
	});
	return { offsets, slice: elementCount(shape.slice(batch + depth)) };
}

/** Operators that read by index. */
export const gathers: Family<GatherName> = {
	Gather: operator({
		inputs: [2, 2],
		attributes: { axis: int(0) },
		infer(call) {
			const [shape, indices] = [shapeOf(call, 0), shapeOf(call, 1)];
			const dtype = call.types[0]?.dtype;
			if (!shape || !indices) return [typed(dtype, undefined)];
			const axis = normalAxis(call, call.attributes.axis, shape.length);
			return [typed(dtype, [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)])];
		},
		evaluate(call) {
			const [x, indices] = [need(call, 0), need(call, 1)];
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			const rows = toNumbers(indices).map((index) => rowIndex(call, index, x.shape[axis]));
			const inner = elementCount(x.shape.slice(axis + 1));
			const outer = elementCount(x.shape.slice(0, axis));
			const result = ndArray(x.dtype, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]);
			const [from, to] = [elements(x), elements(result)];
			let at = 0;
			for (let o = 0; o < outer; o++) {
				for (const row of rows) {
					const start = (o * x.shape[axis] + row) * inner;
					for (let i = 0; i < inner; i++) to[at++] = from[start + i];
				}
			}
			return [result];
		},
		movesElements: true,
	}),

	// out[i][j][k] = data[indices[i][j][k]][j][k] for axis 0.
	GatherElements: operator({
		inputs: [2, 2],
		attributes: { axis: int(0) },
		infer: (call) => [typed(call.types[0]?.dtype, shapeOf(call, 1))],
		evaluate(call) {
			const [x, indices] = [need(call, 0), need(call, 1)];
			return [
				pick(x, indices.shape, elementOffsets(call, x.shape, indices.shape, toNumbers(indices), call.attributes.axis)),
			];
		},
	}),

	GatherND: operator({
		inputs: [2, 2],
		attributes: { batch_dims: int(0) },
		infer(call) {
			const [shape, indices] = [shapeOf(call, 0), shapeOf(call, 1)];
			const dtype = call.types[0]?.dtype;
			const depth = indices?.[indices.length - 1];
			if (!shape || !indices || typeof depth !== "number") return [typed(dtype, undefined)];
			const result: Shape = [...indices.slice(0, -1), ...shape.slice(call.attributes.batch_dims + depth)];
			return [typed(dtype, result)];
		},
		evaluate(call) {
			const [x, indices] = [need(call, 0), need(call, 1)];
			const batch = call.attributes.batch_dims;
			const tuples = { shape: indices.shape, numbers: toNumbers(indices) };
			const { offsets, slice } = tupleOffsets(call, x.shape, tuples, batch);
			const depth = indices.shape[indices.shape.length - 1];
			const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(batch + depth)];
			return [
				pick(
					x,
					shape,
					offsets.flatMap((start) => Array.from({ length: slice }, (_, i) => start + i)),
				),
			];
		},
	}),

	// Inputs: indices, depth, values = [off, on]. An index outside [-depth, depth) gives a row of off.
	OneHot: operator({
		inputs: [3, 3],
		attributes: { axis: int(-1) },
		infer(call) {
			const shape = shapeOf(call, 0);
			const dtype = call.types[2]?.dtype;
			if (!shape) return [typed(dtype, undefined)];
			const axis = normalAxis(call, call.attributes.axis, shape.length + 1);
			return [typed(dtype, [...shape.slice(0, axis), call.sizes(1)?.[0] ?? null, ...shape.slice(axis)])];
		},
		evaluate(call) {
			const [indices, values] = [need(call, 0), need(call, 2)];
			const depth = toNumbers(need(call, 1))[0];
			const axis = normalAxis(call, call.attributes.axis, indices.shape.length + 1);
			const result = ndArray(values.dtype, [...indices.shape.slice(0, axis), depth, ...indices.shape.slice(axis)]);
			const [off, on] = [elements(values)[0], elements(values)[1]];
			const to = elements(result);
			for (let i = 0; i < to.length; i++) to[i] = off;
			const { step, starts } = lanesOf(result.shape, axis);
			toNumbers(indices).forEach((index, lane) => {
				const row = index < 0 ? index + depth : index;
				if (row >= 0 && row < depth) to[starts[lane] + row * step] = on;
			});
			return [result];
		},
	}),

	NonZero: operator({
		inputs: [1, 1],
		attributes: {},
		infer: (call) => [typed("int64", [shapeOf(call, 0)?.length ?? null, null])],
		evaluate(call) {
			const x = need(call, 0);
			const steps = strides(x.shape);
			const hits: number[] = [];
			for (let i = 0; i < x.data.length; i++) if (elements(x)[i]) hits.push(i);
			const result = ndArray("int64", [x.shape.length, hits.length]);
			hits.forEach((hit, column) => {
				steps.forEach((step, axis) => {
					const index = Math.floor(hit / step) % x.shape[axis];
					elements(result)[axis * hits.length + column] = BigInt(index);
				});
			});
			return [result];
		},
	}),
};

/** For each position of `indices`: the flat offset in `shape` at the same position, but for `axis`, which the index gives. */
export function elementOffsets(
	call: Call,
	shape: readonly number[],
	indexShape: readonly number[],
	indices: readonly number[],
	axis: number,
): number[] {
	const at = normalAxis(call, axis, shape.length);
	const steps = strides(shape);
	const base = walk(
		indexShape,
		steps.map((step, one) => (one === at ? 0 : step)),
	);
	return indices.map((index, n) => base[n] + rowIndex(call, index, shape[at]) * steps[at]);
}
