import type { Value } from "../../ir/value.js";
import type { ConstantName, ControlName, PieceName, ShapeName } from "../../ops/names.js";
import { constant, type GradientRule, type InputRule, notDifferentiable, vjp, vjpOfEach } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";
import { type Margin, minus, padded, plus, type Size, sizeAlong, vectorOf } from "./sizes.js";

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

/** To the end of an axis, of whatever size. */
const end = 2 ** 31 - 1;

interface SliceAxis {
	/** Counted from the end. */
	readonly axis: number;
	readonly step: number;
	/** Numbers where they are known, from the front or the end, and perhaps outside. */
	readonly start: number | undefined;
	readonly stop: number | undefined;
	/** Which of the axes. */
	readonly at: number;
}

function sliceAxes(call: VjpCall): SliceAxis[] {
	const rank = call.dims(call.input(0)).length;
	const [starts, stops] = [call.known(call.input(1)), call.known(call.input(2))];
	const [axes, steps] = [3, 4].map((index) => call.known(call.node.inputs[index]));
	if ((call.node.inputs[3] && !axes) || (call.node.inputs[4] && !steps)) {
		throw call.refuse("its axes or steps are computed at run time");
	}
	const count = axes?.length ?? call.dims(call.input(1))[0];
	if (typeof count !== "number") throw call.refuse("the number of its axes is not known");
	return Array.from({ length: count }, (_, at) => {
		const axis = axes?.[at] ?? at;
		return { axis: axis < 0 ? axis : axis - rank, step: steps?.[at] ?? 1, start: starts?.[at], stop: stops?.[at], at };
	});
}

/** Where a slice with step 1 begins, from the front and within the input. */
function sliceStart(call: VjpCall, { axis, start, at }: SliceAxis): Size {
	const size = sizeAlong(call, call.input(0), axis);
	if (start !== undefined && typeof size === "number")
		return Math.min(start < 0 ? Math.max(start + size, 0) : start, size);
	if (start !== undefined && start >= 0) return start;
	const zero = call.ints(0);
	const sizes = vectorOf(call, [size]);
	const given = call.op("Gather", [call.op("Cast", [call.input(1)], { to: 7 }), call.ints(at)], { axis: 0 });
	const fromFront = call.op("Where", [call.op("Less", [given, zero]), call.add(given, sizes), given]);
	return call.op("Min", [call.op("Max", [fromFront, zero]), sizes]);
}

/** Puts the slice back where it was, with zeros around it; along axes with steps by index. */
const slice: InputRule = (call, dy) => {
	const x = call.input(0);
	const axes = sliceAxes(call);
	const margins = axes.flatMap((one): Margin[] => {
		if (one.step !== 1) return [];
		const before = sliceStart(call, one);
		const isToEnd = one.stop !== undefined && one.stop >= end;
		const rest = () => minus(call, sizeAlong(call, x, one.axis), sizeAlong(call, call.output(), one.axis));
		return [{ axis: one.axis, before, after: isToEnd ? 0 : minus(call, rest(), before) }];
	});
	return axes.reduce(
		(placed, one) => (one.step === 1 ? placed : call.placed(placed, one.axis, stepPlaces(call, one), x)),
		padded(call, dy, margins),
	);
};

/** Where the entries of a slice with steps came from, int64 [n]: the same slice of 0, 1, 2, … */
function stepPlaces(call: VjpCall, { axis, step, at }: SliceAxis): Value {
	const scalar = (value: number) => call.builder.constant("int64", value, []);
	const size = call.op("Squeeze", [vectorOf(call, [sizeAlong(call, call.input(0), axis)])]);
	const all = call.op("Range", [scalar(0), size, scalar(1)]);
	const [start, stop] = [1, 2].map((index) => call.op("Gather", [call.input(index), call.ints(at)], { axis: 0 }));
	const likeStart = call.input(1).type?.dtype === "int32" ? 6 : 7;
	const [axes, steps] = [0, step].map((value) => call.op("Cast", [call.ints(value)], { to: likeStart }));
	return call.op("Slice", [all, start, stop, axes, steps]);
}

/** The part of dy that input `index` of a Concat brought; counted from the end where only the sizes behind it are known. */
const concat: InputRule = (call, dy, index) => {
	const axis = axisOf(call, call.output());
	const sizes = call.node.inputs.map((_, one) => sizeAlong(call, call.input(one), axis));
	const total = (parts: readonly Size[]) => parts.reduce((sum, one) => plus(call, sum, one), 0);
	const behind = sizes.slice(index + 1);
	const isBehindKnown = behind.every((size) => typeof size === "number");
	const isFrontKnown = sizes.slice(0, index).every((size) => typeof size === "number");
	const own = sizes[index] as Size;
	if (isBehindKnown && !(isFrontKnown && typeof own === "number")) {
		const after = total(behind) as number;
		const stop = after === 0 ? end : -after;
		const back = typeof own === "number" ? own + after : 0;
		const start = isFrontKnown ? total(sizes.slice(0, index)) : back > 0 ? -back : undefined;
		if (start !== undefined) return call.op("Slice", [dy, vectorOf(call, [start]), call.ints(stop), call.ints(axis)]);
	}
	const start = total(sizes.slice(0, index));
	const stop = plus(call, start, own);
	return call.op("Slice", [dy, vectorOf(call, [start]), vectorOf(call, [stop]), call.ints(axis)]);
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
			const known = call.known(pads);
			const cut = (place: number): Size => {
				if (known) return -(known[place] as number);
				return call.neg(call.op("Gather", [pads, call.ints(place)], { axis: 0 }));
			};
			const margins = axes.map((axis, place) => ({
				axis: axis < 0 ? axis : axis - rank,
				before: cut(place),
				after: cut(place + axes.length),
			}));
			return padded(call, dy, margins);
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
