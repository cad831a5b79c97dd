import { elementCount } from "@lvlm-interpret/core";
import type { Dim } from "../ir/value.js";
import { type Shape, sameDim, typed } from "./dims.js";
import { checkDTypes } from "./elementwise-rules.js";
import type { EinsumName } from "./names.js";
import { elements, isWide, ndArray, strides, walk } from "./nd-array.js";
import { type Call, type Family, mismatch, need, operator, string } from "./operator.js";

interface Equation {
	readonly terms: readonly (readonly string[])[];
	readonly output: readonly string[];
}

/** Labels of an equation; the axes of "..." become labels "0", "1", … counted from the right, so that they broadcast. */
function parse(call: Call, equation: string, ranks: readonly number[]): Equation {
	const [left, right] = equation.replace(/\s/g, "").split("->");
	const texts = left.split(",");
	if (texts.length !== ranks.length) throw mismatch(call, `${texts.length} inputs`, String(ranks.length));
	let ellipsis = 0;
	const terms = texts.map((text, n) => {
		const letters = text.replace("...", "").length;
		const extra = ranks[n] - letters;
		if (extra < 0 || (extra > 0 && !text.includes("..."))) {
			throw mismatch(call, `rank ${letters} for "${text}"`, `rank ${ranks[n]}`);
		}
		ellipsis = Math.max(ellipsis, extra);
		return expand(text, extra);
	});
	const counts = new Map<string, number>();
	for (const label of left.replace(/[.,]/g, "")) counts.set(label, (counts.get(label) ?? 0) + 1);
	const once = [...counts.keys()].filter((label) => counts.get(label) === 1).sort();
	const output = right === undefined ? [...expand("...", ellipsis), ...once] : expand(right, ellipsis);
	return { terms, output };
}

function expand(text: string, extra: number): string[] {
	const places = Array.from({ length: extra }, (_, i) => String(extra - 1 - i));
	const [before, after] = text.split("...");
	return after === undefined ? [...text] : [...before, ...places, ...after];
}

/** Size of every label; those of "..." broadcast. */
function sizesOf(call: Call, terms: Equation["terms"], shapes: readonly Shape[]): Map<string, Dim> {
	const sizes = new Map<string, Dim>();
	terms.forEach((term, n) => {
		term.forEach((label, axis) => {
			const dim = shapes[n][axis];
			const old = sizes.get(label);
			if (old === undefined || (old === 1 && /\d/.test(label))) sizes.set(label, dim);
			else if (!(dim === 1 && /\d/.test(label))) sizes.set(label, sameDim(call, old, dim, `sizes of "${label}"`));
		});
	});
	return sizes;
}

/** Σ over the labels that are not in the output of the product of the operands. */
export const einsum: Family<EinsumName> = {
	Einsum: operator({
		inputs: [1, Number.POSITIVE_INFINITY],
		attributes: { equation: string("") },
		infer(call) {
			checkDTypes(call, ...call.types.map((type) => type?.dtype));
			const shapes = call.types.map((type) => type?.shape);
			const dtype = call.types.find((type) => type)?.dtype;
			if (shapes.some((shape) => !shape)) return [typed(dtype, undefined)];
			const known = shapes as Shape[];
			const { terms, output } = parse(
				call,
				call.attributes.equation,
				known.map((shape) => shape.length),
			);
			const sizes = sizesOf(call, terms, known);
			return [
				typed(
					dtype,
					output.map((label) => sizes.get(label) ?? null),
				),
			];
		},
		evaluate(call) {
			const arrays = call.inputs.map((_, index) => need(call, index));
			const shapes = arrays.map((array) => array.shape);
			const { terms, output } = parse(
				call,
				call.attributes.equation,
				shapes.map((shape) => shape.length),
			);
			const sizes = sizesOf(call, terms, shapes) as Map<string, number>;
			const summed = [...sizes.keys()].filter((label) => !output.includes(label));
			const sizeOf = (labels: readonly string[]) => labels.map((label) => sizes.get(label) as number);
			// An operand's step along a label is the sum over its axes of that label (a diagonal), 0 where it is broadcast.
			const steps = (labels: readonly string[], n: number) => {
				const own = strides(shapes[n]);
				return labels.map((label) =>
					terms[n].reduce((sum, one, axis) => sum + (one === label && shapes[n][axis] !== 1 ? own[axis] : 0), 0),
				);
			};
			const outerAt = arrays.map((_, n) => walk(sizeOf(output), steps(output, n)));
			const innerAt = arrays.map((_, n) => walk(sizeOf(summed), steps(summed, n)));
			const result = ndArray(arrays[0].dtype, sizeOf(output));
			const to = elements(result);
			const operands = arrays.map(elements);
			const [zero, one] = isWide(result.dtype) ? [0n, 1n] : [0, 1];
			const inner = elementCount(sizeOf(summed));
			for (let i = 0; i < to.length; i++) {
				let sum = zero as number;
				for (let j = 0; j < inner; j++) {
					let product = one as number;
					for (let n = 0; n < operands.length; n++) product *= operands[n][outerAt[n][i] + innerAt[n][j]] as number;
					sum += product;
				}
				to[i] = sum;
			}
			return [result];
		},
	}),
};
