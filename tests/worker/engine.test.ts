import { readFileSync } from "node:fs";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import {
	type GeneratedToken,
	isLvlmError,
	type Progress,
	queryPosition,
	type RowRequest,
	storedRowSource,
	storeRows,
} from "@lvlm-interpret/core";
import { attention, faithfulness, rankedMap, relevancy } from "@lvlm-interpret/explainers";
import { inspectModel, type OpenedGeneration, type OpenedModel, openModel } from "@lvlm-interpret/models";
import { type EngineAnswer, protocolVersion } from "@lvlm-interpret/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, localEngine } from "./local-engine.js";

const folder = at("models/shapes-llava");
const image = new Uint8Array(readFileSync(at("models/examples/colour.png")));
const prompt = "What colour is the circle?";
const backend = onnxBackend({ device: "cpu" });
const local = localEngine();
const { engine } = local;
let model: OpenedModel;
let direct: OpenedGeneration;
let answer: EngineAnswer;
const order: string[] = [];

beforeAll(async () => {
	model = await openModel(folder, { backend });
	direct = await model.generate({ image, prompt });
	const phases: Progress[] = [];
	const report = await engine.open(folder, { onProgress: (progress) => phases.push(progress) });
	expect(report).toMatchObject({
		facts: model.facts,
		backend: { id: "onnx", device: "cpu" },
		usesFusedAttention: true,
	});
	expect(new Set(phases.map(({ phase }) => phase))).toEqual(new Set(["read", "load"]));
	answer = await engine.generate({
		image,
		prompt,
		onPrompt: () => order.push("prompt"),
		onToken: ({ index }) => order.push(`token ${index}`),
	});
	order.push("answer");
});

afterAll(async () => {
	await local.close();
	await model.dispose();
	await backend.dispose();
});

describe("generate", () => {
	it("streams prompt and tokens in order, and gives the answer of the model itself as plain data", () => {
		expect(order).toEqual(["prompt", ...direct.tokens.map(({ index }) => `token ${index}`), "answer"]);
		const { text, tokens, stopReason, sequence, layouts, image: picture, messages, sampling } = direct;
		const plain = structuredClone(answer);
		expect(plain).toMatchObject({ text, tokens, stopReason, sequence, layouts, messages, sampling });
		expect(plain.image.data).toEqual(picture.data);
		expect(plain.model).toEqual({ id: model.facts.id, fingerprint: model.facts.fingerprint });
		// The caller's bytes are still the caller's.
		expect(image.byteLength).toBeGreaterThan(1000);
	});

	it("takes files and pixels alike", async () => {
		const fromFile = await engine.generate({ image: new Blob([image]), prompt, maxTokens: 2 });
		const fromPixels = await engine.generate({ image: direct.image, prompt, maxTokens: 2 });
		expect(fromFile.tokens).toEqual(direct.tokens.slice(0, 2));
		expect(fromPixels.tokens).toEqual(direct.tokens.slice(0, 2));
	});

	it("makes the picture fit as it is told, shows what the model reads, and replays it so", async () => {
		const { width, height } = direct.image;
		const wide = { width, height: height / 2, data: direct.image.data.slice(0, (width * height * 3) / 2) };
		const request = { image: wide, prompt, preprocess: "pad" } as const;
		const input = await engine.prepare(request);
		expect([input.picture.width, input.picture.height]).toEqual([96, 96]);
		expect([...input.picture.data.subarray(0, 3)]).toEqual([127, 127, 127]);
		expect(input.layout.visible).toEqual({ x: 0, y: 0, width, height: height / 2 });
		const padded = await engine.generate({ ...request, maxTokens: 2 });
		expect(padded.preprocess).toBe("pad");
		expect(padded.layouts).toEqual([input.layout]);
		expect(padded.sequence.tokens.slice(0, padded.sequence.promptLength)).toEqual(input.sequence.tokens);
		const map = await engine.explain(padded, "attention", { tokens: [1] });
		expect((await engine.explain(structuredClone(padded), "attention", { tokens: [1] })).tensors).toEqual(map.tensors);
		const cropped = await engine.generate({ image: wide, prompt, maxTokens: 2 });
		expect((await engine.explain(cropped, "attention", { tokens: [1] })).tensors).not.toEqual(map.tensors);
		await expect(engine.generate({ ...request, preprocess: "zoom" as never })).rejects.toMatchObject({
			code: "invalid-argument",
			fields: { name: "preprocess" },
		});
	});

	it("stopped between tokens, gives what came", async () => {
		const stop = new AbortController();
		const seen: GeneratedToken[] = [];
		const partial = await engine.generate({
			image,
			prompt,
			signal: stop.signal,
			onToken(token) {
				seen.push(token);
				if (token.index === 1) stop.abort();
			},
		});
		expect(partial.stopReason).toBe("aborted");
		expect(partial.tokens).toEqual(direct.tokens.slice(0, partial.tokens.length));
		expect(partial.tokens.length).toBeGreaterThanOrEqual(2);
		expect(seen).toEqual(partial.tokens);
		expect([local.starts(), engine.state]).toEqual([1, "ready"]);
		// What was stopped can be explained.
		const map = await engine.explain(partial, "attention", { tokens: [0], layers: [1] });
		expect(map.tensors.attention?.tensor.shape[1]).toBe(1);
	});
});

describe("explain", () => {
	it("gives the numbers of the explainers themselves, by id", async () => {
		const steps: Progress[] = [];
		const options = { tokens: [1], headReduction: "none" };
		const map = await engine.explain(answer, "attention", options, { onProgress: (step) => steps.push(step) });
		const expected = await direct.explain(attention(), { tokens: [1], headReduction: "none" });
		expect(map.tensors).toEqual(expected.tensors);
		expect(map.options).toEqual(expected.options);
		expect(steps.at(-1)).toMatchObject({ phase: "explain", done: 1, total: 1 });
		const relevance = await engine.explain<"position-map">(answer, "relevancy", { tokens: [0] });
		expect(relevance.tensors.image?.tensor.data).toEqual(
			(await direct.explain(relevancy(), { tokens: [0] })).tensors.image?.tensor.data,
		);
	});

	it("describes the explainers, options and all, and the devices", async () => {
		const { explainers, devices } = await engine.describe();
		expect(explainers.map(({ id }) => id)).toEqual([
			...["attention", "faithfulness", "layer-head-matrix", "relevancy", "rollout"],
		]);
		expect(explainers.filter(({ judges }) => judges).map(({ id }) => id)).toEqual(["faithfulness"]);
		expect(explainers[0]).toMatchObject({
			produces: "attention-map",
			options: { view: { choices: ["answer-image", "answer-prompt"] } },
		});
		expect(devices).toEqual(["cpu"]);
		expect((await engine.memory())?.sessions).toBeGreaterThanOrEqual(3);
		expect(await engine.devices()).toMatchObject([{ device: "cpu", available: true, backend: "onnx" }]);
	});

	it("passes errors on with code, fields and hint", async () => {
		const unknown = await engine.explain(answer, "no-such").catch((error: unknown) => error);
		expect(isLvlmError(unknown, "unknown-plugin") && unknown.fields).toEqual({
			kind: "explainer",
			id: "no-such",
			known: ["attention", "faithfulness", "layer-head-matrix", "relevancy", "rollout"],
		});
		const direct404 = await model.generate({ image: new Uint8Array(3), prompt }).catch((error: Error) => error);
		const error = await engine.generate({ image: new Uint8Array(3), prompt }).catch((error: unknown) => error);
		expect(isLvlmError(error, "invalid-image")).toBe(true);
		expect((error as Error).message).toBe((direct404 as Error).message);
		await expect(engine.explain(answer, "attention", { layers: [99] })).rejects.toMatchObject({
			code: "invalid-argument",
			fields: { name: "layers" },
		});
		await expect(engine.explain(answer, "attention", { layers: () => 1 })).rejects.toMatchObject({
			code: "invalid-argument",
			fields: { name: "options.layers", actual: "function" },
		});
	});

	it("judges another result: of an explainer that takes one, and of no other", async () => {
		const map = await engine.explain(answer, "relevancy", { tokens: [3] });
		const options = { rankings: 1, steps: 2 };
		const steps: Progress[] = [];
		const judged = await engine.explain(answer, "faithfulness", options, {
			about: { result: map, tokens: [3] },
			onProgress: (step) => steps.push(step),
		});
		const expected = await direct.explain(faithfulness(rankedMap(map, { tokens: [3] })), options);
		expect(judged.data).toEqual(expected.data);
		expect(judged.tensors).toEqual(expected.tensors);
		expect(steps.filter(({ phase }) => phase === "explain").length).toBeGreaterThan(2);
		for (const [method, about] of [
			["faithfulness", undefined],
			["relevancy", { result: map }],
		] as const) {
			await expect(engine.explain(answer, method, {}, about ? { about } : {})).rejects.toMatchObject({
				code: "invalid-argument",
				fields: { name: "about" },
			});
		}
	});

	it("asks for the answer where the worker does not hold it, and refuses that of another model", async () => {
		const kept = structuredClone(answer);
		const before = local.sent.filter(({ kind }) => kind === "answer-data").length;
		const map = await engine.explain(kept, "attention", { tokens: [1] });
		expect(map.tensors).toEqual((await engine.explain(answer, "attention", { tokens: [1] })).tensors);
		expect(local.sent.filter(({ kind }) => kind === "answer-data").length).toBe(before + 1);
		await engine.explain(kept, "rollout");
		expect(local.sent.filter(({ kind }) => kind === "answer-data").length).toBe(before + 1);
		const foreign = { ...answer, model: { id: "other", fingerprint: "0" } };
		await expect(engine.explain(foreign, "attention")).rejects.toMatchObject({ code: "invalid-argument" });
		expect(() => engine.rows(foreign)).toThrow(/"other"/);
	});
});

describe("inspect", () => {
	it("judges a model as the package does, without opening it, and says what is wrong", async () => {
		const got = await engine.inspect(folder, { limits: { device: "cpu", memoryBytes: 1e6 } });
		const expected = await inspectModel(folder, { device: "cpu", limits: { device: "cpu", memoryBytes: 1e6 } });
		expect(got).toEqual(expected);
		expect(got.verdict).toMatchObject({
			fit: "does-not-fit",
			command: expect.stringContaining("lvlm-interpret explain"),
		});
		await expect(engine.inspect(at("tests"))).rejects.toMatchObject({ code: "model-not-found" });
		expect(engine.state).toBe("ready");
	});
});

describe("the protocol", () => {
	it("answers what is no message with a typed error, on both sides, and goes on", async () => {
		const problems = () => local.events.flatMap((event) => (event.kind === "problem" ? [event.error.message] : []));
		const settled = async (count: number) => expect.poll(() => problems().length).toBe(count);
		const worker = local;
		worker.postToPage({ hello: 1 });
		worker.postToPage({ version: protocolVersion, id: 7, kind: "confetti" });
		await settled(2);
		expect(problems()[0]).toContain(`"version" should be ${protocolVersion}`);
		expect(problems()[1]).toContain('"kind" should be one of progress');
		expect((await engine.describe()).devices).toEqual(["cpu"]);
	});
});

describe("rows", () => {
	const exactRows = async () => {
		const { tensor } = (await direct.explain(attention(), { headReduction: "none" })).tensors.attention as never as {
			tensor: { data: Float32Array; shape: number[] };
		};
		return tensor;
	};

	it("are filled by one replay, equal exact attention within the bound of a byte, and never run the model again", async () => {
		const before = local.runs();
		const source = engine.rows(answer);
		await source.filled;
		// Embeddings, then one run of the graph of rows.
		expect(local.runs() - before).toBe(2);
		const { layers, heads } = model.facts.text;
		const positions = answer.sequence.tokens.length - 1;
		expect(source.shape).toEqual({ layers, heads, queries: positions, keys: positions });
		expect(source.status.rowSumError).toBeLessThan(1e-5);
		expect(source.status.bytes).toBe(layers * heads * answer.tokens.length * (positions + 4));

		const exact = await exactRows();
		const shown = answer.tokens.filter(({ isEnd }) => !isEnd).map(({ index }) => queryPosition(answer.sequence, index));
		const keys = answer.sequence.tokens.filter(({ segment }) => segment === "image").map(({ position }) => position);
		const whole = await source.rows({ queries: shown });
		const rows = await source.rows({ queries: shown, keys });
		expect(rows.origin).toBe("store");
		expect(rows.tensor.shape).toEqual([...exact.shape]);
		let worst = 0;
		for (let row = 0; row < layers * heads * shown.length; row++) {
			const scale = Math.max(...whole.tensor.data.subarray(row * positions, (row + 1) * positions));
			for (let key = 0; key < keys.length; key++) {
				const place = row * keys.length + key;
				const off = Math.abs((rows.tensor.data[place] as number) - (exact.data[place] as number));
				worst = Math.max(worst, (off - 1e-7) / scale);
			}
		}
		expect(worst).toBeLessThanOrEqual(1 / 510);
		expect(worst).toBeGreaterThan(1 / 2000);

		const requests: RowRequest[] = [
			{ layers: [0], queries: [shown[0] as number] },
			{ layers: [layers - 1], heads: [2], queries: shown, over: ["key"], reducer: "sum" },
			{ queries: [shown[1] as number], over: ["layer", "head"], reducer: "max", dtype: "uint8" },
		];
		for (const request of requests) {
			expect(source.runsModel(request)).toBe(false);
			expect((await source.rows(request)).isComplete).toBe(true);
		}
		// A session file keeps the bytes as they are.
		const file = storedRowSource(await storeRows(source, shown));
		expect((await file.rows({ queries: shown })).tensor).toEqual((await source.rows({ queries: shown })).tensor);
		expect(local.runs() - before).toBe(2);
	});

	it("of image and question run the model, say so, and stay", async () => {
		const source = engine.rows(answer);
		await source.filled;
		const before = local.runs();
		const queries = answer.sequence.tokens.filter(({ segment }) => segment === "image").map(({ position }) => position);
		const request = { layers: [2], queries, keys: queries };
		expect(source.runsModel(request)).toBe(true);
		const steps: Progress[] = [];
		const rows = await source.rows({ ...request, onProgress: (step) => steps.push(step) });
		expect([rows.origin, rows.isComplete, local.runs() - before]).toEqual(["model", true, 2]);
		expect(steps.at(-1)).toMatchObject({ phase: "explain", detail: "attention-rows", done: 1 });
		const again = await source.rows(request);
		expect([again.origin, local.runs() - before]).toEqual(["store", 2]);
		expect(again.tensor.data).toEqual(rows.tensor.data);
		// Causal: an image token looks at none behind it, and rows over all keys sum to 1.
		const { heads } = model.facts.text;
		const n = queries.length;
		for (let row = 0; row < heads * n; row++) {
			const later = rows.tensor.data.subarray(row * n + (row % n) + 1, (row + 1) * n);
			expect(later.every((value) => value === 0)).toBe(true);
		}
		const mass = await source.rows({ layers: [2], queries, over: ["key"], reducer: "sum" });
		for (const sum of mass.tensor.data) expect(Math.abs(sum - 1)).toBeLessThan(0.1);
	});
});
