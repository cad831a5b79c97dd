import type { Dim } from "../ir/value.js";
import { normalAxis, productOf, sameAsFirst, sameDim, shapeOf, showShape, sumOf, typed } from "./dims.js";
import { checkDTypes } from "./elementwise-rules.js";
import { lanesOf } from "./lanes.js";
import type { PieceName } from "./names.js";
import { elements, isWide, type NdArray, ndArray, range, takeGrid, toNumbers } from "./nd-array.js";
import { type Call, type Family, int, ints, mismatch, need, operator, string, unsupported } from "./operator.js";

/** Arrays joined along `axis`. */
export function concatenate(arrays: readonly NdArray[], axis: number): NdArray {
	const [first] = arrays;
	const lengths = arrays.map((one) => one.shape[axis]);
	const shape = first.shape.map((size, at) => (at === axis ? lengths.reduce((a, b) => a + b, 0) : size));
	const result = ndArray(first.dtype, shape);
	const to = elements(result);
	const outer = lanesOf(shape, axis);
	let row = 0;
	arrays.forEach((array, n) => {
		const from = elements(array);
		const lanes = lanesOf(array.shape, axis);
		lanes.starts.forEach((start, lane) => {
			for (let i = 0; i < lengths[n]; i++)
				to[outer.starts[lane] + (row + i) * outer.step] = from[start + i * lanes.step];
		});
		row += lengths[n];
	});
	return result;
}

/** Sizes of Split's parts: given, or `parts` of ⌈size / parts⌉ with a smaller last one (opset 18); an even share before. */
function splitSizes(call: Call, size: number, given: readonly number[] | undefined, parts: number): number[] {
	const chunk = Math.ceil(size / parts);
	const sizes = given ?? range(parts).map((part) => Math.max(0, Math.min(chunk, size - part * chunk)));
	if (sizes.reduce((a, b) => a + b, 0) !== size) throw mismatch(call, `parts that sum to ${size}`, sizes.join(" + "));
	return [...sizes];
}

/** The rows that Python's `start:end:step` takes of `size`. */
export function sliceRows(size: number, start: number, end: number, step: number): number[] {
	const clamp = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
	const rows: number[] = [];
	if (step > 0) for (let i = clamp(start, 0, size), to = clamp(end, 0, size); i < to; i += step) rows.push(i);
	else for (let i = clamp(start, -1, size - 1), to = clamp(end, -1, size - 1); i > to; i += step) rows.push(i);
	return rows;
}

/** Source row for each padded row: -1 for the constant. */
function padRows(call: Call, size: number, before: number, after: number, mode: string): number[] {
	const place = (at: number): number => {
		if (at >= 0 && at < size) return at;
		if (mode === "constant") return -1;
		if (mode === "edge") return Math.min(Math.max(at, 0), size - 1);
		if (mode === "wrap") return ((at % size) + size) % size;
		if (mode !== "reflect") throw unsupported(call, `mode "${mode}"`);
		if (size === 1) return 0;
		const period = 2 * (size - 1);
		const folded = ((at % period) + period) % period;
		return folded < size ? folded : period - folded;
	};
	return range(Math.max(0, size + before + after)).map((i) => place(i - before));
}

/** `values[i]` for `axes[i]`, `fallback` for the other axes. */
function perAxis(
	call: Call,
	rank: number,
	axes: readonly number[] | undefined,
	values: readonly number[],
	fallback: number,
): number[] {
	const result = new Array<number>(rank).fill(fallback);
	values.forEach((value, at) => {
		result[axes ? normalAxis(call, axes[at], rank) : at] = value;
	});
	return result;
}

/** Operators that cut arrays and put them together. */
export const pieces: Family<PieceName> = {
	Concat: operator({
		inputs: [1, Number.POSITIVE_INFINITY],
		attributes: { axis: int(0) },
		infer(call) {
			checkDTypes(call, ...call.types.map((type) => type?.dtype));
			const dtype = call.types.find((type) => type)?.dtype;
			const known = call.types.map((type) => type?.shape);
			const some = known.find((shape) => shape);
			if (!some) return [typed(dtype, undefined)];
			const axis = normalAxis(call, call.attributes.axis, some.length);
			if (known.some((shape) => shape && shape.length !== some.length)) {
				throw mismatch(call, "inputs of one rank", known.map(showShape).join(", "));
			}
			return [
				typed(
					dtype,
					some.map((_, at) =>
						at === axis
							? sumOf(known.map((shape) => shape?.[at] ?? null))
							: known.map((shape) => shape?.[at] ?? null).reduce((a, b) => sameDim(call, a, b, `sizes of axis ${at}`)),
					),
				),
			];
		},
		evaluate(call) {
			const arrays = call.inputs.map((_, index) => need(call, index));
			return [concatenate(arrays, normalAxis(call, call.attributes.axis, arrays[0].shape.length))];
		},
		movesElements: true,
	}),

	// Sizes: an attribute before opset 13, then input 1 or num_outputs.
	Split: operator({
		inputs: [1, 2],
		attributes: { axis: int(0), split: ints(), num_outputs: int() },
		infer(call) {
			const parts = call.node.outputs.length;
			const shape = shapeOf(call, 0);
			const dtype = call.types[0]?.dtype;
			if (!shape) return range(parts).map(() => typed(dtype, undefined));
			const axis = normalAxis(call, call.attributes.axis, shape.length);
			const size = shape[axis];
			const given = call.sizes(1) ?? (call.node.inputs[1] ? undefined : call.attributes.split);
			const even =
				typeof size === "number" && !call.node.inputs[1]
					? splitSizes(call, size, call.attributes.split, parts)
					: undefined;
			const sizes: readonly Dim[] = given ?? even ?? range(parts).map(() => null);
			return range(parts).map((part) =>
				typed(
					dtype,
					shape.map((dim, at) => (at === axis ? sizes[part] : dim)),
				),
			);
		},
		evaluate(call) {
			const x = need(call, 0);
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			const given = call.inputs[1] ? toNumbers(call.inputs[1]) : call.attributes.split;
			const sizes = splitSizes(call, x.shape[axis], given, call.attributes.num_outputs ?? call.node.outputs.length);
			let start = 0;
			return sizes.map((count) => {
				const rows = x.shape.map((size, at) => (at === axis ? range(count).map((i) => start + i) : range(size)));
				start += count;
				return takeGrid(x, rows);
			});
		},
		movesElements: true,
	}),

	Slice: operator({
		inputs: [1, 5],
		attributes: { starts: ints(), ends: ints(), axes: ints() },
		infer(call) {
			const shape = shapeOf(call, 0);
			const dtype = call.types[0]?.dtype;
			if (!shape) return [typed(dtype, undefined)];
			const read = (index: number, listed: readonly number[] | undefined) => {
				const constant = call.constant(index);
				return constant ? toNumbers(constant) : listed;
			};
			const axesKnown = !call.node.inputs[3] || call.constant(3);
			if (!axesKnown)
				return [
					typed(
						dtype,
						shape.map(() => null),
					),
				];
			const axes = read(3, call.attributes.axes);
			const starts = call.sizes(1) ?? call.attributes.starts;
			const ends = call.sizes(2) ?? call.attributes.ends;
			const steps = call.node.inputs[4] ? read(4, undefined) : [];
			const count = axes?.length ?? starts?.length ?? ends?.length ?? shape.length;
			const result = [...shape];
			for (let at = 0; at < count; at++) {
				const axis = axes ? normalAxis(call, axes[at], shape.length) : at;
				const [start, end, step] = [starts?.[at] ?? null, ends?.[at] ?? null, steps ? (steps[at] ?? 1) : null];
				result[axis] = slicedDim(shape[axis], start, end, step);
			}
			return [typed(dtype, result)];
		},
		evaluate(call) {
			const x = need(call, 0);
			const rank = x.shape.length;
			const read = (index: number, listed: readonly number[] | undefined) => {
				const input = call.inputs[index];
				return input ? toNumbers(input) : listed;
			};
			const axes = read(3, call.attributes.axes);
			const starts = read(1, call.attributes.starts) ?? [];
			const ends = read(2, call.attributes.ends) ?? [];
			const steps = read(4, undefined) ?? starts.map(() => 1);
			const step = perAxis(call, rank, axes, steps, 1);
			const start = perAxis(call, rank, axes, starts, 0);
			const end = perAxis(call, rank, axes, ends, Number.MAX_SAFE_INTEGER);
			return [
				takeGrid(
					x,
					x.shape.map((size, axis) => sliceRows(size, start[axis], end[axis], step[axis])),
				),
			];
		},
		movesElements: true,
	}),

	Tile: operator({
		inputs: [2, 2],
		attributes: {},
		infer(call) {
			const repeats = call.sizes(1);
			const shape = shapeOf(call, 0);
			return [
				typed(
					call.types[0]?.dtype,
					shape?.map((dim, axis) => productOf([dim, repeats?.[axis] ?? null])),
				),
			];
		},
		evaluate(call) {
			const x = need(call, 0);
			const repeats = toNumbers(need(call, 1));
			return [
				takeGrid(
					x,
					x.shape.map((size, axis) => range(size * repeats[axis]).map((i) => i % size)),
				),
			];
		},
		movesElements: true,
	}),

	// Pads are [begin of each axis, end of each axis]; input 3 (opset 18) names the axes.
	Pad: operator({
		inputs: [1, 4],
		attributes: { mode: string("constant"), pads: ints(), value: { type: "float", value: 0 } },
		infer(call) {
			const shape = shapeOf(call, 0);
			const dtype = call.types[0]?.dtype;
			const constant = call.constant(1);
			const pads = constant ? toNumbers(constant) : call.attributes.pads;
			const axes = call.node.inputs[3] ? call.constant(3) : undefined;
			if (!shape || !pads || (call.node.inputs[3] && !axes))
				return [
					typed(
						dtype,
						shape?.map(() => null),
					),
				];
			const at = axes && toNumbers(axes);
			const before = perAxis(call, shape.length, at, pads.slice(0, pads.length / 2), 0);
			const after = perAxis(call, shape.length, at, pads.slice(pads.length / 2), 0);
			return [
				typed(
					dtype,
					shape.map((dim, axis) => sumOf([dim, before[axis] + after[axis]])),
				),
			];
		},
		evaluate(call) {
			const x = need(call, 0);
			const pads = call.attributes.pads ?? toNumbers(need(call, 1));
			const axes = call.inputs[3] && toNumbers(call.inputs[3]);
			const before = perAxis(call, x.shape.length, axes, pads.slice(0, pads.length / 2), 0);
			const after = perAxis(call, x.shape.length, axes, pads.slice(pads.length / 2), 0);
			const value = call.inputs[2] ? elements(call.inputs[2])[0] : (call.attributes.value as number);
			const rows = x.shape.map((size, axis) => padRows(call, size, before[axis], after[axis], call.attributes.mode));
			return [takeGrid(x, rows, isWide(x.dtype) ? BigInt(value) : Number(value))];
		},
	}),

	Trilu: operator({
		inputs: [1, 2],
		attributes: { upper: int(1) },
		infer: sameAsFirst,
		evaluate(call) {
			const x = need(call, 0);
			const shift = call.inputs[1] ? toNumbers(call.inputs[1])[0] : 0;
			const [rows, columns] = x.shape.slice(-2);
			const result = ndArray(x.dtype, x.shape);
			const [from, to] = [elements(x), elements(result)];
			for (let i = 0; i < to.length; i++) {
				const distance = (i % columns) - (Math.floor(i / columns) % rows);
				if (call.attributes.upper ? distance >= shift : distance <= shift) to[i] = from[i];
			}
			return [result];
		},
	}),
};

/** Size of one sliced axis; a symbol stays when all of it is taken. */
function slicedDim(dim: Dim, start: Dim, end: Dim, step: number | null): Dim {
	if (typeof start !== "number" || step === null) return null;
	if (typeof dim === "number" && typeof end === "number") return sliceRows(dim, start, end, step).length;
	if (start !== 0 || step !== 1) return null;
	const all = (typeof end === "number" && end >= 2 ** 31 - 1) || (end === dim && dim !== null);
	return all ? dim : null;
}
