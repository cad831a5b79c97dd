import { fileURLToPath } from "node:url";
import { fromHalf } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../families/open-checkpoint.js";
import { folder } from "../files/folder.js";
import { drawAnew } from "./drawn-anew.js";
import { largestRandomFile, withRandomWeights } from "./random-weights.js";
import { weightBlocks } from "./weight-blocks.js";

const path = (name: string) => fileURLToPath(new URL(`../../../../${name}`, import.meta.url));
const moments = (values: readonly number[]) => {
	const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
	return { mean, deviation: Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length) };
};

describe("weightBlocks", () => {
	it("are all weights of the embedded model, each once, from the top down", async () => {
		const checkpoint = await openCheckpoint(folder(path("models/shapes-llava")));
		const blocks = weightBlocks(checkpoint);
		expect(blocks.map(({ name }) => name)).toEqual([
			"head",
			...[3, 2, 1, 0].map((layer) => `decoder layer ${layer}`),
			"word embeddings",
			"projector",
			...[3, 2, 1, 0].map((layer) => `vision layer ${layer}`),
			"vision embeddings",
		]);
		const names = blocks.map(({ ranges }) => ranges.map(({ name }) => name));
		expect(names[0]).toContain("lm_head.weight");
		expect(names[1]?.every((name) => name.includes("layers.3."))).toBe(true);
		expect(names.flat().length).toBe(new Set(names.flat()).size);
		const bytes = blocks.flatMap(({ ranges }) => ranges).reduce((sum, { byteLength }) => sum + byteLength, 0);
		expect(bytes).toBe(checkpoint.neededBytes);
	});

	it("count a table that head and word embeddings share once, with the head", async () => {
		const blocks = weightBlocks(await openCheckpoint(folder(path("fixtures/relevancy/biases-tied"))));
		expect(blocks[0]?.ranges.map(({ name }) => name).join()).toContain("embed_tokens");
		expect(blocks.map(({ name }) => name)).not.toContain("word embeddings");
	});
});

describe("weights drawn anew", () => {
	const range = (dtype: string, shape: number[], byteLength: number) => ({
		...{ name: "w", dtype, shape, file: "f", offset: 8, byteLength },
	});

	it("keep a matrix's mean and deviation, and a vector's values, by the seed", () => {
		const values = Float32Array.from({ length: 4000 }, (_, at) => 3 + Math.sin(at));
		const draw = (shape: number[], seed: number) => {
			const bytes = new Uint8Array(8 + 4 * 4000);
			bytes.set(new Uint8Array(values.buffer), 8);
			drawAnew(bytes, range("float32", shape, 16000), seed);
			expect([...bytes.subarray(0, 8)]).toEqual(new Array(8).fill(0));
			return Array.from(new Float32Array(bytes.slice(8).buffer));
		};
		const matrix = draw([40, 100], 0);
		const [before, after] = [moments(Array.from(values)), moments(matrix)];
		expect(Math.abs(after.mean - before.mean)).toBeLessThan(0.05);
		expect(Math.abs(after.deviation - before.deviation)).toBeLessThan(0.05);
		// A sine stays within 1 of its mean; 0.16 of a normal distribution lies beyond its deviation of 0.71 times √2.
		expect(matrix.filter((value) => Math.abs(value - 3) > 1).length / 4000).toBeCloseTo(0.157, 1);
		expect(draw([40, 100], 0)).toEqual(matrix);
		expect(draw([40, 100], 1)).not.toEqual(matrix);
		const vector = draw([4000], 0);
		expect(vector).not.toEqual(Array.from(values));
		expect([...vector].sort()).toEqual(Array.from(values).sort());
	});

	it.each([
		["float16", (word: number) => fromHalf(word), 0x3c00],
		["bfloat16", (word: number) => new Float32Array(Uint32Array.of(word << 16).buffer)[0] as number, 0x3f80],
	] as const)("read and write %s", (dtype, read, one) => {
		const bytes = new Uint8Array(8 + 2 * 2000);
		// Ones and minus ones: mean 0, deviation 1.
		new Uint16Array(bytes.buffer, 8).forEach((_, at, words) => {
			words[at] = one | (at % 2 ? 0x8000 : 0);
		});
		drawAnew(bytes, range(dtype, [20, 100], 4000), 5);
		const { mean, deviation } = moments(Array.from(new Uint16Array(bytes.buffer, 8), read));
		expect(Math.abs(mean)).toBeLessThan(0.08);
		expect(Math.abs(deviation - 1)).toBeLessThan(0.08);
	});

	it("leave the file as it is without a block, and refuse one that is too large for memory", async () => {
		const files = folder(path("models/shapes-llava"));
		const same = await withRandomWeights(files, [], { seed: 0 }).external("model.safetensors");
		const [entry] = (await files.list()).filter(({ name }) => name === "model.safetensors");
		const stored = await files.read("model.safetensors", 0, entry?.byteLength ?? 0);
		expect(same.kind === "bytes" && Buffer.compare(same.bytes, stored)).toBe(0);
		const large = { ...files, list: async () => [{ name: "big.safetensors", byteLength: largestRandomFile + 1 }] };
		await expect(withRandomWeights(large, [], { seed: 0 }).external("big.safetensors")).rejects.toMatchObject({
			code: "limit-exceeded",
			fields: { allowed: largestRandomFile },
		});
		await expect(withRandomWeights(files, [], { seed: 0 }).external("none")).rejects.toMatchObject({
			code: "model-not-found",
		});
	});
});
