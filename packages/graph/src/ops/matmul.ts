import { broadcast, mayEqual, type Shape, shapeOf, showShape, typed } from "./dims.js";
import { mapElements, zipElements } from "./elementwise-rules.js";
import { matmul, swapLastTwo } from "./matmul-core.js";
import type { MatMulName } from "./names.js";
import { isWide } from "./nd-array.js";
import { type Call, type Family, float, int, mismatch, need, operator } from "./operator.js";

/** Shape of {@link matmul}. */
export function matmulShape(call: Call, a: Shape | undefined, b: Shape | undefined): Shape | undefined {
	if (!a || !b) return undefined;
	const left = a.length === 1 ? [1, ...a] : a;
	const right = b.length === 1 ? [...b, 1] : b;
	if (a.length === 0 || b.length === 0 || !mayEqual(left[left.length - 1], right[right.length - 2])) {
		throw mismatch(call, "equal inner sizes", `${showShape(a)} · ${showShape(b)}`);
	}
	const batch = broadcast(call, left.slice(0, -2), right.slice(0, -2)) as Shape;
	const rows = a.length === 1 ? [] : [left[left.length - 2]];
	return [...batch, ...rows, ...(b.length === 1 ? [] : [right[right.length - 1]])];
}

/** A type with its last two sizes exchanged. */
export function swappedShape(shape: Shape | undefined): Shape | undefined {
	return shape && [...shape.slice(0, -2), ...shape.slice(-2).reverse()];
}

/** Products over the last two axes. */
export const matmuls: Family<MatMulName> = {
	MatMul: operator({
		inputs: [2, 2],
		attributes: {},
		infer: (call) => [
			typed(call.types[0]?.dtype ?? call.types[1]?.dtype, matmulShape(call, shapeOf(call, 0), shapeOf(call, 1))),
		],
		evaluate: (call) => [matmul(call, need(call, 0), need(call, 1))],
	}),

	// alpha · op(A) · op(B) + beta · C, with op = transpose if the flag is set; matrices only; C broadcasts to the product.
	Gemm: operator({
		inputs: [2, 3],
		attributes: { alpha: float(1), beta: float(1), transA: int(0), transB: int(0) },
		infer(call) {
			const { transA, transB } = call.attributes;
			for (const index of [0, 1]) {
				const shape = shapeOf(call, index);
				if (shape && shape.length !== 2) throw mismatch(call, "matrices", showShape(shape));
			}
			const a = transA ? swappedShape(shapeOf(call, 0)) : shapeOf(call, 0);
			const b = transB ? swappedShape(shapeOf(call, 1)) : shapeOf(call, 1);
			return [typed(call.types[0]?.dtype ?? call.types[1]?.dtype, matmulShape(call, a, b))];
		},
		evaluate(call) {
			const { alpha, beta, transA, transB } = call.attributes;
			const [a, b] = [need(call, 0), need(call, 1)];
			if (a.shape.length !== 2 || b.shape.length !== 2) {
				throw mismatch(call, "matrices", `${showShape(a.shape)} and ${showShape(b.shape)}`);
			}
			const product = matmul(call, transA ? swapLastTwo(a) : a, transB ? swapLastTwo(b) : b);
			const wide = isWide(a.dtype);
			const scale = (factor: number) => (wide ? (x: bigint) => x * BigInt(factor) : (x: number) => x * factor);
			const scaled = alpha === 1 ? product : mapElements(product, scale(alpha));
			const c = call.inputs[2];
			if (!c || beta === 0) return [scaled];
			return [zipElements(call, scaled, beta === 1 ? c : mapElements(c, scale(beta)), (x: number, y: number) => x + y)];
		},
	}),
};
