import { elementCount } from "@lvlm-interpret/core";
import { normalAxis, sameAsFirst, shapeOf, typed } from "./dims.js";
import { lanesOf, mapLanes } from "./lanes.js";
import type { LaneName } from "./names.js";
import { elements, ndArray, range, reshaped, toNumbers } from "./nd-array.js";
import { type Family, int, mismatch, need, type Operator, operator } from "./operator.js";

/** e^(x - max) / Σ, in place. A lane of -∞ only gives NaN, as the runtimes do. */
export function softmaxLane(lane: Float64Array): void {
	let max = Number.NEGATIVE_INFINITY;
	for (const x of lane) max = Math.max(max, x);
	let sum = 0;
	for (let i = 0; i < lane.length; i++) {
		lane[i] = Math.exp(lane[i] - max);
		sum += lane[i];
	}
	for (let i = 0; i < lane.length; i++) lane[i] /= sum;
}

function logSoftmaxLane(lane: Float64Array): void {
	let max = Number.NEGATIVE_INFINITY;
	for (const x of lane) max = Math.max(max, x);
	let sum = 0;
	for (const x of lane) sum += Math.exp(x - max);
	const shift = max + Math.log(sum);
	for (let i = 0; i < lane.length; i++) lane[i] -= shift;
}

/** Softmax and its logarithm. Before opset 13 the axes from `axis` (default 1) on are taken as one. */
function normalizing(rule: (lane: Float64Array) => void): Operator {
	return operator({
		inputs: [1, 1],
		attributes: { axis: int() },
		infer: sameAsFirst,
		evaluate(call) {
			const x = need(call, 0);
			if (call.opset >= 13) {
				if (x.shape.length === 0) return [mapLanes(reshaped(x, [1]), 0, rule)].map((y) => reshaped(y, []));
				return [mapLanes(x, normalAxis(call, call.attributes.axis ?? -1, x.shape.length), rule)];
			}
			const axis = normalAxis(call, call.attributes.axis ?? 1, x.shape.length);
			const flat = [elementCount(x.shape.slice(0, axis)), elementCount(x.shape.slice(axis))];
			return [reshaped(mapLanes(reshaped(x, flat), 1, rule), x.shape)];
		},
	});
}

/** Index of the best element of every lane. Ties go to the first, or the last with select_last_index. */
function argument(better: (x: number | bigint, best: number | bigint) => boolean): Operator {
	return operator({
		inputs: [1, 1],
		attributes: { axis: int(0), keepdims: int(1), select_last_index: int(0) },
		infer(call) {
			const shape = shapeOf(call, 0);
			if (!shape) return [typed("int64", undefined)];
			const axis = normalAxis(call, call.attributes.axis, shape.length);
			const keep = call.attributes.keepdims;
			return [
				typed(
					"int64",
					shape.flatMap((dim, at) => (at !== axis ? [dim] : keep ? [1] : [])),
				),
			];
		},
		evaluate(call) {
			const x = need(call, 0);
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			const { length, step, starts } = lanesOf(x.shape, axis);
			if (length === 0) throw mismatch(call, "at least one element along the axis", "none");
			const from = elements(x);
			const shape = x.shape.flatMap((size, at) => (at !== axis ? [size] : call.attributes.keepdims ? [1] : []));
			const result = ndArray("int64", shape);
			starts.forEach((start, lane) => {
				let best = 0;
				for (let i = 1; i < length; i++) {
					const [x, y] = [from[start + i * step], from[start + best * step]];
					if (better(x, y) || (call.attributes.select_last_index && x === y)) best = i;
				}
				elements(result)[lane] = BigInt(best);
			});
			return [result];
		},
	});
}

/** Operators that work on vectors along one axis. */
export const laneOperators: Family<LaneName> = {
	Softmax: normalizing(softmaxLane),
	LogSoftmax: normalizing(logSoftmaxLane),
	ArgMax: argument((x, best) => x > best),
	ArgMin: argument((x, best) => x < best),

	CumSum: operator({
		inputs: [2, 2],
		attributes: { exclusive: int(0), reverse: int(0) },
		infer: sameAsFirst,
		evaluate(call) {
			const x = need(call, 0);
			const axis = normalAxis(call, toNumbers(need(call, 1))[0], x.shape.length);
			const { exclusive, reverse } = call.attributes;
			const { length, step, starts } = lanesOf(x.shape, axis);
			const result = ndArray(x.dtype, x.shape);
			const [from, to] = [elements(x), elements(result)];
			for (const start of starts) {
				// `to[start]` is still the zero of the dtype's number system.
				let sum = to[start];
				for (let n = 0; n < length; n++) {
					const at = start + (reverse ? length - 1 - n : n) * step;
					const next = ((sum as number) + (from[at] as number)) as number | bigint;
					to[at] = exclusive ? sum : next;
					sum = next;
				}
			}
			return [result];
		},
	}),

	// Equal elements keep their order, as ONNX Runtime has it.
	TopK: operator({
		inputs: [2, 2],
		attributes: { axis: int(-1), largest: int(1), sorted: int(1) },
		infer(call) {
			const dtype = call.types[0]?.dtype;
			const shape = shapeOf(call, 0);
			if (!shape) return [typed(dtype, undefined), typed("int64", undefined)];
			const axis = normalAxis(call, call.attributes.axis, shape.length);
			const count = call.sizes(1)?.[0] ?? null;
			const sizes = shape.map((dim, at) => (at === axis ? count : dim));
			return [typed(dtype, sizes), typed("int64", sizes)];
		},
		evaluate(call) {
			const x = need(call, 0);
			const count = toNumbers(need(call, 1))[0];
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			const { length, step, starts } = lanesOf(x.shape, axis);
			if (count > length) throw mismatch(call, `k up to ${length}`, String(count));
			const shape = x.shape.map((size, at) => (at === axis ? count : size));
			const values = ndArray(x.dtype, shape);
			const indices = ndArray("int64", shape);
			const outStarts = lanesOf(shape, axis).starts;
			const from = elements(x);
			const sign = call.attributes.largest ? -1 : 1;
			starts.forEach((start, lane) => {
				const value = (i: number) => from[start + i * step];
				const order = range(length).sort((a, b) => {
					const [x, y] = [value(a), value(b)];
					return x === y ? a - b : x < y ? -sign : sign;
				});
				order.slice(0, count).forEach((i, rank) => {
					elements(values)[outStarts[lane] + rank * step] = value(i);
					elements(indices)[outStarts[lane] + rank * step] = BigInt(i);
				});
			});
			return [values, indices];
		},
	}),
};
