import { elementCount } from "@lvlm-interpret/core";
import type { Dim, Value } from "../ir/value.js";
import { sumOf } from "../ops/dims.js";
import { type NdArray, ndArray } from "../ops/nd-array.js";

/** Content of more elements than this is not followed: shapes and limits are short. */
export const contentLimit = 4096;

/** What is known of a value's elements: all of them, or sizes of which some are symbols or unknown. */
export type Content =
	| { readonly array: NdArray }
	| { readonly shape: readonly number[]; readonly dims: readonly Dim[] };

/** The elements as sizes, for int64 and int32 content of rank 0 and 1. */
export function contentSizes(content: Content | undefined): readonly Dim[] | undefined {
	if (!content) return undefined;
	if ("dims" in content) return content.dims;
	const { dtype, shape, data } = content.array;
	if (shape.length > 1 || (dtype !== "int64" && dtype !== "int32")) return undefined;
	return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** Sizes as content: a plain array when all are numbers. */
export function sizesAsContent(shape: readonly number[], dims: readonly Dim[]): Content {
	if (dims.some((dim) => typeof dim !== "number")) return { shape, dims };
	return { array: ndArray("int64", shape, BigInt64Array.from(dims as number[], BigInt)) };
}

/**
 * Symbols as int64 elements and back, so that Gather, Concat, Slice, … carry them through a shape computation with the
 * very rule that moves numbers. Tokens lie far below any size, index or "to the end" mark that a model holds.
 */
export class SymbolTokens {
	readonly #symbols: Dim[] = [];

	encode(content: Content): NdArray {
		if ("array" in content) return content.array;
		const data = BigInt64Array.from(content.dims, (dim) =>
			typeof dim === "number" ? BigInt(dim) : -(2n ** 62n) - BigInt(this.#symbols.push(dim)),
		);
		return ndArray("int64", content.shape, data);
	}

	decode(array: NdArray): Content {
		if (array.dtype !== "int64" || elementCount(array.shape) > contentLimit) return { array };
		const data = array.data as BigInt64Array;
		const dims = Array.from(data, (x) => {
			const token = -(2n ** 62n) - x;
			return token > 0n && token <= this.#symbols.length ? this.#symbols[Number(token) - 1] : Number(x);
		});
		return dims.every((dim) => typeof dim === "number") ? { array } : { shape: array.shape, dims };
	}
}

/** One element of Add, Sub, Mul or Div of sizes; null where the result has no name. */
export function sizeArithmetic(opType: string, a: Dim, b: Dim): Dim {
	if (typeof a === "number" && typeof b === "number") {
		return opType === "Add" ? a + b : opType === "Sub" ? a - b : opType === "Mul" ? a * b : Math.trunc(a / b);
	}
	if (opType === "Add") return sumOf([a, b]);
	if (opType === "Sub") return difference(a, b);
	if (opType === "Mul" && (a === 0 || b === 0)) return 0;
	if (opType === "Mul" && a === 1) return b;
	return b === 1 ? a : null;
}

/** `a - b` where b is a number or one of the terms of the sum a. */
function difference(a: Dim, b: Dim): Dim {
	if (a === null || b === null) return null;
	if (typeof b === "number") return sumOf([a, -b]);
	const terms = String(a).split(" + ");
	const at = terms.indexOf(b);
	if (at < 0) return null;
	terms.splice(at, 1);
	return sumOf(terms.map((term) => (/^-?\d+$/.test(term) ? Number(term) : term)));
}

export type KnownContents = Map<Value, Content>;
