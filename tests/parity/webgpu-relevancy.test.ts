import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import type { Backend, Generation, Result, RgbImage, Tensor } from "@lvlm-interpret/core";
import { type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { folder, type ModelFiles, type OpenedModel, openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webgpuEnvironment } from "../../packages/backend-onnx/src/webgpu-environment.js";
import { largest, largestDifference } from "../graphs/onnx-runtime.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Of the largest entry of a row; 5e-6 is measured. Both devices compute in float32, in different orders. */
const tolerance = 1e-4;
const answerTokens = 3;

const webgpu = onnxBackend({ device: "webgpu", isolation: "process", env: webgpuEnvironment(), logger: () => {} });
const { available, reason } = await webgpu.isAvailable();
if (!available) console.log(`skipped: WebGPU does not run here (${reason})`);

/** A random 2-layer LLaVA, which has no words of its own, with the tokenizer and the image processor of the embedded model. */
function randomModel(): ModelFiles {
	const random = folder(`${root}/fixtures/llava-random/a-float32`);
	const embedded = folder(`${root}/models/shapes-llava`);
	const isBorrowed = (name: string) => /token|template|process/.test(name);
	const borrowed = async () => (await embedded.list()).filter(({ name }) => isBorrowed(name));
	return {
		...random,
		list: async () => [...(await random.list()), ...(await borrowed())],
		async text(name) {
			const content = await (isBorrowed(name) ? embedded : random).text(name);
			const json = name.endsWith(".json") ? JSON.parse(content) : undefined;
			if (name === "config.json") return JSON.stringify({ ...json, image_token_index: 3 });
			if (name !== "preprocessor_config.json") return content;
			return JSON.stringify({ ...json, crop_size: { height: 35, width: 35 }, size: { shortest_edge: 35 } });
		},
	};
}

/** A red disc on grey. */
const image: RgbImage = (() => {
	const [width, height] = [35, 35];
	const data = new Uint8Array(width * height * 3).fill(200);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			if ((x - 20) ** 2 + (y - 15) ** 2 < 80) data.set([220, 30, 30], (y * width + x) * 3);
	return { width, height, data };
})();

async function answerOf(backend: Backend): Promise<{ model: OpenedModel; answer: Generation }> {
	// Explanations never use the fused kernel; its trial has a test of its own.
	const model = await openModel(randomModel(), { backend, fusedAttention: "never" });
	// All its tokens are among the random model's.
	return { model, answer: await model.generate({ image, prompt: "The image is a cross", maxTokens: answerTokens }) };
}

const tensorOf = (result: Result | undefined, name: string) => result?.tensors[name]?.tensor as Tensor;

/** Largest difference of each row, as a share of its largest entry on the CPU; the worst row. */
function worstRow(ours: Tensor, expected: Tensor): number {
	const [rows, width] = expected.shape as [number, number];
	expect(ours.shape).toEqual([answerTokens, width]);
	const errors = Array.from({ length: rows }, (_, row) => {
		const [a, b] = [ours, expected].map(({ data }) => (data as Float32Array).subarray(row * width, (row + 1) * width));
		return largestDifference(a as Float32Array, b as Float32Array) / largest(b as Float32Array);
	});
	return Math.max(...errors);
}

const maps: readonly Partial<RelevancyOptions>[] = [
	{ map: "llama", mode: "hybrid", seed: "log-probability" },
	{ map: "llama", mode: "exact" },
	{ map: "llama", mode: "lastRowOnly", seed: "contrast" },
	{ map: "vit" },
	{ map: "all", mode: "exact" },
	{ map: "all_v2", mode: "hybrid" },
	{ map: "composed", mode: "hybrid" },
	{ map: "composed", mode: "exact" },
];

describe.skipIf(!available)("relevancy of a 2-layer LLaVA on WebGPU", () => {
	const onCpu = onnxBackend();
	const opened: OpenedModel[] = [];
	let gpu: Generation;
	let cpu: Generation;
	beforeAll(async () => {
		const answers = await Promise.all([webgpu, onCpu].map(answerOf));
		opened.push(...answers.map(({ model }) => model));
		[gpu, cpu] = answers.map(({ answer }) => answer) as [Generation, Generation];
	}, 300_000);
	afterAll(async () => {
		for (const model of opened) await model.dispose();
		for (const backend of [webgpu, onCpu]) await backend.dispose();
	});

	it("answers with the CPU's tokens", () => {
		expect(gpu.tokens.map(({ id }) => id)).toEqual(cpu.tokens.map(({ id }) => id));
		expect(gpu.tokens).toHaveLength(answerTokens);
	});

	it("has the CPU's maps, each row within 1e-4 of its largest entry", async () => {
		const found: [string, number][] = [];
		for (const options of maps) {
			const name = Object.values(options).join(" ");
			const [ours, expected] = await Promise.all(
				[gpu, cpu].map((answer) => answer.explain(relevancy(), { ...options, normalize: false })),
			);
			const tensor = options.map === "llama" ? "relevance" : "image";
			found.push([name, worstRow(tensorOf(ours, tensor), tensorOf(expected, tensor))]);
		}
		console.log(`WebGPU: ${found.map(([name, error]) => `${name} ${error.toExponential(1)}`).join(", ")}`);
		for (const [name, error] of found) expect(error, name).toBeLessThan(tolerance);
	}, 300_000);
});
