import type { Value } from "../../ir/value.js";
import type { GatherName, ScatterName } from "../../ops/names.js";
import { constant, type GradientRule, type InputRule, vjp } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";
import { minus, padded, sizeAlong, vectorOf } from "./sizes.js";

/** Indices counted from the front: negative ones count from the end of an axis of `size`. */
function fromFront(call: VjpCall, indices: Value, size: Value): Value {
	const wide = call.op("Cast", [indices], { to: 7 });
	return call.op("Where", [call.op("Less", [wide, call.ints(0)]), call.add(wide, size), wide]);
}

/** Adds each taken entry where it was taken from; neighbours in order are put back with zeros around them. */
const gather: InputRule = (call, dy) => {
	const x = call.input(0);
	const rank = call.dims(x).length;
	const indexRank = call.dims(call.input(1)).length;
	const given = (call.attributes.axis as number | undefined) ?? 0;
	const axis = given < 0 ? given : given - rank;
	const size = sizeAlong(call, x, axis);
	const joined = indexRank === 1 ? dy : joinedAxes(call, dy, axis, indexRank);
	const known = call.known(call.input(1));
	if (known && (typeof size === "number" || known.every((place) => place >= 0))) {
		const places = known.map((place) => (place < 0 ? place + (size as number) : place));
		const [first = 0] = places;
		if (places.every((place, n) => place === first + n)) {
			return padded(call, joined, [{ axis, before: first, after: minus(call, size, first + places.length) }]);
		}
		return call.placed(joined, axis, places, x);
	}
	const places = fromFront(call, call.input(1), vectorOf(call, [size]));
	return call.placed(joined, axis, call.op("Reshape", [places, call.ints(-1)]), x);
};

/** The axes of the indices, which stand where the axis was, joined to one. */
function joinedAxes(call: VjpCall, dy: Value, axis: number, indexRank: number): Value {
	if (indexRank === 0) return call.op("Unsqueeze", [dy, call.ints(axis)]);
	const rank = call.dims(call.input(0)).length + call.lead;
	const front = rank + axis;
	const before = call.part(dy, 0, front);
	const after = call.part(dy, front + indexRank, rank - 1 + indexRank);
	return call.op("Reshape", [dy, call.op("Concat", [before, call.ints(-1), after], { axis: 0 })]);
}

/** Indices for every seed. */
function forSeeds(call: VjpCall, indices: Value, dy: Value): Value {
	return call.lead ? call.op("Expand", [indices, call.op("Shape", [dy])]) : indices;
}

function elementsAxis(call: VjpCall): number {
	const axis = (call.attributes.axis as number | undefined) ?? 0;
	return axis < 0 ? axis : axis - call.dims(call.input(0)).length;
}

/** The axis of the seeds moved to the end, where ND operators leave it alone, or back to the front. */
function seedsLast(call: VjpCall, value: Value, rank: number): Value {
	const perm = [...Array.from({ length: rank }, (_, axis) => axis + 1), 0];
	return call.lead ? call.op("Transpose", [value], { perm }) : value;
}

function seedsFirst(call: VjpCall, value: Value, rank: number): Value {
	const perm = [rank, ...Array.from({ length: rank }, (_, axis) => axis)];
	return call.lead ? call.op("Transpose", [value], { perm }) : value;
}

function refuseReduction(call: VjpCall): "none" | "add" {
	const reduction = String(call.attributes.reduction ?? "none");
	if (reduction === "none" || reduction === "add") return reduction;
	throw call.refuse(`it reduces by "${reduction}"`);
}

/** Zeros of the shape of `value`, without the axis of the seeds: they broadcast over it. */
function zerosOf(call: VjpCall, value: Value): Value {
	return call.op("Expand", [call.scalar(0), call.shape(value)]);
}

export const gatherRules: { readonly [N in GatherName]: GradientRule } = {
	Gather: vjp(gather, null),
	GatherElements: vjp((call, dy) => {
		const indices = forSeeds(call, call.input(1), dy);
		const zeros = call.zeros(call.input(0));
		return call.op("ScatterElements", [zeros, indices, dy], { axis: elementsAxis(call), reduction: "add" });
	}, null),
	GatherND: vjp((call, dy) => {
		if (call.attributes.batch_dims) throw call.refuse("it has batch axes");
		const x = call.input(0);
		const zeros = seedsLast(call, call.zeros(x), call.dims(x).length);
		const updates = seedsLast(call, dy, call.dims(call.output()).length);
		const placed = call.op("ScatterND", [zeros, call.input(1), updates], { reduction: "add" });
		return seedsFirst(call, placed, call.dims(x).length);
	}, null),
	OneHot: constant,
	NonZero: constant,
};

export const scatterRules: { readonly [N in ScatterName]: GradientRule } = {
	ScatterND: vjp(
		(call, dy) => {
			if (refuseReduction(call) === "add") return dy;
			const rank = call.dims(call.input(0)).length;
			const blanks = call.lead
				? seedsLast(call, call.op("Mul", [gatherSeeds(call, dy), call.scalar(0)]), call.dims(call.input(2)).length)
				: zerosOf(call, call.input(2));
			const cleared = call.op("ScatterND", [seedsLast(call, dy, rank), call.input(1), blanks]);
			return seedsFirst(call, cleared, rank);
		},
		null,
		(call, dy) => {
			refuseReduction(call);
			return gatherSeeds(call, dy);
		},
	),
	ScatterElements: vjp(
		(call, dy) => {
			if (refuseReduction(call) === "add") return dy;
			const zeros = call.zeros(call.input(2));
			const indices = call.lead ? call.op("Expand", [call.input(1), call.op("Shape", [zeros])]) : call.input(1);
			return call.op("ScatterElements", [dy, indices, zeros], { axis: elementsAxis(call) });
		},
		null,
		(call, dy) => {
			refuseReduction(call);
			const full = call.fullShape(call.input(2));
			const indices = call.lead ? call.op("Expand", [call.input(1), full]) : call.input(1);
			return call.op("GatherElements", [dy, indices], { axis: elementsAxis(call) });
		},
	),
};

/** The entries of a cotangent at the places of a ScatterND. */
function gatherSeeds(call: VjpCall, dy: Value): Value {
	const taken = call.op("GatherND", [seedsLast(call, dy, call.dims(call.input(0)).length), call.input(1)]);
	return seedsFirst(call, taken, call.dims(call.input(2)).length);
}
