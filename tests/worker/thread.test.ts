import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { GenerationData } from "@lvlm-interpret/core";
import { isLvlmError } from "@lvlm-interpret/core";
import { createEngine, type EngineAnswer, type EngineClient, type EngineEvent } from "@lvlm-interpret/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleForNode } from "./bundle.js";
import { at } from "./local-engine.js";

// Where modules that are loaded by name at run time are found.
const folder = mkdtempSync(at("packages/models/node_modules/.worker-test-"));
const script = join(folder, "engine.mjs");
const events: EngineEvent[] = [];
const started: Worker[] = [];
let engine: EngineClient;
let answer: EngineAnswer;
let finished: GenerationData["tokens"];

beforeAll(async () => {
	writeFileSync(script, await bundleForNode(at("tests/worker/third-party.worker.ts")));
	engine = createEngine({
		stopGraceMs: 300,
		onEvent: (event) => events.push(event),
		worker() {
			const worker = new Worker(script, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 200 } });
			started.push(worker);
			return worker;
		},
	});
	await engine.open(at("models/shapes-llava"));
	const image = new Uint8Array(readFileSync(at("models/examples/colour.png")));
	answer = await engine.generate({ image, prompt: "What colour is the circle?" });
	finished = structuredClone(answer.tokens);
});

afterAll(() => {
	engine?.close();
	rmSync(folder, { recursive: true, force: true });
});

const explained = async () => (await engine.explain(answer, "attention", { layers: [3] })).tensors;
const lastEnd = () => events.filter((event) => event.kind === "ended").at(-1);

describe("an engine in a thread of its own", () => {
	it("runs a third party's explainer beside ours", async () => {
		const result = await engine.explain(answer, "acme:repetition", { scale: 2 });
		expect(result.tensors.repetition?.tensor.data[0]).toBeGreaterThanOrEqual(2);
		await expect(engine.explain(answer, "acme:repetition", { scale: -1 })).rejects.toMatchObject({
			code: "invalid-argument",
		});
	});

	it("is ended where a stopped run does not end; answers, rows and results stay, and the next call loads the model again", async () => {
		const before = await explained();
		const rows = engine.rows(answer);
		await rows.filled;
		const inStore = await rows.rows({ layers: [1], queries: [answer.sequence.promptLength] });
		const count = started.length;
		const stop = new AbortController();
		const endless = engine.explain(answer, "acme:endless", {}, { signal: stop.signal });
		// Waits behind it, and is dropped at once though the thread is busy.
		const leave = new AbortController();
		const waiting = engine.explain(answer, "attention", {}, { signal: leave.signal });
		await new Promise((resolve) => setTimeout(resolve, 100));
		leave.abort();
		await expect(waiting).rejects.toHaveProperty("name", "AbortError");
		expect(started.length).toBe(count);
		stop.abort();
		await expect(endless).rejects.toHaveProperty("name", "AbortError");
		expect(lastEnd()).toMatchObject({ reason: "stopped", message: expect.stringContaining("loaded from the cache") });
		expect(engine.state).toBe("reload");

		expect(answer.tokens).toEqual(finished);
		const again = await rows.rows({ layers: [1], queries: [answer.sequence.promptLength] });
		expect([again.origin, again.tensor.data]).toEqual(["store", inStore.tensor.data]);
		expect(started.length).toBe(count);
		const phases = new Set<string>();
		const after = await engine.explain(
			answer,
			"attention",
			{ layers: [3] },
			{ onProgress: ({ phase }) => phases.add(phase) },
		);
		expect(after.tensors).toEqual(before);
		expect([...phases]).toEqual(["read", "load", "encode", "compile", "explain"]);
		expect([started.length, engine.state]).toEqual([count + 1, "ready"]);
	});

	it.each([
		["acme:exit", "ended with code 3"],
		["acme:exhaust", "memory"],
	])("that dies (%s) rejects what was asked with an error that says what to do", async (method, reason) => {
		const count = started.length;
		const [first, second] = await Promise.allSettled([engine.explain(answer, method), engine.describe()]);
		const error = first.status === "rejected" ? first.reason : undefined;
		expect(isLvlmError(error, "worker-ended") && error.fields).toEqual({ reason: "crashed", during: "explain" });
		expect(error.message).toContain(reason);
		expect(error.hint).toContain("Call again");
		// The other call was answered before the end, or rejected with it; it does not hang.
		expect(second.status === "fulfilled" || isLvlmError(second.reason, "worker-ended")).toBe(true);
		expect(lastEnd()).toMatchObject({ reason: "crashed" });
		expect(Object.keys(await explained())).toEqual(["attention"]);
		expect(started.length).toBe(count + 1);
	});

	it("whose script does not exist rejects the first call", async () => {
		const broken = createEngine({ worker: () => new Worker(join(folder, "missing.mjs")) });
		await expect(broken.describe()).rejects.toMatchObject({ code: "worker-ended", fields: { during: "describe" } });
	});

	it("is closed on request, and starts anew with the next model", async () => {
		const waiting = engine.explain(answer, "acme:endless");
		engine.close();
		await expect(waiting).rejects.toMatchObject({ code: "worker-ended", fields: { reason: "closed" } });
		await expect(engine.explain(answer, "attention")).rejects.toMatchObject({ fields: { name: "model" } });
		expect(engine.state).toBe("empty");
		await engine.open(at("models/shapes-llava"));
		expect(Object.keys(await explained())).toEqual(["attention"]);
	});
});
