import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type Backend, type SessionValue, type Tensor, tensor } from "@lvlm-interpret/core";
import { compileProgram, meanOver, openHandles, tapAttention } from "@lvlm-interpret/graph";
import {
	type Checkpoint,
	folder,
	isFusedAttentionRight,
	modelSource,
	openCheckpoint,
	withoutFusedAttention,
} from "@lvlm-interpret/models";
import { beforeAll, describe, expect, it } from "vitest";
import { webgpuEnvironment } from "../../packages/backend-onnx/src/webgpu-environment.js";
import { int64, largestDifference } from "../graphs/onnx-runtime.js";
import { readReference } from "../graphs/reference.js";

const path = fileURLToPath(new URL("../../fixtures/llava-random/a-float32", import.meta.url));
const steps = 4;

const webgpu = onnxBackend({ device: "webgpu", isolation: "process", env: webgpuEnvironment(), logger: () => {} });
const { available, reason } = await webgpu.isAvailable();
if (!available) console.log(`skipped: WebGPU does not run here (${reason})`);

const host = (value: SessionValue | undefined) => value as Tensor<"float32">;

/** Greedy answer through the cache, which stays on the device, and the attention rows of its replay, heads averaged. */
async function answerAndLook(backend: Backend, checkpoint: Checkpoint, pixelValues: Tensor, promptIds: bigint[]) {
	const { layers, kvHeads, headSize, hiddenSize } = checkpoint.facts.text;
	const present = checkpoint.parts.decoder_model_merged.graph.outputs
		.map((output) => output.name)
		.filter((name) => name.startsWith("present"));
	const vision = await backend.createSession(checkpoint.sources.vision_encoder);
	const embed = await backend.createSession(checkpoint.sources.embed_tokens);
	// As openModel does: fused attention only where a trial shows that the kernel is right.
	const isFused = await isFusedAttentionRight(backend);
	const graph = checkpoint.parts.decoder_model_merged;
	const source = await modelSource("decoder", isFused ? graph : withoutFusedAttention(graph), checkpoint.files);
	const decoder = await backend.createSession(source, { keepOnDevice: present });

	const features = host((await vision.run({ pixel_values: pixelValues })).image_features);
	const embeds = async (ids: bigint[]) => {
		const inputIds = tensor("int64", [1, ids.length], BigInt64Array.from(ids));
		const data = host((await embed.run({ input_ids: inputIds })).inputs_embeds).data.slice();
		let next = 0;
		ids.forEach((id, position) => {
			if (Number(id) !== checkpoint.imageTokenId) return;
			data.set(features.data.subarray(next * hiddenSize, ++next * hiddenSize), position * hiddenSize);
		});
		return tensor("float32", [1, ids.length, hiddenSize], data);
	};

	const empty = tensor("float32", [1, kvHeads, 0, headSize], new Float32Array(0));
	let cache: Record<string, SessionValue> = Object.fromEntries(
		present.map((name) => [name.replace("present", "past_key_values"), empty]),
	);
	const tokens: bigint[] = [];
	let inputs = promptIds;
	for (let step = 0; step < steps; step++) {
		const outputs = await decoder.run({
			inputs_embeds: await embeds(inputs),
			attention_mask: int64([1, promptIds.length + step], 1),
			num_logits_to_keep: int64([], 1),
			...cache,
		});
		const row = host(outputs.logits).data;
		tokens.push(BigInt(row.indexOf(Math.max(...row))));
		inputs = tokens.slice(-1);
		for (const value of Object.values(cache)) if ("dispose" in value) value.dispose();
		cache = Object.fromEntries(
			present.map((name) => [name.replace("present", "past_key_values"), outputs[name] as SessionValue]),
		);
	}
	expect(Object.values(cache).every((value) => "location" in value)).toBe(true);

	const handles = openHandles(checkpoint.parts.decoder_model_merged, checkpoint.facts);
	const rows = handles.decoder.builder.input("queries", "int32", ["queries"]);
	const attention = tapAttention(handles, { rows, reduce: [meanOver("head")] }).value;
	const compiled = compileProgram(handles, { outputs: { attention } });
	const explanation = await backend.createSession(await modelSource("attention", compiled, checkpoint.files));
	const all = await embeds([...promptIds, ...tokens.slice(0, -1)]);
	const queries = Int32Array.from({ length: steps }, (_, token) => promptIds.length - 1 + token);
	const looked = await explanation.run({ inputs_embeds: all, queries: tensor("int32", [steps], queries) });
	expect(host(looked.attention).shape).toEqual([layers, steps, all.shape[1]]);
	await backend.dispose();
	return { tokens, rows: host(looked.attention).data, isFused };
}

describe.skipIf(!available)("a 2-layer LLaVA on WebGPU", () => {
	let checkpoint: Checkpoint;
	let reference: (name: string) => Tensor;
	beforeAll(async () => {
		checkpoint = await openCheckpoint(folder(path));
		reference = await readReference(path);
	});

	it("answers with the same tokens as PyTorch and has the CPU's attention rows, within 1e-4", async () => {
		const prompt = [...(reference("input_ids").data as BigInt64Array)];
		const pixelValues = reference("pixel_values");
		const gpu = await answerAndLook(webgpu, checkpoint, pixelValues, prompt);
		const cpu = await answerAndLook(onnxBackend(), checkpoint, pixelValues, prompt);
		expect(gpu.tokens).toEqual([...(reference("greedy").data as BigInt64Array)].slice(0, steps));
		expect(cpu.tokens).toEqual(gpu.tokens);
		const difference = largestDifference(gpu.rows, cpu.rows);
		console.log(
			`WebGPU: ${steps} tokens equal (fused attention ${gpu.isFused ? "trusted" : "found wrong, plain operators used"}), attention rows differ from the CPU's by ${difference.toExponential(1)}`,
		);
		expect(cpu.isFused).toBe(true);
		expect(difference).toBeLessThan(1e-4);
	}, 300_000);
});
