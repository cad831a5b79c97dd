import type { Value } from "../../ir/value.js";
import type { ConstantName, ControlName, PieceName, ShapeName } from "../../ops/names.js";
import { constant, type GradientRule, type InputRule, notDifferentiable, vjp, vjpOfEach } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";

/** The same elements in another shape. */
const reshaping: InputRule = (call, dy) => call.reshapedTo(dy, call.input(0));

export const shapeRules: { readonly [N in ShapeName]: GradientRule } = {
	Reshape: vjp(reshaping, null),
	Flatten: vjp(reshaping),
	Squeeze: vjp(reshaping, null),
	Unsqueeze: vjp(reshaping, null),
	Transpose: vjp((call, dy) => {
		const rank = call.dims(call.input(0)).length;
		const forward =
			(call.attributes.perm as number[] | undefined) ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
		const back = forward.map((_, axis) => forward.indexOf(axis) + call.lead);
		return call.op("Transpose", [dy], { perm: call.lead ? [0, ...back] : back });
	}),
	Expand: vjp((call, dy) => call.sumTo(dy, call.dims(call.output()), call.input(0)), null),
	Shape: constant,
	Size: constant,
};

/** The axis attribute, counted from the end. */
function axisOf(call: VjpCall, value: Value): number {
	const axis = (call.attributes.axis as number | undefined) ?? 0;
	return axis < 0 ? axis : axis - call.dims(value).length;
}

/** Size of a value along an axis counted from the end, int64 [1]. */
function sizeAlong(call: VjpCall, value: Value, axis: number): Value {
	const dims = call.dims(value);
	const dim = dims[dims.length + axis];
	if (typeof dim === "number") return call.ints(dim);
	return call.op("Gather", [call.shape(value), call.ints(dims.length + axis)], { axis: 0 });
}

/** Where Slice begins along each of its axes, from the front and within the input: int64 [axes]. */
function sliceStarts(call: VjpCall, places: readonly number[]): Value {
	const x = call.input(0);
	const sizes = call.op("Gather", [call.shape(x), call.ints(...places)], { axis: 0 });
	const given = call.op("Cast", [call.input(1)], { to: 7 });
	const zero = call.ints(0);
	const fromFront = call.op("Where", [call.op("Less", [given, zero]), call.add(given, sizes), given]);
	return call.op("Min", [call.op("Max", [fromFront, zero]), sizes]);
}

/** Puts the slice back where it was, with zeros around it. */
const slice: InputRule = (call, dy) => {
	const x = call.input(0);
	const rank = call.dims(x).length;
	const axes = call.node.inputs[3] ? call.known(call.input(3)) : undefined;
	const starts = call.known(call.input(1));
	const steps = call.node.inputs[4] ? call.known(call.input(4)) : undefined;
	if ((call.node.inputs[3] && !axes) || (call.node.inputs[4] && !steps)) {
		throw call.refuse("its axes or steps are computed at run time");
	}
	const count = axes?.length ?? call.dims(call.input(1))[0];
	if (typeof count !== "number") throw call.refuse("the number of its axes is not known");
	const places = (axes ?? Array.from({ length: count }, (_, axis) => axis)).map((one) => (one < 0 ? one + rank : one));
	if (steps?.some((step) => step !== 1)) return steppedSlice(call, dy, places, steps);
	const last = places.map((place) => call.ints(place));
	const before = starts?.every((start) => start >= 0) ? call.ints(...starts) : sliceStarts(call, places);
	const sizes = call.op(
		"Concat",
		places.map((place) => sizeAlong(call, x, place - rank)),
		{ axis: 0 },
	);
	const own = call.op(
		"Concat",
		places.map((place) => sizeAlong(call, call.output(), place - rank)),
		{ axis: 0 },
	);
	const after = call.sub(call.sub(sizes, before), own);
	const pads = call.op("Concat", [before, after], { axis: 0 });
	const axesFromEnd = call.ints(...places.map((place) => place + call.lead));
	return last.length === 0 ? dy : call.op("Pad", [dy, pads, undefined, axesFromEnd]);
};

/** With steps, axis by axis: entry i came from place start + i·step. */
function steppedSlice(call: VjpCall, dy: Value, places: readonly number[], steps: readonly number[]): Value {
	const x = call.input(0);
	const rank = call.dims(x).length;
	if (places.length !== 1) throw call.refuse("it has steps along several axes");
	const [axis, step] = [(places[0] as number) - rank, steps[0] as number];
	const scalar = (value: number) => call.builder.constant("int64", value, []);
	const size = call.op("Squeeze", [sizeAlong(call, x, axis)]);
	const all = call.op("Range", [scalar(0), size, scalar(1)]);
	const positions = call.op("Slice", [all, call.input(1), call.input(2), call.ints(0), call.ints(step)]);
	return call.placed(dy, axis, positions, x);
}

/** The part of dy that input `index` of a Concat brought. */
const concat: InputRule = (call, dy, index) => {
	const axis = axisOf(call, call.output());
	const sizes = call.node.inputs.map((_, one) => sizeAlong(call, call.input(one), axis));
	const start = sizes.slice(0, index).reduce((sum, one) => call.add(sum, one), call.ints(0));
	return call.op("Slice", [dy, start, call.add(start, sizes[index] as Value), call.ints(axis)]);
};

/** Repetition: dy as [r₀, d₀, r₁, d₁, …], summed over all r. */
const tile: InputRule = (call, dy) => {
	const x = call.input(0);
	const rank = call.dims(x).length;
	const one = call.ints(1);
	const columns = [call.input(1), call.shape(x)].map((vector) => call.op("Unsqueeze", [vector, one]));
	const pairs = call.op("Reshape", [call.op("Concat", columns, { axis: 1 }), call.ints(-1)]);
	const target = call.lead ? call.op("Concat", [call.ints(-1), pairs], { axis: 0 }) : pairs;
	const axes = Array.from({ length: rank }, (_, axis) => 2 * (axis - rank));
	return call.sum(call.op("Reshape", [dy, target]), axes, false);
};

export const pieceRules: { readonly [N in PieceName]: GradientRule } = {
	Concat: vjpOfEach(concat),
	Split: vjp((call) => {
		const parts = call.node.outputs.map((output, index) => call.cotangent(index) ?? call.zeros(output));
		return call.op("Concat", parts, { axis: axisOf(call, call.input(0)) });
	}, null),
	Slice: vjp(slice, null, null, null, null),
	Tile: vjp(tile, null),
	Pad: vjp(
		(call, dy) => {
			if ((call.attributes.mode ?? "constant") !== "constant") throw call.refuse("it repeats elements at the border");
			const pads = call.input(1);
			const rank = call.dims(call.input(0)).length;
			const axes = call.node.inputs[3] ? call.known(call.input(3)) : Array.from({ length: rank }, (_, axis) => axis);
			if (!axes) throw call.refuse("its axes are computed at run time");
			const shifted = axes.map((axis) => (axis < 0 ? axis + rank : axis) + call.lead);
			return call.op("Pad", [dy, call.neg(pads), undefined, call.ints(...shifted)]);
		},
		null,
		null,
		null,
	),
	Trilu: vjp((call, dy) => {
		const upper = call.attributes.upper as number;
		return call.op("Trilu", [dy, call.node.inputs[1]], { upper });
	}, null),
};

export const constantRules: { readonly [N in ConstantName]: GradientRule } = {
	Range: constant,
	Constant: constant,
	ConstantOfShape: constant,
	EyeLike: constant,
};

export const controlRules: { readonly [N in ControlName]: GradientRule } = {
	If: notDifferentiable("a branch has to be chosen first"),
};
