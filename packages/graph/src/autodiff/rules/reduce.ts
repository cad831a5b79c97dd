import type { Value } from "../../ir/value.js";
import type { LaneName, ReduceName } from "../../ops/names.js";
import { constant, type GradientRule, vjp } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";

/** The reduced axes, counted from the end. */
function reducedAxes(call: VjpCall): number[] {
	const rank = call.dims(call.input(0)).length;
	const given = call.node.inputs[1] ? call.known(call.input(1)) : [];
	if (!given) throw call.refuse("its axes are computed at run time");
	if (given.length === 0) {
		return call.attributes.noop_with_empty_axes ? [] : Array.from({ length: rank }, (_, axis) => axis - rank);
	}
	return given.map((axis) => (axis < 0 ? axis : axis - rank));
}

/** A value of the output's shape, with the reduced axes in place again. */
function kept(call: VjpCall, value: Value, axes: readonly number[]): Value {
	if (call.attributes.keepdims || axes.length === 0) return value;
	// Axes counted from the end count in the output, which has them all.
	return call.op("Unsqueeze", [value, call.ints(...axes)]);
}

/** y = reduce(x): `rule` gets dy and y with the axes in place. */
function reduction(rule: (call: VjpCall, dy: Value, y: Value, axes: readonly number[]) => Value): GradientRule {
	return vjp((call, dy) => {
		const axes = reducedAxes(call);
		return rule(call, kept(call, dy, axes), kept(call, call.output(), axes), axes);
	}, null);
}

/** Number of elements that each output reduces, as a float. */
function count(call: VjpCall, axes: readonly number[]): Value {
	const x = call.input(0);
	const dims = call.dims(x);
	const sizes = axes.map((axis) => dims[dims.length + axis]);
	if (sizes.every((size) => typeof size === "number")) {
		return call.scalar((sizes as number[]).reduce((product, size) => product * size, 1));
	}
	const places = call.ints(...axes.map((axis) => axis + dims.length));
	const chosen = call.op("Gather", [call.shape(x), places], { axis: 0 });
	return call.indicator(call.op("ReduceProd", [chosen], { keepdims: 0 }));
}

/** The largest or smallest: equal parts to all that reach it, as PyTorch's amax. */
const extreme: GradientRule = reduction((call, dy, y, axes) => {
	const reaches = call.indicator(call.op("Equal", [call.input(0), y]));
	return call.mul(reaches, call.div(dy, call.sum(reaches, axes)));
});

export const reduceRules: { readonly [N in ReduceName]: GradientRule } = {
	ReduceSum: reduction((call, dy) => call.expandedTo(dy, call.input(0))),
	ReduceMean: reduction((call, dy, _, axes) => call.expandedTo(call.div(dy, count(call, axes)), call.input(0))),
	ReduceMax: extreme,
	ReduceMin: extreme,
	// Exact where no factor is 0.
	ReduceProd: reduction((call, dy, y) => call.div(call.mul(dy, y), call.input(0))),
	ReduceLogSumExp: reduction((call, dy, y) => call.mul(dy, call.op("Exp", [call.sub(call.input(0), y)]))),
	ReduceL2: reduction((call, dy, y) => call.mul(call.div(dy, y), call.input(0))),
	ReduceSumSquare: reduction((call, dy) => call.mul(dy, call.mul(call.input(0), call.scalar(2)))),
};

/** The axis of a lane operator, counted from the end. */
function laneAxis(call: VjpCall): number {
	const axis = (call.attributes.axis as number | undefined) ?? -1;
	const rank = call.dims(call.input(0)).length;
	return axis < 0 ? axis : axis - rank;
}

export const laneRules: { readonly [N in LaneName]: GradientRule } = {
	// dS = A ⊙ (dA - Σ A ⊙ dA): the difference first, whose digits would be lost in products. A ⊙ dA is shared with relevancy.
	Softmax: vjp((call, dy) => {
		const y = call.output();
		return call.mul(y, call.sub(dy, call.sum(call.mul(y, dy), [laneAxis(call)])));
	}),
	LogSoftmax: vjp((call, dy) =>
		call.sub(dy, call.mul(call.op("Exp", [call.output()]), call.sum(dy, [laneAxis(call)]))),
	),
	// A running sum the other way round.
	CumSum: vjp((call, dy) => {
		const axis = call.known(call.input(1))?.[0];
		if (axis === undefined) throw call.refuse("its axis is computed at run time");
		const rank = call.dims(call.input(0)).length;
		const fromEnd = call.builder.constant("int64", axis < 0 ? axis : axis - rank, []);
		const { exclusive, reverse } = call.attributes as { exclusive: number; reverse: number };
		return call.op("CumSum", [dy, fromEnd], { exclusive, reverse: 1 - reverse });
	}, null),
	// To the places that were chosen.
	TopK: vjp((call, dy) => {
		const places = call.node.outputs[1];
		if (!places) throw call.refuse("its indices are not asked for");
		const indices = call.lead ? call.op("Expand", [places, call.op("Shape", [dy])]) : places;
		const axis = laneAxis(call);
		return call.op("ScatterElements", [call.zeros(call.input(0)), indices, dy], { axis });
	}, null),
	ArgMax: constant,
	ArgMin: constant,
};
