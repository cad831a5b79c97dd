import { LvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { toWire } from "../protocol/errors.js";
import { protocolVersion } from "../protocol/messages.js";
import { createEngine } from "./create-engine.js";
import type { EngineEvent } from "./engine-client.js";

interface Sent {
	readonly id: number;
	readonly kind: string;
	readonly call: string;
	readonly params: { readonly options: object };
}

const report = { facts: { id: "m", fingerprint: "f" }, backend: { id: "fake", device: "none" } };
const offline = new LvlmError("download-failed", "Not here.", { url: "m", reason: "offline" });

/** An engine whose workers are scripts: what each answers to a message. */
function scripted(
	answer: (sent: Sent, worker: number, say: (message: object) => void, end: (reason: string) => void) => void,
) {
	const events: EngineEvent[] = [];
	const sent: Sent[] = [];
	let workers = 0;
	const engine = createEngine({
		stopGraceMs: 20,
		onEvent: (event) => events.push(event),
		worker() {
			const worker = workers++;
			let listener: (event: { data: unknown }) => void = () => undefined;
			let failed: (event: object) => void = () => undefined;
			return {
				postMessage(message: Sent) {
					sent.push(message);
					const say = (one: object) =>
						queueMicrotask(() => listener({ data: { version: protocolVersion, id: message.id, ...one } }));
					answer(message, worker, say, (message) => failed({ message }));
				},
				addEventListener(type: string, added: (event: never) => void) {
					if (type === "message") listener = added as typeof listener;
					if (type === "error") failed = added as typeof failed;
				},
				terminate: () => undefined,
			};
		},
	});
	return { engine, events, sent, workers: () => workers };
}

describe("the client", () => {
	it("loads from the store after a crash, and from the server where the store has lost the model", async () => {
		const { engine, sent, workers, events } = scripted(({ call, params }, worker, say, end) => {
			if (call === "open") {
				if ("offline" in params.options) say({ kind: "error", error: toWire(offline) });
				else say({ kind: "answer", value: report });
			} else if (call === "explain" && worker === 0) end("it broke");
			else if (call === "explain") say({ kind: "answer", value: { kind: "x" } });
		});
		await engine.open("m", { revision: "v1" });
		const answer = { model: { id: "m", fingerprint: "f" } } as never;
		await expect(engine.explain(answer, "a")).rejects.toMatchObject({ code: "worker-ended" });
		expect(engine.state).toBe("reload");
		expect(await engine.explain(answer, "a")).toEqual({ kind: "x" });
		const opens = sent.filter(({ call }) => call === "open").map(({ params }) => params.options);
		expect(opens).toEqual([{ revision: "v1" }, { revision: "v1", offline: true }, { revision: "v1" }]);
		expect(workers()).toBe(2);
		const states = events.flatMap((event) => (event.kind === "state" ? [event.state] : []));
		expect(states).toEqual(["loading", "ready", "reload", "loading", "reload", "loading", "ready"]);
	});

	it("rejects a call whose answer is broken, and names a worker of another version", async () => {
		const { engine, events } = scripted(({ call }, _, say) => {
			if (call === "describe") say({ kind: "answer" });
			if (call === "devices") say({ version: 99, kind: "answer", value: [] });
			if (call === "stored") say({ id: -1, kind: "error", error: toWire(new Error("who is this?")) });
		});
		await expect(engine.describe()).rejects.toMatchObject({ code: "invalid-argument", fields: { name: "answer" } });
		await expect(engine.devices()).rejects.toThrow(/same version/);
		void engine.stored().catch(() => undefined);
		await expect.poll(() => events.at(-1)).toMatchObject({ kind: "problem", error: { message: "who is this?" } });
		engine.close();
	});

	it("tells what the worker notices, and forgets a model that could not be opened", async () => {
		const { engine, events } = scripted(({ call }, _, say) => {
			if (call !== "open") return;
			say({ kind: "notice", message: "webgpu is not used" });
			say({ kind: "error", error: toWire(offline) });
		});
		await expect(engine.open("m")).rejects.toMatchObject({ code: "download-failed" });
		expect(await createEngine({ worker: () => expect.unreachable() }).memory()).toBeUndefined();
		expect(events).toContainEqual({ kind: "notice", message: "webgpu is not used" });
		expect([engine.state, engine.opened]).toEqual(["empty", undefined]);
		await expect(engine.generate({ image: new Uint8Array(1), prompt: "?" })).rejects.toThrow(/No model is open/);
		expect(() => engine.rows({} as never)).toThrow(/No model is open/);
	});

	it("ends a worker that does not stop loading, and says what was not asked twice", async () => {
		const { engine, events, workers } = scripted(() => undefined);
		const stop = new AbortController();
		const opening = engine.open("m", { signal: stop.signal });
		const other = engine.describe().catch((error: unknown) => error);
		await Promise.resolve();
		stop.abort();
		await expect(opening).rejects.toHaveProperty("name", "AbortError");
		expect(await other).toMatchObject({ code: "worker-ended", fields: { reason: "stopped", during: "describe" } });
		expect(events.find(({ kind }) => kind === "ended")).toMatchObject({ message: expect.stringContaining("20 ms") });
		expect([engine.state, workers()]).toEqual(["empty", 1]);
	});

	it("rejects a call whose listener throws, and one that no message can carry", async () => {
		const { engine } = scripted(({ call }, _, say) => {
			if (call === "open") say({ kind: "answer", value: report });
			if (call === "explain") say({ kind: "progress", progress: { phase: "explain", done: 1, unit: "steps" } });
		});
		await engine.open("m");
		const answer = { model: { id: "m", fingerprint: "f" } } as never;
		const onProgress = () => {
			throw new Error("mine");
		};
		await expect(engine.explain(answer, "a", {}, { onProgress })).rejects.toThrow("mine");
		await expect(engine.explain(answer, "a", { map: () => 1 })).rejects.toMatchObject({ code: "invalid-argument" });
		engine.close();
	});

	it("leaves a direct call at an abort", async () => {
		const { engine, sent } = scripted(() => undefined);
		const stop = new AbortController();
		const work = engine.inspect("m", { signal: stop.signal });
		await expect.poll(() => sent.some(({ call }) => call === "inspect")).toBe(true);
		stop.abort();
		await expect(work).rejects.toHaveProperty("name", "AbortError");
		expect(sent.at(-1)?.kind).toBe("abort");
		await expect(engine.inspect("m", { signal: stop.signal })).rejects.toHaveProperty("name", "AbortError");
		engine.close();
	});
});
