import { elementCount } from "@lvlm-interpret/core";
import type { Dim } from "../ir/value.js";
import {
	broadcast,
	broadcastOffsets,
	broadcastShapes,
	normalAxes,
	normalAxis,
	productOf,
	type Shape,
	shapeOf,
	showShape,
	typed,
} from "./dims.js";
import type { ShapeName } from "./names.js";
import { int64, pick, range, reshaped, toNumbers, transposed } from "./nd-array.js";
import { type Call, type Family, int, ints, mismatch, need, operator } from "./operator.js";

/** `from` under the sizes that Reshape was given: 0 copies (unless allowZero), -1 takes what is left. */
function reshapeTo(call: Call, from: Shape, wanted: readonly Dim[], allowZero: boolean): Dim[] {
	const dims = wanted.map((dim, axis) => (dim === 0 && !allowZero ? (from[axis] ?? null) : dim));
	const open = dims.indexOf(-1);
	const complete = [...from, ...dims].every((dim) => typeof dim === "number");
	if (open >= 0)
		dims[open] = remaining(
			from,
			dims.filter((_, axis) => axis !== open),
		);
	const [have, need] = [productOf(from), productOf(dims)];
	if (complete && have !== need) throw mismatch(call, `${have} elements as in ${showShape(from)}`, showShape(dims));
	return dims;
}

/** The size that the rest of `from` gives when `taken` are used up: symbols cancel against equal ones. */
function remaining(from: Shape, taken: Shape): Dim {
	const left = [...from];
	const over: Dim[] = [];
	for (const dim of taken) {
		const at = typeof dim === "string" ? left.indexOf(dim) : -1;
		if (at >= 0) left.splice(at, 1);
		else over.push(dim);
	}
	const divisor = productOf(over);
	const symbols = left.filter((dim) => typeof dim !== "number");
	const number = elementCount(left.filter((dim) => typeof dim === "number") as number[]);
	if (symbols.length === 0 && divisor === 0) return 0;
	if (typeof divisor !== "number" || divisor === 0) return null;
	if (symbols.length === 0) return number % divisor === 0 ? number / divisor : -1;
	return symbols.length === 1 && number === divisor ? symbols[0] : null;
}

function squeezed(call: Call, shape: Shape, axes: readonly number[] | undefined): Dim[] {
	if (!axes) return shape.filter((dim) => dim !== 1);
	const gone = normalAxes(call, axes, shape.length);
	for (const axis of gone) {
		if (typeof shape[axis] === "number" && shape[axis] !== 1) throw mismatch(call, "size 1", showShape(shape));
	}
	return shape.filter((_, axis) => !gone.includes(axis));
}

function unsqueezed(call: Call, shape: Shape, axes: readonly number[]): Dim[] {
	const rank = shape.length + axes.length;
	const added = normalAxes(call, axes, rank);
	const result: Dim[] = [...shape];
	for (const axis of added) result.splice(axis, 0, 1);
	return result;
}

function slicedShape(shape: Shape, start: number, end: number | undefined): Shape {
	return shape.slice(start, end ?? shape.length);
}

/** Operators that change or tell a shape and leave the elements as they are. */
export const shapes: Family<ShapeName> = {
	Reshape: operator({
		inputs: [2, 2],
		attributes: { allowzero: int(0) },
		infer(call) {
			const from = shapeOf(call, 0);
			const wanted = call.sizes(1);
			const length = shapeOf(call, 1)?.[0];
			const dtype = call.types[0]?.dtype;
			if (wanted && from) return [typed(dtype, reshapeTo(call, from, wanted, call.attributes.allowzero !== 0))];
			return [typed(dtype, typeof length === "number" ? range(length).map(() => null) : undefined)];
		},
		evaluate(call) {
			const x = need(call, 0);
			const sizes = toNumbers(need(call, 1));
			return [reshaped(x, reshapeTo(call, x.shape, sizes, call.attributes.allowzero !== 0) as number[])];
		},
		movesElements: true,
	}),

	Flatten: operator({
		inputs: [1, 1],
		attributes: { axis: int(1) },
		infer(call) {
			const shape = shapeOf(call, 0);
			if (!shape) return [typed(call.types[0]?.dtype, [null, null])];
			const axis = call.attributes.axis + (call.attributes.axis < 0 ? shape.length : 0);
			return [typed(call.types[0]?.dtype, [productOf(shape.slice(0, axis)), productOf(shape.slice(axis))])];
		},
		evaluate(call) {
			const x = need(call, 0);
			const axis = call.attributes.axis + (call.attributes.axis < 0 ? x.shape.length : 0);
			return [reshaped(x, [elementCount(x.shape.slice(0, axis)), elementCount(x.shape.slice(axis))])];
		},
		movesElements: true,
	}),

	// Axes: an attribute before opset 13, then input 1.
	Squeeze: operator({
		inputs: [1, 2],
		attributes: { axes: ints() },
		infer(call) {
			const shape = shapeOf(call, 0);
			const constant = call.constant(1);
			const axes = constant ? toNumbers(constant) : call.attributes.axes;
			const open = (call.node.inputs[1] && !constant) || (!axes && shape?.some((dim) => typeof dim !== "number"));
			return [typed(call.types[0]?.dtype, shape && !open ? squeezed(call, shape, axes) : undefined)];
		},
		evaluate(call) {
			const x = need(call, 0);
			const axes = call.inputs[1] ? toNumbers(call.inputs[1]) : call.attributes.axes;
			return [reshaped(x, squeezed(call, x.shape, axes) as number[])];
		},
		movesElements: true,
	}),

	Unsqueeze: operator({
		inputs: [1, 2],
		attributes: { axes: ints() },
		infer(call) {
			const shape = shapeOf(call, 0);
			const constant = call.constant(1);
			const axes = constant ? toNumbers(constant) : call.attributes.axes;
			return [typed(call.types[0]?.dtype, shape && axes ? unsqueezed(call, shape, axes) : undefined)];
		},
		evaluate(call) {
			const x = need(call, 0);
			const axes = call.attributes.axes ?? toNumbers(need(call, 1));
			return [reshaped(x, unsqueezed(call, x.shape, axes) as number[])];
		},
		movesElements: true,
	}),

	Transpose: operator({
		inputs: [1, 1],
		attributes: { perm: ints() },
		infer(call) {
			const shape = shapeOf(call, 0);
			const order = call.attributes.perm ?? range(shape?.length ?? 0).reverse();
			if (shape && order.length !== shape.length)
				throw mismatch(call, `${shape.length} axes`, `perm [${order.join(", ")}]`);
			return [typed(call.types[0]?.dtype, shape && order.map((axis) => shape[normalAxis(call, axis, shape.length)]))];
		},
		evaluate(call) {
			const x = need(call, 0);
			const order = call.attributes.perm ?? range(x.shape.length).reverse();
			return [
				transposed(
					x,
					order.map((axis) => normalAxis(call, axis, x.shape.length)),
				),
			];
		},
		movesElements: true,
	}),

	Shape: operator({
		inputs: [1, 1],
		attributes: { start: int(0), end: int() },
		infer(call) {
			const shape = shapeOf(call, 0);
			const { start, end } = call.attributes;
			return [typed("int64", [shape ? slicedShape(shape, start, end).length : null])];
		},
		evaluate: (call) => [
			int64(slicedShape(need(call, 0).shape, call.attributes.start, call.attributes.end) as number[]),
		],
	}),

	Size: operator({
		inputs: [1, 1],
		attributes: {},
		infer: () => [typed("int64", [])],
		evaluate: (call) => [int64(elementCount(need(call, 0).shape))],
	}),

	Expand: operator({
		inputs: [2, 2],
		attributes: {},
		infer(call) {
			const sizes = call.sizes(1);
			const length = shapeOf(call, 1)?.[0];
			const to = sizes ?? (typeof length === "number" ? range(length).map(() => null) : undefined);
			return [typed(call.types[0]?.dtype, broadcast(call, shapeOf(call, 0), to))];
		},
		evaluate(call) {
			const x = need(call, 0);
			const shape = broadcastShapes(call, x.shape, toNumbers(need(call, 1)));
			return [pick(x, shape, broadcastOffsets(x.shape, shape))];
		},
		movesElements: true,
	}),
};
