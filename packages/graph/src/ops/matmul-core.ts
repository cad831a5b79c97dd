import { elementCount } from "@lvlm-interpret/core";
import { broadcastOffsets, broadcastShapes } from "./dims.js";
import { elements, isFloat, type NdArray, ndArray, reshaped, transposed } from "./nd-array.js";
import { type Call, mismatch } from "./operator.js";

/** to[m, n] += Σ_k a[m, k] · b[k, n] with row-major parts at the given starts; the inner loop runs along rows of b. */
function multiplyInto(
	to: Float64Array,
	a: Float64Array,
	b: Float64Array,
	at: { to: number; a: number; b: number },
	m: number,
	k: number,
	n: number,
): void {
	for (let row = 0; row < m; row++) {
		const out = at.to + row * n;
		for (let inner = 0; inner < k; inner++) {
			const factor = a[at.a + row * k + inner];
			const right = at.b + inner * n;
			for (let column = 0; column < n; column++) to[out + column] += factor * b[right + column];
		}
	}
}

/** `a · b` over the last two axes, the others broadcast; a vector on either side loses its axis again (NumPy's matmul). */
export function matmul(call: Call, a: NdArray, b: NdArray): NdArray {
	const left = a.shape.length === 1 ? reshaped(a, [1, ...a.shape]) : a;
	const right = b.shape.length === 1 ? reshaped(b, [...b.shape, 1]) : b;
	const [m, k] = left.shape.slice(-2);
	const [rows, n] = right.shape.slice(-2);
	if (a.shape.length === 0 || b.shape.length === 0 || k !== rows) {
		throw mismatch(call, "equal inner sizes", `[${a.shape.join(", ")}] · [${b.shape.join(", ")}]`);
	}
	const batch = broadcastShapes(call, left.shape.slice(0, -2), right.shape.slice(0, -2));
	const leftAt = broadcastOffsets(left.shape.slice(0, -2), batch);
	const rightAt = broadcastOffsets(right.shape.slice(0, -2), batch);
	const sum = new Float64Array(elementCount(batch) * m * n);
	const [from, by] = [asFloats(left), asFloats(right)];
	for (let i = 0; i < leftAt.length; i++) {
		multiplyInto(sum, from, by, { to: i * m * n, a: leftAt[i] * m * k, b: rightAt[i] * k * n }, m, k, n);
	}
	const shape = [...batch, ...(a.shape.length === 1 ? [] : [m]), ...(b.shape.length === 1 ? [] : [n])];
	return isFloat(a.dtype) ? ndArray(a.dtype, shape, sum) : fromFloats(a, shape, sum);
}

function asFloats(array: NdArray): Float64Array {
	return isFloat(array.dtype)
		? (array.data as Float64Array)
		: Float64Array.from(elements(array) as unknown as ArrayLike<number | bigint>, Number);
}

// Integers go through float64, which is exact for sums below 2^53.
function fromFloats(like: NdArray, shape: readonly number[], data: Float64Array): NdArray {
	const result = ndArray(like.dtype, shape);
	const to = elements(result);
	const wide = like.dtype === "int64" || like.dtype === "uint64";
	for (let i = 0; i < to.length; i++) to[i] = wide ? BigInt(data[i]) : data[i];
	return result;
}

/** The last two axes exchanged. */
export function swapLastTwo(array: NdArray): NdArray {
	const rank = array.shape.length;
	const order = Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : rank - 1 - (axis - (rank - 2))));
	return transposed(array, order);
}
