import type { DType } from "@lvlm-interpret/core";
import type { Dim, ValueType } from "../ir/value.js";
import { strides, walk } from "./nd-array.js";
import { type Call, type InferCall, mismatch } from "./operator.js";

export type Shape = readonly Dim[];

/** "[2, S, ?]" */
export function showShape(shape: Shape | undefined): string {
	return shape ? `[${shape.map((dim) => dim ?? "?").join(", ")}]` : "an unknown shape";
}

/** Equal as far as anything is known to differ: unknown sizes and two different symbols may be equal. */
export function mayEqual(a: Dim, b: Dim): boolean {
	return a === b || typeof a !== "number" || typeof b !== "number";
}

/** The better known of two sizes that must be equal. @throws {LvlmError} "shape-mismatch" */
export function sameDim(call: Call, a: Dim, b: Dim, what: string): Dim {
	if (!mayEqual(a, b)) throw mismatch(call, `equal ${what}`, `${a} and ${b}`);
	if (typeof a === "number" || b === null) return a;
	if (typeof b === "number" || a === null) return b;
	return a;
}

function broadcastDim(call: Call, a: Dim, b: Dim, shapes: readonly Shape[]): Dim {
	if (a === b) return a;
	if (a === 1) return b;
	if (b === 1) return a;
	if (typeof a === "number" && typeof b === "number") {
		throw mismatch(call, "shapes that broadcast", shapes.map(showShape).join(" and "));
	}
	// A number other than 1 wins: the other side is 1 or equal. Otherwise either side may be the one that is 1.
	return typeof a === "number" ? a : typeof b === "number" ? b : null;
}

/** NumPy broadcasting. Undefined when the rank of any is unknown. @throws {LvlmError} "shape-mismatch" */
export function broadcast(call: Call, ...shapes: (Shape | undefined)[]): Dim[] | undefined {
	if (shapes.some((shape) => shape === undefined)) return undefined;
	const known = shapes as Shape[];
	const rank = Math.max(0, ...known.map((shape) => shape.length));
	return Array.from({ length: rank }, (_, axis) =>
		known.reduce<Dim>((dim, shape) => {
			const at = axis - rank + shape.length;
			return at < 0 ? dim : broadcastDim(call, dim, shape[at], known);
		}, 1),
	);
}

/** {@link broadcast} of real shapes. */
export function broadcastShapes(call: Call, ...shapes: (readonly number[])[]): number[] {
	return broadcast(call, ...shapes) as number[];
}

/** For every element of `to`, the element of an array of `shape` that broadcasting puts there. */
export function broadcastOffsets(shape: readonly number[], to: readonly number[]): Int32Array {
	const steps = strides(shape);
	const lead = to.length - shape.length;
	return walk(
		to,
		to.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : steps[axis - lead])),
	);
}

/** `axis` counted from the front. @throws {LvlmError} "shape-mismatch" */
export function normalAxis(call: Call, axis: number, rank: number): number {
	const at = axis < 0 ? axis + rank : axis;
	if (at < 0 || at >= Math.max(rank, 1)) throw mismatch(call, `an axis of a rank-${rank} tensor`, `axis ${axis}`);
	return at;
}

/** Several axes, counted from the front, ascending. */
export function normalAxes(call: Call, axes: readonly number[], rank: number): number[] {
	return axes.map((axis) => normalAxis(call, axis, rank)).sort((a, b) => a - b);
}

/** Product of sizes: exact when all are numbers (or one is 0), the symbol itself beside ones, else null. */
export function productOf(dims: Shape): Dim {
	if (dims.includes(0)) return 0;
	const rest = dims.filter((dim) => dim !== 1);
	if (rest.length === 0) return 1;
	if (rest.length === 1) return rest[0];
	return rest.every((dim) => typeof dim === "number") ? rest.reduce<number>((a, b) => a * (b as number), 1) : null;
}

/** Sum of sizes. Symbols are joined to a new symbol in sorted order, so equal sums get equal names. */
export function sumOf(dims: Shape): Dim {
	if (dims.includes(null)) return null;
	const terms = dims.flatMap((dim) => (typeof dim === "string" ? dim.split(" + ") : [String(dim)]));
	const symbols = terms.filter((term) => !/^-?\d+$/.test(term));
	const constant = terms.reduce((sum, term) => (/^-?\d+$/.test(term) ? sum + Number(term) : sum), 0);
	if (symbols.length === 0) return constant;
	return [...symbols.sort(), ...(constant === 0 ? [] : [String(constant)])].join(" + ");
}

/** A type, or undefined when the dtype is unknown. */
export function typed(dtype: DType | undefined, shape: Shape | undefined): ValueType | undefined {
	return dtype === undefined ? undefined : { dtype, shape };
}

/** Shape of input `index`. */
export function shapeOf(call: InferCall, index: number): Shape | undefined {
	return call.types[index]?.shape;
}

/** The rule of every operator whose output is like its first input. */
export function sameAsFirst(call: InferCall): (ValueType | undefined)[] {
	return [call.types[0]];
}
