import { type Tensor, tensor } from "@lvlm-interpret/core";
import {
	attentionProducts,
	compileProgram,
	gradients,
	logitsAt,
	openVision,
	rowLocal,
	vjp,
} from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { type Engine, float64, onnxRuntime, openCase, type ReplayCase } from "./replay-case.js";

/** Places of a stored gradient that count: rows that were kept, and of a decoder those that the causal mask leaves. */
interface Kept {
	readonly rows: readonly number[];
	readonly isCausal: boolean;
}

/** Largest |ours - reference| / largest |reference|, of one layer [H, S, S] against [H, K, S]. */
function relativeError(
	ours: ArrayLike<number>,
	stored: ArrayLike<number>,
	heads: number,
	size: number,
	kept: Kept,
): number {
	let [worst, largest] = [0, 0];
	for (let head = 0; head < heads; head++) {
		kept.rows.forEach((row, k) => {
			for (let key = 0; key < size; key++) {
				if (kept.isCausal && key > row) continue;
				const expected = Number(stored[(head * kept.rows.length + k) * size + key]);
				worst = Math.max(worst, Math.abs(Number(ours[(head * size + row) * size + key]) - expected));
				largest = Math.max(largest, Math.abs(expected));
			}
		});
	}
	return worst / largest;
}

function flatError(ours: Tensor, stored: Tensor): number {
	let [worst, largest] = [0, 0];
	stored.data.forEach((expected, place) => {
		worst = Math.max(worst, Math.abs(Number(ours.data[place]) - Number(expected)));
		largest = Math.max(largest, Math.abs(Number(expected)));
	});
	return worst / largest;
}

/** ∂z_t/∂(attention of every layer of both towers, embeddings, features, pixels), through the whole model: batched over tokens. */
async function wholeModel(one: ReplayCase, engine: Engine, tokens: readonly number[]): Promise<Record<string, Tensor>> {
	const handles = one.open();
	const vision = openVision(handles);
	const { model, builder, layers } = handles.decoder;
	const queries = builder.input("queries", "int32", ["tokens"]);
	const targets = builder.input("targets", "int64", [1, "tokens", 1]);
	const seeds = builder.input("seeds", "float32", ["tokens", 1, "tokens", 1]);
	const z = builder.op("GatherElements", [logitsAt(handles, queries), targets], { axis: 2 });
	const named = {
		...Object.fromEntries(layers.map((layer, l) => [`decoder.${l}`, layer.attention])),
		...Object.fromEntries(vision.layers.map((layer, l) => [`vision.${l}`, layer.attention])),
		inputs_embeds: vision.inputsEmbeds,
		image_features: vision.imageFeatures,
		pixel_values: vision.pixelValues,
	};
	const values = gradients(model, { of: [{ value: z, seed: seeds }], wrt: Object.values(named), batched: true });
	const outputs = Object.fromEntries(Object.keys(named).map((name, index) => [`d ${name}`, values[index] as never]));
	const n = tokens.length;
	const first = one.replay.sequence.promptLength - 1;
	const [rows] = await engine(one.checkpoint, compileProgram(handles, { outputs }), [
		{
			...one.feeds,
			queries: tensor(
				"int32",
				[n],
				Int32Array.from(tokens, (t) => first + t),
			),
			targets: tensor(
				"int64",
				[1, n, 1],
				BigInt64Array.from(tokens, (t) => BigInt(one.replay.tokens[t]?.id ?? 0)),
			),
			seeds: tensor(
				"float32",
				[n, 1, n, 1],
				Float32Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)),
			),
		},
	]);
	return rows as Record<string, Tensor>;
}

/** One of n seeds' part of a batched gradient. */
function part(batched: Tensor | undefined, index: number, count: number): Tensor {
	const { data, shape } = batched as Tensor<"float32">;
	const size = data.length / count;
	return tensor("float64", shape.slice(1), Float64Array.from(data.subarray(index * size, (index + 1) * size)));
}

async function compareWholeModel(one: ReplayCase, engine: Engine): Promise<Record<string, number>> {
	const { reference, replay } = one;
	const tokens = Array.from(reference("gradient.steps").data as BigInt64Array, Number);
	const ours = await wholeModel(one, engine, tokens);
	const { text, vision } = replay.facts;
	const errors: Record<string, number> = {};
	const integers = (name: string) => Array.from(reference(name).data as BigInt64Array, Number);
	tokens.forEach((t, index) => {
		for (const [tower, heads, kept] of [
			["decoder", text.heads, { rows: integers("gradient.rows"), isCausal: true }],
			["vision", vision.heads, { rows: integers("gradient.vision_rows"), isCausal: false }],
		] as const) {
			const stored = reference(`gradient.${tower}.${t}`);
			const [layers, , , size] = stored.shape as [number, number, number, number];
			const each = stored.data.length / layers;
			for (let layer = 0; layer < layers; layer++) {
				const gradient = part(ours[`d ${tower}.${layer}`], index, tokens.length);
				const expected = (stored.data as Float64Array).subarray(layer * each, (layer + 1) * each);
				errors[`${tower} ${layer}, token ${t}`] = relativeError(
					gradient.data as Float64Array,
					expected,
					heads,
					size,
					kept,
				);
			}
		}
	});
	for (const name of ["inputs_embeds", "image_features", "pixel_values"]) {
		errors[name] = flatError(part(ours[`d ${name}`], tokens.length - 1, tokens.length), reference(`gradient.${name}`));
	}
	return errors;
}

const cases = [
	["gqa", "fixtures/relevancy/gqa", "gqa", undefined],
	["biases-tied", "fixtures/relevancy/biases-tied", "biases-tied", undefined],
	["embedded, question 1", "models/shapes-llava", "embedded", "reference-0.safetensors"],
	["embedded, question 2", "models/shapes-llava", "embedded", "reference-1.safetensors"],
] as const;

/**
 * float32 kernels' rounding against float64: 1e-5, but where float32 itself does not reach that. Of the model with exact GELU in its
 * decoder PyTorch's own float32 misses the worst tensor by 8.0e-6 and ONNX Runtime by 1.1e-5; of the embedded model, whose trained attention
 * is sharp, PyTorch by 5.7e-5 and ONNX Runtime by 4.0e-5. The rules themselves are held to 1e-5 in float64 below.
 */
function float32Bound(name: string): number {
	if (name.startsWith("embedded")) return 5.7e-5;
	return name === "biases-tied" ? 1.5e-5 : 1e-5;
}

describe.each(cases)("gradients of %s through the whole model", (name, model, fixture, file) => {
	it("equal PyTorch's float64 autograd on ONNX Runtime in float32", async () => {
		const errors = await compareWholeModel(await openCase(model, fixture, file), onnxRuntime);
		const worst = Object.entries(errors).sort(([, a], [, b]) => b - a);
		const shown = worst.slice(0, 4).map(([what, error]) => `${what} ${error.toExponential(1)}`);
		console.log(`${name}: ${shown.join("; ")}`);
		for (const [what, error] of worst) expect(error, what).toBeLessThan(float32Bound(name));
	});
});

describe.each(cases.slice(0, 2))("gradients of %s in float64", (name, model, fixture, file) => {
	it("equal PyTorch's to 1e-5 on the reference evaluator", async () => {
		const errors = await compareWholeModel(await openCase(model, fixture, file, float64), float64);
		const worst = Math.max(...Object.values(errors));
		console.log(`${name}: at most ${worst.toExponential(1)}`);
		// What is left are the rotary tables, which are float32 in the graph as in transformers.
		expect(worst).toBeLessThan(1e-5);
	});
});

describe("one backward pass for all tokens", () => {
	/** ∂z_t/∂A[l][q_t] of every token from one pass, with the rules that `rules` gives the products. */
	async function ownRows(one: ReplayCase, freezeOwn: boolean): Promise<number[]> {
		const handles = one.open();
		const { model, builder, layers } = handles.decoder;
		const { promptLength } = one.replay.sequence;
		const T = one.replay.tokens.length;
		const S = one.replay.rows;
		const queries = builder.input("queries", "int32", ["tokens"]);
		const targets = builder.input("targets", "int64", [1, "tokens", 1]);
		const seeds = builder.input("seeds", "float32", [1, "tokens", 1]);
		const prompt = builder.input("prompt_rows", "float32", ["sequence_length", 1]);
		const z = builder.op("GatherElements", [logitsAt(handles, queries), targets], { axis: 2 });
		const wrt = layers.map((layer) => layer.attention);
		const local = rowLocal(handles, prompt);
		// Without the own position's part, generated rows' keys and values are constants altogether.
		const frozen = new Map(
			[...local].map(([node, rule]) => {
				const isProduct = rule.kind === "vjp";
				return [node, isProduct ? vjp(rule.inputs[0] ?? null, null) : rule] as const;
			}),
		);
		const values = gradients(model, { of: [{ value: z, seed: seeds }], wrt, overrides: freezeOwn ? frozen : local });
		const outputs = Object.fromEntries(values.map((value, l) => [`d ${l}`, value]));
		const first = promptLength - 1;
		const [rows] = await float64(one.checkpoint, compileProgram(handles, { outputs }), [
			{
				...one.feeds,
				queries: tensor(
					"int32",
					[T],
					Int32Array.from({ length: T }, (_, t) => first + t),
				),
				targets: tensor(
					"int64",
					[1, T, 1],
					BigInt64Array.from(one.replay.tokens, ({ id }) => BigInt(id)),
				),
				seeds: tensor("float32", [1, T, 1], new Float32Array(T).fill(1)),
				prompt_rows: tensor(
					"float32",
					[S, 1],
					Float32Array.from({ length: S }, (_, row) => Number(row < promptLength)),
				),
			},
		]);
		const heads = one.replay.facts.text.heads;
		return [1, 5].map((t) => {
			const stored = one.reference(`gradient.decoder.${t}`);
			const [L] = stored.shape as [number];
			const each = stored.data.length / L;
			return Math.max(
				...Array.from({ length: L }, (_, layer) => {
					const ours = rows?.[`d ${layer}`]?.data as Float64Array;
					const expected = (stored.data as Float64Array).subarray(layer * each, (layer + 1) * each);
					let [worst, largest] = [0, 0];
					for (let head = 0; head < heads; head++) {
						for (let key = 0; key <= first + t; key++) {
							const place = (head * S + first + t) * S + key;
							worst = Math.max(worst, Math.abs((ours[place] as number) - (expected[place] as number)));
							largest = Math.max(largest, Math.abs(expected[place] as number));
						}
					}
					return worst / largest;
				}),
			);
		});
	}

	it.each(cases.slice(0, 2))(
		"%s: its own row of each token is that of a backward pass through the cache",
		async (_, model, fixture) => {
			const one = await openCase(model, fixture, undefined, float64);
			for (const error of await ownRows(one, false)) expect(error).toBeLessThan(1e-5);
		},
	);

	it.each(cases.slice(0, 2))(
		"%s: it is wrong when the row's own key and value are constants, too",
		async (_, model, fixture) => {
			const one = await openCase(model, fixture, undefined, float64);
			expect(attentionProducts(one.open().decoder.layers[0]?.attention as never).mixed.opType).toBe("MatMul");
			expect(Math.max(...(await ownRows(one, true)))).toBeGreaterThan(0.01);
		},
	);
});
