import type { Tensor } from "@lvlm-interpret/core";
import { tensor } from "@lvlm-interpret/core";
import { compileProgram, gradients, logitsAt, openVision, type Rows } from "@lvlm-interpret/graph";
import { float64, type ReplayCase } from "./replay-case.js";

/**
 * Relevancy as the original program writes it: whole matrices R, one token after the other, in plain loops. It shares the
 * gradients with the package, and nothing behind them. Letters: T tokens, P prompt positions, S rows, N vision positions.
 */
export type Matrix = readonly (readonly number[])[];

export interface DenseCams {
	/** [token][layer], S × S: all rows from the token's own scalar. */
	readonly decoder: readonly (readonly Matrix[])[];
	/** [token][layer], N × N. */
	readonly vision: readonly (readonly Matrix[])[];
	readonly promptLength: number;
	readonly image: readonly number[];
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export function identity(size: number): number[][] {
	return range(size).map((i) => range(size).map((j) => Number(i === j)));
}

/** R <- R + C·R from the lowest layer up. */
export function propagated(start: Matrix, cams: readonly Matrix[]): Matrix {
	return cams.reduce(
		(R, C) =>
			R.map((row, i) =>
				row.map((one, j) => one + R.reduce((sum, other, k) => sum + (C[i]?.[k] ?? 0) * (other[j] ?? 0), 0)),
			),
		start,
	);
}

/** mean over heads of relu(A ⊙ dA), of seed t: A [1, H, S, S], dA [T, 1, H, S, S]. */
function cam(attention: Tensor, gradient: Tensor, t: number): Matrix {
	const [, heads, size] = attention.shape as [number, number, number];
	const [A, dA] = [attention.data as Float64Array, gradient.data as Float64Array];
	return range(size).map((i) =>
		range(size).map((j) => {
			let sum = 0;
			for (let h = 0; h < heads; h++) {
				const place = (h * size + i) * size + j;
				sum += Math.max(0, (A[place] as number) * (dA[t * A.length + place] as number));
			}
			return sum / heads;
		}),
	);
}

/** Cams of every layer of both towers for every token's logit, in float64: one plain backward pass a token. */
export async function denseCams(one: ReplayCase): Promise<DenseCams> {
	const handles = one.open();
	const vision = openVision(handles);
	const { model, builder, layers } = handles.decoder;
	const queries = builder.input("queries", "int32", ["tokens"]);
	const targets = builder.input("targets", "int64", [1, "tokens", 1]);
	const seeds = builder.input("seeds", "float32", ["tokens", 1, "tokens", 1]);
	const z = builder.op("GatherElements", [logitsAt(handles, queries), targets], { axis: 2 });
	const attention = [...layers, ...vision.layers].map((layer) => layer.attention);
	const dA = gradients(model, { of: [{ value: z, seed: seeds }], wrt: attention, batched: true });
	const outputs = Object.fromEntries(
		attention.flatMap((A, l) => [
			[`A ${l}`, A],
			[`dA ${l}`, dA[l] as never],
		]),
	);
	const { tokens, sequence } = one.replay;
	const T = tokens.length;
	const first = sequence.promptLength - 1;
	const [rows] = (await float64(one.checkpoint, compileProgram(handles, { outputs }), [
		{
			...one.feeds,
			queries: tensor(
				"int32",
				[T],
				Int32Array.from(tokens, ({ index }) => first + index),
			),
			targets: tensor(
				"int64",
				[1, T, 1],
				BigInt64Array.from(tokens, ({ id }) => BigInt(id)),
			),
			seeds: tensor("float32", [T, 1, T, 1], Float32Array.from(identity(T).flat())),
		},
	])) as [Rows];
	const cams = range(T).map((t) =>
		attention.map((_, l) => cam(rows[`A ${l}`] as Tensor, rows[`dA ${l}`] as Tensor, t)),
	);
	return {
		decoder: cams.map((all) => all.slice(0, layers.length)),
		vision: cams.map((all) => all.slice(layers.length)),
		promptLength: sequence.promptLength,
		image: sequence.tokens.filter((token) => token.image).map((token) => token.position),
	};
}

/** The language model's matrix R of token t. Hybrid: prompt rows from token 0, the row of token s from s, nothing after q_t. */
export function decoderMatrix({ decoder, promptLength }: DenseCams, mode: "hybrid" | "exact", t: number): Matrix {
	const own = decoder[t] as readonly Matrix[];
	const cams = own.map((C, l) =>
		mode === "exact"
			? C
			: C.map((row, i) => {
					const s = Math.max(0, i - (promptLength - 1));
					return s <= t ? (decoder[s]?.[l]?.[i] as number[]) : row.map(() => 0);
				}),
	);
	return propagated(identity(own[0]?.length ?? 0), cams);
}

/** Row of the map as `relevancy()` hands it out without normalisation, over positions (`llama`), N, or patches (`composed`). */
export function denseRow(
	cams: DenseCams,
	map: "llama" | "vit" | "all" | "all_v2" | "composed",
	mode: "hybrid" | "exact" | "lastRowOnly",
	t: number,
): number[] {
	const { promptLength, image, decoder } = cams;
	const vision = cams.vision[t] as readonly Matrix[];
	const q = promptLength - 1 + t;
	const N = vision[0]?.length ?? 0;
	const own = (row: readonly number[], place: number) => row.map((one, j) => one - Number(j === place));
	if (map === "vit") return own(propagated(identity(N), vision)[0] as number[], 0);
	let R: Matrix;
	if (mode === "lastRowOnly") {
		const row = (decoder[t] as readonly Matrix[]).reduce<number[]>(
			(sum, C) => sum.map((one, j) => one + (C[q]?.[j] as number)),
			identity(decoder[0]?.[0]?.length ?? 0)[q] as number[],
		);
		R = identity(row.length).map((line, i) => (i === q ? row : line));
	} else R = decoderMatrix(cams, mode, t);
	if (map === "llama") return own(R[q] as number[], q);
	const rho = image.map((position) => R[q]?.[position] as number);
	if (map === "composed") {
		const V = propagated(identity(N), vision);
		return range(N - 1).map((j) => rho.reduce((sum, one, k) => sum + one * (V[k + 1]?.[j + 1] as number), 0));
	}
	const start = identity(N);
	if (map === "all") {
		image.forEach((i, a) => {
			image.forEach((j, b) => {
				(start[a + 1] as number[])[b + 1] = R[i]?.[j] as number;
			});
		});
	} else {
		rho.forEach((one, k) => {
			(start[0] as number[])[k + 1] = one;
			(start[k + 1] as number[])[0] = one;
		});
	}
	return own(propagated(start, vision)[0] as number[], 0);
}
