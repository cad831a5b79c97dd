import type { Value } from "../../ir/value.js";
import type { ConvolutionName, EinsumName, MatMulName } from "../../ops/names.js";
import { type GradientRule, vjp, vjpOfEach } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";
import { sizeAlong, vectorOf } from "./sizes.js";

/**
 * dy · Bᵀ. A matrix goes through Gemm with transB, as ONNX Runtime would fold a Transpose of a weight into a second copy of it.
 *
 * @param rank  Of dy.
 */
export function timesTransposed(call: VjpCall, dy: Value, b: Value, rank: number): Value {
	const dims = call.dims(b);
	if (dims.length > 2) return call.matmul(dy, call.transposed(b, dims.length));
	if (rank === 2) return call.op("Gemm", [dy, b], { transB: 1 });
	const columns = sizeAlong(call, b, -1);
	const flat = call.op("Reshape", [dy, vectorOf(call, [-1, columns])]);
	const product = call.op("Gemm", [flat, b], { transB: 1 });
	// A matrix is not repeated along a batch: the product has the shape of A.
	const a = call.input(0);
	if (call.dims(a).length + call.lead === rank) return call.reshapedTo(product, a);
	const leading = call.part(dy, 0, rank - 1);
	return call.op("Reshape", [
		product,
		call.op("Concat", [leading, vectorOf(call, [sizeAlong(call, b, -2)])], { axis: 0 }),
	]);
}

/** Y = A·B with NumPy's rules: dA = dY·Bᵀ, dB = Aᵀ·dY, summed over what was broadcast; vectors are made matrices first. */
const matMul: GradientRule = vjp(
	(call, dy) => {
		const [a, b] = [call.input(0), call.input(1)];
		const [ranksA, ranksB] = [call.dims(a).length, call.dims(b).length];
		const out = call.dims(call.output());
		let grown = dy;
		if (ranksB === 1) grown = call.op("Unsqueeze", [grown, call.ints(-1)]);
		if (ranksA === 1) grown = call.op("Unsqueeze", [grown, call.ints(-2)]);
		const rank = out.length + Number(ranksA === 1) + Number(ranksB === 1) + call.lead;
		const right = ranksB === 1 ? call.op("Unsqueeze", [b, call.ints(0)]) : undefined;
		const da = right ? call.mul(grown, right) : timesTransposed(call, grown, b, rank);
		if (ranksA === 1) {
			const flat = call.op("Squeeze", [da, call.ints(-2)]);
			return call.sumTo(flat, [...out.slice(0, out.length - Number(ranksB !== 1)), ...call.dims(a)], a);
		}
		const batch = out.slice(0, out.length - (ranksB === 1 ? 1 : 2));
		return call.sumTo(da, [...batch, ...call.dims(a).slice(-2)], a, 2);
	},
	(call, dy) => {
		const [a, b] = [call.input(0), call.input(1)];
		const [ranksA, ranksB] = [call.dims(a).length, call.dims(b).length];
		const out = call.dims(call.output());
		let grown = dy;
		if (ranksB === 1) grown = call.op("Unsqueeze", [grown, call.ints(-1)]);
		if (ranksA === 1) grown = call.op("Unsqueeze", [grown, call.ints(-2)]);
		const left = ranksA === 1 ? call.op("Unsqueeze", [a, call.ints(1)]) : call.transposed(a, ranksA);
		const db = call.matmul(left, grown);
		const batch = out.slice(0, Math.max(0, out.length - (ranksA === 1 || ranksB === 1 ? 1 : 2)));
		if (ranksB === 1) return call.sumTo(call.op("Squeeze", [db, call.ints(-1)]), [...batch, ...call.dims(b)], b);
		return call.sumTo(db, [...batch, ...call.dims(b).slice(-2)], b, 2);
	},
);

/** Y = α·A'·B' + β·C, where ' is an optional transposition. */
const gemm: GradientRule = vjp(
	(call, dy) => {
		const { transA, transB } = call.attributes as { transA: number; transB: number };
		const b = call.input(1);
		const rank = 2 + call.lead;
		const da = transA
			? call.matmul(transB ? call.transposed(b, 2) : b, call.transposed(dy, rank))
			: transB
				? call.matmul(dy, b)
				: timesTransposed(call, dy, b, rank);
		return times(call, da, call.attributes.alpha);
	},
	(call, dy) => {
		const { transA, transB } = call.attributes as { transA: number; transB: number };
		const a = call.input(0);
		const db = transB
			? call.matmul(call.transposed(dy, 2 + call.lead), transA ? call.transposed(a, 2) : a)
			: call.matmul(transA ? a : call.transposed(a, 2), dy);
		return times(call, db, call.attributes.alpha);
	},
	(call, dy) => times(call, call.sumTo(dy, call.dims(call.output()), call.input(2)), call.attributes.beta),
);

function times(call: VjpCall, value: Value, factor: unknown): Value {
	return factor === 1 || factor === undefined ? value : call.mul(value, call.scalar(factor as number));
}

/** com.microsoft FusedMatMul: α·A'·B'. */
export const fusedMatMul: GradientRule = vjp(
	(call, dy) => {
		const { transA, transB } = call.attributes as { transA: number; transB: number };
		refuseBatchTransposition(call);
		const [a, b] = [call.input(0), call.input(1)];
		const rank = call.dims(call.output()).length + call.lead;
		const rankB = call.dims(b).length;
		const da = transA
			? call.matmul(transB ? call.transposed(b, rankB) : b, call.transposed(dy, rank))
			: transB
				? call.matmul(dy, b)
				: timesTransposed(call, dy, b, rank);
		const batch = call.dims(call.output()).slice(0, -2);
		return times(call, call.sumTo(da, [...batch, ...call.dims(a).slice(-2)], a, 2), call.attributes.alpha);
	},
	(call, dy) => {
		const { transA, transB } = call.attributes as { transA: number; transB: number };
		refuseBatchTransposition(call);
		const [a, b] = [call.input(0), call.input(1)];
		const rank = call.dims(call.output()).length + call.lead;
		const rankA = call.dims(a).length;
		const db = transB
			? call.matmul(call.transposed(dy, rank), transA ? call.transposed(a, rankA) : a)
			: call.matmul(transA ? a : call.transposed(a, rankA), dy);
		const batch = call.dims(call.output()).slice(0, -2);
		return times(call, call.sumTo(db, [...batch, ...call.dims(b).slice(-2)], b, 2), call.attributes.alpha);
	},
);

function refuseBatchTransposition(call: VjpCall): void {
	if (call.attributes.transBatchA || call.attributes.transBatchB) throw call.refuse("it transposes the batch axes");
	if (call.node.inputs.some((_, index) => call.dims(call.input(index)).length < 2)) {
		throw call.refuse("it multiplies a vector");
	}
}

/** An operand's gradient is the same sum with the operand and the result exchanged, where no letter is summed in it alone. */
const einsum: GradientRule = vjpOfEach((call, dy, index) => {
	const equation = String(call.attributes.equation).replaceAll(" ", "");
	const [left, right] = equation.split("->");
	const terms = (left as string).split(",");
	const own = terms[index] as string;
	const others = terms.filter((_, one) => one !== index);
	if (right === undefined || equation.includes(".")) throw call.refuse("its equation has no explicit result");
	const around = right + others.join("");
	if (new Set(own).size !== own.length || [...own].some((letter) => !around.includes(letter))) {
		throw call.refuse(`the term "${own}" repeats a letter, or sums one alone`);
	}
	const spare = [..."abcdefghijklmnopqrstuvwxyz"].find((letter) => !equation.includes(letter));
	if (call.lead && !spare) throw call.refuse("all letters are taken");
	const lead = call.lead ? spare : "";
	const operands = terms.flatMap((_, one) => (one === index ? [] : [call.input(one)]));
	return call.op("Einsum", [dy, ...operands], {
		equation: `${[`${lead}${right}`, ...others].join(",")}->${lead}${own}`,
	});
});

/**
 * Convolution whose windows tile the image without overlap (patch embeddings): each pixel lies in one window, so
 * dX[n, c, i·k + u, j·k + v] = Σ_o dY[n, o, i, j]·W[o, c, u, v]; pixels behind the last window get 0.
 */
const patches: GradientRule = vjp(
	(call, dy) => {
		const [x, w] = [call.input(0), call.input(1)];
		const [images, channels, height, width] = call.dims(x);
		const [outputs, , ...kernel] = call.dims(w) as number[];
		const { strides, pads, dilations, group, auto_pad } = call.attributes as Record<string, unknown>;
		const isTiling =
			kernel.length === 2 &&
			kernel.every((size, axis) => size === ((strides as number[] | undefined)?.[axis] ?? 1)) &&
			!(pads as number[] | undefined)?.some((pad) => pad !== 0) &&
			!(dilations as number[] | undefined)?.some((step) => step !== 1) &&
			(group === 1 || group === undefined) &&
			(auto_pad === "NOTSET" || auto_pad === "VALID" || auto_pad === undefined);
		const areKnown = [channels, height, width, outputs, ...kernel].every((size) => typeof size === "number");
		if (!isTiling || !areKnown) throw call.refuse("its windows overlap, are padded, or are of unknown size");
		const [k, l] = kernel as [number, number];
		const [h, v, c] = [height as number, width as number, channels as number];
		const [rows, columns] = [Math.floor(h / k), Math.floor(v / l)];
		// The seeds become images: [n·N, O, rows, columns].
		const folded = call.op("Reshape", [dy, call.ints(-1, outputs as number, rows * columns)]);
		const places = call.op("Transpose", [folded], { perm: [0, 2, 1] });
		const flat = call.op("Reshape", [w, call.ints(outputs as number, c * k * l)]);
		const windows = call.op("Reshape", [call.matmul(places, flat), call.ints(-1, rows, columns, c, k, l)]);
		const ordered = call.op("Transpose", [windows], { perm: [0, 3, 1, 4, 2, 5] });
		let image = call.op("Reshape", [ordered, call.ints(-1, c, rows * k, columns * l)]);
		const rest = [h - rows * k, v - columns * l] as const;
		if (rest[0] || rest[1]) image = call.op("Pad", [image, call.ints(0, 0, 0, 0, 0, 0, rest[0], rest[1])]);
		if (!call.lead) return image;
		if (typeof images !== "number") return call.op("Reshape", [image, call.fullShape(x)]);
		return call.op("Reshape", [image, call.ints(-1, images, c, h, v)]);
	},
	(call) => {
		throw call.refuse("gradients of convolution weights are not written");
	},
	(call) => {
		throw call.refuse("gradients of convolution biases are not written");
	},
);

export const productRules: { readonly [N in MatMulName | EinsumName | ConvolutionName]: GradientRule } = {
	MatMul: matMul,
	Gemm: gemm,
	Einsum: einsum,
	Conv: patches,
};
