import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isLvlmError, type Progress } from "@lvlm-interpret/core";
import { decodeModel } from "@lvlm-interpret/graph";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folder } from "../files/folder.js";
import { convertCheckpoint } from "./convert-checkpoint.js";

const fixture = fileURLToPath(new URL("../../../../fixtures/llava-random/b-bfloat16", import.meta.url));
const graphs = ["decoder_model_merged.onnx", "embed_tokens.onnx", "vision_encoder.onnx"];
const isShard = (name: string) => /^model-.*\.safetensors$/.test(name);

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "convert-"));
	cpSync(fixture, join(root, "in"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("convertCheckpoint", () => {
	it("writes three graphs beside the shards, which they name plainly", async () => {
		const progress: Progress[] = [];
		const result = await convertCheckpoint(join(root, "in"), { onProgress: (one) => progress.push(one) });
		expect(result.files.map((one) => one.how)).toEqual(["written", "written", "written"]);
		expect(progress.map(({ done, total }) => [done, total])).toEqual([
			[1, 3],
			[2, 3],
			[3, 3],
		]);
		expect(readdirSync(join(root, "in")).filter((name) => name.endsWith(".onnx"))).toEqual(graphs);
		const bytes = await folder(join(root, "in")).read(
			"vision_encoder.onnx",
			0,
			statSync(join(root, "in/vision_encoder.onnx")).size,
		);
		const locations = [...decodeModel(bytes).graph.initializers.values()].flatMap(({ content }) =>
			content.kind === "external" ? [content.file] : [],
		);
		expect(locations.length).toBeGreaterThan(20);
		expect(locations.every(isShard)).toBe(true);
	});

	it("hard-links the shards into another folder, again and again", async () => {
		for (let time = 0; time < 2; time++) {
			const result = await convertCheckpoint(join(root, "in"), { out: join(root, "a/out") });
			const linked = result.files.filter((one) => one.how === "linked");
			expect(linked).toHaveLength(3);
			for (const one of linked) {
				expect(statSync(one.path).ino).toBe(statSync(join(root, "in", one.path.split("/").at(-1) as string)).ino);
			}
			expect(result.writtenBytes).toBe(
				result.files.filter((one) => one.how !== "linked").reduce((sum, one) => sum + statSync(one.path).size, 0),
			);
		}
		expect(readdirSync(join(root, "a/out"))).toEqual(expect.arrayContaining([...graphs, "config.json"]));
		expect(readdirSync(join(root, "a/out")).some((name) => name.endsWith(".part"))).toBe(false);
	});

	it("copies them when asked to", async () => {
		const result = await convertCheckpoint(join(root, "in"), { out: join(root, "out"), copyWeights: true });
		const shards = result.files.filter((one) => one.path.endsWith("safetensors"));
		expect(shards.map((one) => one.how)).toEqual(["copied", "copied", "copied"]);
		for (const one of shards) {
			const source = statSync(join(root, "in", one.path.split("/").at(-1) as string));
			expect(statSync(one.path).size).toBe(source.size);
			expect(statSync(one.path).ino).not.toBe(source.ino);
		}
	});

	it("takes a checkpoint of links, as the Hub's cache has them, but not beside itself", async () => {
		mkdirSync(join(root, "snapshot"));
		for (const name of readdirSync(join(root, "in"))) symlinkSync(join("../in", name), join(root, "snapshot", name));
		const error = await convertCheckpoint(join(root, "snapshot")).catch((thrown) => thrown);
		expect(isLvlmError(error, "invalid-argument") && error.fields.name).toBe("out");
		expect(existsSync(join(root, "snapshot/embed_tokens.onnx"))).toBe(false);
		const result = await convertCheckpoint(join(root, "snapshot"), { out: join(root, "out") });
		expect(result.files.filter((one) => one.how === "linked")).toHaveLength(3);
	});

	it("leaves no half file behind an abort", async () => {
		const abort = new AbortController();
		const error = await convertCheckpoint(join(root, "in"), {
			out: join(root, "out"),
			copyWeights: true,
			signal: abort.signal,
			onProgress: () => abort.abort(),
		}).catch((thrown) => thrown);
		expect(error.name).toBe("AbortError");
		expect(readdirSync(join(root, "out")).some((name) => name.endsWith(".part"))).toBe(false);
	});
});
