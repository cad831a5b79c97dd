import { fileURLToPath } from "node:url";
import { type Tensor, tensor } from "@lvlm-interpret/core";
import { compileProgram, openHandles } from "@lvlm-interpret/graph";
import { type Checkpoint, folder, modelSource, openCheckpoint } from "@lvlm-interpret/models";
import { describe, expect, it } from "vitest";
import { int64, largest, openSession } from "../graphs/onnx-runtime.js";
import { readReference } from "../graphs/reference.js";

const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));
const models = fileURLToPath(new URL("../../models", import.meta.url));

/** Image features and embeddings of prompt and answer, joined: [1, S, D]. */
async function jointEmbeds(checkpoint: Checkpoint, pixelValues: Tensor, ids: bigint[]): Promise<Tensor<"float32">> {
	const vision = await openSession(checkpoint.sources.vision_encoder);
	const embed = await openSession(checkpoint.sources.embed_tokens);
	const { image_features: features } = await vision.run({ pixel_values: pixelValues });
	const inputIds = tensor("int64", [1, ids.length], BigInt64Array.from(ids));
	const { inputs_embeds: embeds } = await embed.run({ input_ids: inputIds });
	const size = checkpoint.facts.text.hiddenSize;
	const data = (embeds as Tensor<"float32">).data.slice();
	let next = 0;
	ids.forEach((id, position) => {
		if (Number(id) !== checkpoint.imageTokenId) return;
		data.set((features as Tensor<"float32">).data.subarray(next * size, ++next * size), position * size);
	});
	expect(next).toBe(checkpoint.imageTokensPerImage);
	return tensor("float32", [1, ids.length, size], data);
}

/** One replay through the explanation graph: unreduced attention [H, S, S] of every layer, and logits [S, V]. */
async function replay(checkpoint: Checkpoint, pixelValues: Tensor, ids: bigint[]) {
	const handles = openHandles(checkpoint.parts.decoder_model_merged, checkpoint.facts);
	const { layers, logits } = handles.decoder;
	const attention = Object.fromEntries(layers.map((layer, index) => [`attention.${index}`, layer.attention]));
	const compiled = compileProgram(handles, { outputs: { ...attention, logits } });
	const session = await openSession(await modelSource("parity", compiled, checkpoint.files));
	const feeds: Record<string, Tensor> = {
		inputs_embeds: await jointEmbeds(checkpoint, pixelValues, ids),
		attention_mask: int64([1, ids.length], 1),
	};
	const outputs = await session.run(
		Object.fromEntries(Object.entries(feeds).filter(([name]) => session.session.inputNames.includes(name))),
	);
	await session.session.release();
	return {
		logits: (outputs.logits as Tensor<"float32">).data,
		attention: (layer: number, head: number, query: number, key: number): number => {
			const { data } = outputs[`attention.${layer}`] as Tensor<"float32">;
			return data[(head * ids.length + query) * ids.length + key] as number;
		},
	};
}

describe.each(["a-float32", "b-bfloat16", "c-float16"])("explanation graph of the random LLaVA %s", (name) => {
	it("has PyTorch's attention in prefill and every decode step, within 1e-5", async () => {
		const reference = await readReference(`${fixtures}/llava-random/${name}`);
		const checkpoint = await openCheckpoint(folder(`${fixtures}/llava-random/${name}`));
		const { layers, heads } = checkpoint.facts.text;
		const prompt = [...(reference("input_ids").data as BigInt64Array)];
		const answer = [...(reference("greedy").data as BigInt64Array)].slice(0, 8);
		const ours = await replay(checkpoint, reference("pixel_values"), [...prompt, ...answer]);

		let worst = 0;
		const compare = (data: Float32Array, rows: number, columns: number, first: number) => {
			expect(data).toHaveLength(layers * heads * rows * columns);
			data.forEach((expected, place) => {
				const key = place % columns;
				const query = first + (Math.floor(place / columns) % rows);
				const head = Math.floor(place / (columns * rows)) % heads;
				const layer = Math.floor(place / (columns * rows * heads));
				worst = Math.max(worst, Math.abs(ours.attention(layer, head, query, key) - expected));
			});
		};
		compare(reference("attentions").data as Float32Array, prompt.length, prompt.length, 0);
		for (let t = 0; t < 8; t++) {
			const row = reference(`step.${t}.attentions`).data as Float32Array;
			compare(row, 1, prompt.length + t + 1, prompt.length + t);
		}
		console.log(`${name}: attention differs from PyTorch's by at most ${worst.toExponential(1)}`);
		expect(worst).toBeLessThan(1e-5);
	});
});

describe.each([0, 1, 2])("explanation graph of the embedded model, question %i", (question) => {
	it("has attention and logits as near to float64 as PyTorch's own", async () => {
		const all = await readReference(`${fixtures}/embedded`);
		const reference = (name: string) => all(`${question}.${name}`);
		const checkpoint = await openCheckpoint(folder(`${models}/shapes-llava`));
		const { layers, heads, vocabularySize } = checkpoint.facts.text;
		const prompt = [...(reference("input_ids").data as BigInt64Array)];
		const answer = [...(reference("tokens").data as BigInt64Array)];
		const rows = prompt.length + answer.length - 1;
		const ours = await replay(checkpoint, reference("pixel_values"), [...prompt, ...answer.slice(0, -1)]);

		const steps = reference("step_attention").data as Float32Array;
		const exact = reference("step_attention64").data as Float64Array;
		expect(steps).toHaveLength(answer.length * layers * heads * rows);
		let [missed, missedByTorch] = [0, 0];
		exact.forEach((expected, place) => {
			const key = place % rows;
			const head = Math.floor(place / rows) % heads;
			const layer = Math.floor(place / (rows * heads)) % layers;
			const token = Math.floor(place / (rows * heads * layers));
			const own = ours.attention(layer, head, prompt.length - 1 + token, key);
			missed = Math.max(missed, Math.abs(own - expected));
			missedByTorch = Math.max(missedByTorch, Math.abs((steps[place] as number) - expected));
		});
		// Trained attention is sharp: float32 itself, PyTorch's, may miss float64 by more than 1e-5.
		const bound = Math.max(1e-5, 3 * missedByTorch);
		expect(missed).toBeLessThan(bound);
		let worst = 0;
		if (question === 0) {
			const prefill = reference("prefill_attention").data as Float32Array;
			let place = 0;
			for (let layer = 0; layer < layers; layer++) {
				for (let head = 0; head < heads; head++) {
					for (let query = 0; query < prompt.length; query++) {
						for (let key = 0; key <= query; key++) {
							const difference = ours.attention(layer, head, query, key) - (prefill[place++] as number);
							worst = Math.max(worst, Math.abs(difference));
						}
					}
				}
			}
			expect(place).toBe(prefill.length);
		}
		expect(worst).toBeLessThan(bound + missedByTorch);

		const float32 = reference("step_logits").data as Float32Array;
		const float64 = reference("step_logits64").data as Float64Array;
		const from = (prompt.length - 1) * vocabularySize;
		const logits = ours.logits.subarray(from, from + float32.length);
		const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
			largest(Float64Array.from(a, (value, index) => value - (b[index] as number)));
		const relative = difference(logits, float32) / largest(float32);
		const [error, theirs] = [difference(logits, float64), difference(float32, float64)];
		console.log(
			`question ${question}: attention misses float64 by ${missed.toExponential(1)}, PyTorch float32 by ${missedByTorch.toExponential(1)}; logits differ by ${relative.toExponential(1)} of the largest; error against float64 ${error.toExponential(1)}, PyTorch float32 ${theirs.toExponential(1)}`,
		);
		expect(relative).toBeLessThan(1e-5);
		expect(error).toBeLessThanOrEqual(3 * theirs);
		if (question === 0) {
			const prefill = reference("prefill_logits").data as Float32Array;
			expect(difference(ours.logits.subarray(0, prefill.length), prefill) / largest(prefill)).toBeLessThan(1e-5);
		}
	});
});
