import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { fileList } from "../files/file-list.js";
import { folder } from "../files/folder.js";
import { openCheckpoint } from "./open-checkpoint.js";

const path = fileURLToPath(new URL("../../../../fixtures/llava-random/c-float16", import.meta.url));
const config = JSON.parse(readFileSync(`${path}/config.json`, "utf8"));
const weights = readFileSync(`${path}/model.safetensors`);

/** The fixture with other weights' bytes or another config. `header` edits the header in place, keeping its length. */
function edited(edit: { config?: object | string; header?: (json: string) => string; cut?: number }) {
	const length = Number(weights.readBigUInt64LE(0));
	const json = weights.subarray(8, 8 + length).toString();
	const header = Buffer.from((edit.header?.(json) ?? json).padEnd(length));
	if (header.length !== length) throw new Error("the header changed its length");
	const bytes = Buffer.concat([weights.subarray(0, 8), header, weights.subarray(8 + length)]);
	const text = typeof edit.config === "string" ? edit.config : JSON.stringify({ ...config, ...edit.config });
	return fileList([
		{ name: "tiny/config.json", blob: new Blob([text]) },
		{ name: "tiny/model.safetensors", blob: new Blob([bytes.subarray(0, edit.cut ?? bytes.length)]) },
	]);
}

const failure = (files: ReturnType<typeof edited>, options = {}) =>
	openCheckpoint(files, options).then(
		() => {
			throw new Error("it opened");
		},
		(error: unknown) => error,
	);

describe("openCheckpoint", () => {
	it("opens a folder and a list of files as the same model", async () => {
		const disk = await openCheckpoint(folder(path));
		const list = await openCheckpoint(
			fileList([
				{ name: "tiny/config.json", blob: new Blob([readFileSync(`${path}/config.json`)]) },
				{ name: "tiny/model.safetensors", blob: new Blob([weights]) },
			]),
		);
		expect(list.facts.fingerprint).toBe(disk.facts.fingerprint);
		expect(disk.facts.fingerprint).toMatch(/^[0-9a-f]{64}$/);
		expect(disk.facts).toMatchObject({ id: "c-float16", modelType: "llava", weightDtypes: ["float16"] });
		expect(disk.imageTokensPerImage).toBe(17);
		expect(disk.sources.decoder_model_merged.files.get("model.safetensors")).toEqual({
			kind: "path",
			path: `${path}/model.safetensors`,
			byteLength: weights.length,
		});
		expect(list.sources.embed_tokens.files.get("model.safetensors")?.kind).toBe("blob");
	});

	it("names layers and the residual stream as explainers expect them", async () => {
		const { parts } = await openCheckpoint(folder(path));
		const { graph } = parts.decoder_model_merged;
		const values = [...graph.nodes].flatMap((node) => node.outputs.map((value) => value.name));
		expect(values.filter((name) => name.startsWith("hidden_states."))).toEqual([
			"hidden_states.0",
			"hidden_states.1",
			"hidden_states.2",
		]);
		const attention = [...graph.nodes].filter((node) => node.opType === "GroupQueryAttention");
		expect(attention.map((node) => node.name)).toEqual([
			"/model/layers.0/attn/GroupQueryAttention",
			"/model/layers.1/attn/GroupQueryAttention",
		]);
		expect(graph.outputs.map((value) => value.name)).toEqual([
			"logits",
			"present.0.key",
			"present.0.value",
			"present.1.key",
			"present.1.value",
		]);
	});

	it("refuses what does not fit, with both numbers", async () => {
		const error = await failure(edited({}), { freeBytes: 1000 });
		expect(isLvlmError(error, "out-of-memory") && error.fields.freeBytes).toBe(1000);
		expect(isLvlmError(error, "out-of-memory") && error.fields.neededBytes > weights.length).toBe(true);
	});

	it("refuses an architecture that it does not know, and says which it does", async () => {
		const error = await failure(edited({ config: { model_type: "qwen2_vl", architectures: ["Qwen2VL"] } }));
		expect(isLvlmError(error, "unsupported-model")).toBe(true);
		expect((error as Error).message).toContain("llava");
	});

	it("names every place where a missing weight was looked for", async () => {
		const error = await failure(edited({ header: (json) => json.replace("lm_head.weight", "lm_hood.weight") }));
		expect(isLvlmError(error, "invalid-model")).toBe(true);
		expect((error as Error).message).toContain('"language_model.lm_head.weight" or "lm_head.weight"');
	});

	it("refuses a needed weight of another dtype", async () => {
		const error = await failure(edited({ header: (json) => json.replace('"dtype":"F16"', '"dtype":"U16"') }));
		expect(isLvlmError(error, "invalid-model")).toBe(true);
		expect((error as Error).message).toContain("U16");
	});

	it("refuses weights whose shape is not the config's", async () => {
		const text_config = { ...config.text_config, intermediate_size: 97 };
		const error = await failure(edited({ config: { text_config } }));
		expect(isLvlmError(error, "shape-mismatch") && error.fields.expected).toContain("97");
	});

	it.each<[string, Parameters<typeof edited>[0]]>([
		["a truncated file", { cut: weights.length - 1 }],
		["a file cut in its header", { cut: 100 }],
		["a config that is no JSON", { config: "{" }],
		["a config that is a list", { config: "[]" }],
	])("refuses %s", async (_, edit) => {
		expect(isLvlmError(await failure(edited(edit)), "invalid-model")).toBe(true);
	});

	it("names a missing config and a missing folder", async () => {
		const none = await failure(fileList([]));
		expect(isLvlmError(none, "model-not-found") && none.fields.file).toBe("config.json");
		const nowhere = await failure(folder(`${path}/nowhere`));
		expect(isLvlmError(nowhere, "model-not-found") && nowhere.fields.path).toBe(`${path}/nowhere`);
	});

	it("stops for an abort", async () => {
		const error = await failure(edited({}), { signal: AbortSignal.abort() });
		expect((error as Error).name).toBe("AbortError");
	});
});
