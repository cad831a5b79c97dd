import { MessageChannel, type MessagePort } from "node:worker_threads";
import { type Backend, LvlmError } from "@lvlm-interpret/core";
import { afterEach, describe, expect, it } from "vitest";
import { protocolVersion } from "../protocol/messages.js";
import { choiceFor, choicesFor, type EngineBackend, firstThatWorks, lookAtDevices } from "./devices.js";
import { patientBackend } from "./patient-backend.js";
import { ownPort } from "./port.js";
import { type EngineSettings, startEngine } from "./start-engine.js";

function fakeBackend(device: string, options: Partial<Backend> & { log?: string[] } = {}): Backend {
	const { log = [], ...rest } = options;
	return {
		specificationVersion: "v1",
		id: "fake",
		device,
		capabilities: new Set(),
		isAvailable: async () => ({ available: true }),
		createSession: () => Promise.reject(new Error("none")),
		dispose: async () => void log.push(`${device} disposed`),
		...rest,
	};
}

const ports: MessagePort[] = [];
afterEach(() => {
	for (const port of ports.splice(0)) port.close();
});

/** An engine without a model; `ask` posts anything and gives the next message. */
function started(settings: Partial<EngineSettings> = {}) {
	const { port1, port2 } = new MessageChannel();
	ports.push(port1);
	startEngine({
		explainers: [],
		backends: [{ device: "none", create: () => fakeBackend("none") }],
		port: port2,
		...settings,
	});
	return (message: unknown) =>
		new Promise<Record<string, unknown>>((resolve) => {
			port1.once("message", resolve);
			port1.postMessage(message);
		});
}

const call = (id: number, call: string, params: object) => ({
	version: protocolVersion,
	id,
	kind: "call",
	call,
	params,
});

describe("startEngine", () => {
	it("answers broken messages with typed errors, under their id where they have one", async () => {
		const ask = started();
		expect(await ask("hello")).toMatchObject({ id: -1, kind: "error", error: { code: "invalid-argument" } });
		expect(await ask(call(5, "dance", {}))).toMatchObject({ id: 5, error: { fields: { name: "call" } } });
		expect(await ask({ ...call(6, "describe", {}), version: 0 })).toMatchObject({
			id: 6,
			error: { fields: { name: "version" } },
		});
		expect(await ask(call(7, "describe", {}))).toMatchObject({ id: 7, kind: "answer", value: { devices: ["none"] } });
	});

	it("says what is missing: a model, an explainer, a device, a backend", async () => {
		const ask = started();
		const request = { image: new Uint8Array(1), prompt: "?" };
		expect(await ask(call(1, "generate", { answer: "a", request }))).toMatchObject({
			error: { fields: { name: "model" } },
		});
		const explain = { answer: "a", model: { id: "m", fingerprint: "f" }, method: "x", options: {} };
		expect(await ask(call(2, "explain", explain))).toMatchObject({ error: { code: "unknown-plugin" } });
		const open = { source: { kind: "name", name: "org/m" }, options: { device: "moon" } };
		expect(await ask(call(3, "open", open))).toMatchObject({
			error: { code: "invalid-argument", fields: { expected: "one of auto, none" } },
		});
		expect(() => started({ backends: [] })).toThrow(/no backend/);
		const twice = { id: "a" } as never;
		expect(() => started({ explainers: [twice, twice] })).toThrow(/already/);
	});

	it("refuses a call under the id of one that has not ended", async () => {
		let go: () => void = () => undefined;
		const create = () => new Promise<Backend>((resolve) => (go = () => resolve(fakeBackend("none"))));
		const ask = started({ backends: [{ device: "none", create }] });
		const refused = ask(call(1, "devices", {}));
		expect(await ask(call(1, "describe", {}))).toMatchObject({
			id: 1,
			kind: "error",
			error: { fields: { name: "id" } },
		});
		await refused;
		go();
	});

	it("needs a worker or a port", () => {
		// Tests run in a child process, not in a thread.
		expect(() => ownPort()).toThrow(/outside a worker/);
	});
});

describe("devices", () => {
	const unavailable: EngineBackend = {
		device: "gpu",
		create: () => fakeBackend("gpu", { isAvailable: async () => ({ available: false, reason: "no adapter" }) }),
	};
	const broken: EngineBackend = {
		device: "odd",
		create() {
			throw new Error("no such file");
		},
	};
	const works: EngineBackend = { device: "cpu", create: () => fakeBackend("cpu") };

	it("are looked at one by one, with reasons", async () => {
		expect(await lookAtDevices([unavailable, broken, works])).toEqual([
			{ device: "gpu", available: false, reason: "no adapter" },
			{ device: "odd", available: false, reason: "no such file" },
			{ device: "cpu", available: true, backend: "fake", capabilities: [] },
		]);
	});

	it("are tried in order under auto; each that is passed over is named, and disposed", async () => {
		const log: string[] = [];
		const notices: string[] = [];
		const short = new LvlmError("out-of-memory", "Too large.", { neededBytes: 2, freeBytes: 1 });
		const choices: EngineBackend[] = [
			unavailable,
			broken,
			{ device: "soft", create: () => fakeBackend("soft", { log }), unsuited: async () => "software only" },
			{ device: "small", create: () => fakeBackend("small", { log }) },
			{ device: "cpu", create: () => fakeBackend("cpu", { log }) },
		];
		const used = await firstThatWorks(
			choices,
			(message) => notices.push(message),
			async (backend) => {
				if (backend.device === "small") throw short;
				return backend.device;
			},
		);
		expect(used).toBe("cpu");
		expect(log).toEqual(["soft disposed", "small disposed"]);
		expect(notices).toEqual([
			"gpu is not used (no adapter); trying odd.",
			"odd is not used (no such file); trying soft.",
			"soft is not used (software only); trying small.",
			"small is not used (Too large.); trying cpu.",
		]);
	});

	it("are not blamed for a model that is wrong, nor for an abort", async () => {
		for (const error of [
			new LvlmError("invalid-model", "Broken.", { reason: "x" }),
			new DOMException("", "AbortError"),
		]) {
			const log: string[] = [];
			const choices = [{ device: "a", create: () => fakeBackend("a", { log }) }, works];
			const work = firstThatWorks(
				choices,
				() => undefined,
				() => Promise.reject(error),
			);
			await expect(work).rejects.toBe(error);
			expect(log).toEqual(["a disposed"]);
		}
	});

	it("of inspection is the one that auto would take", async () => {
		const soft = { device: "soft", create: () => fakeBackend("soft"), unsuited: async () => "software only" };
		expect((await choiceFor([unavailable, soft, works], "auto"))?.device).toBe("cpu");
		expect((await choiceFor([unavailable, soft], "auto"))?.device).toBe("soft");
		expect((await choiceFor([unavailable, works], "gpu"))?.device).toBe("gpu");
		expect(await choiceFor([unavailable, broken], "auto")).toBeUndefined();
		await expect(choiceFor([works], "moon")).rejects.toMatchObject({ code: "invalid-argument" });
	});

	it("that all fail say why; a software GPU is better than none", async () => {
		const none = firstThatWorks(
			[unavailable, broken],
			() => undefined,
			async () => 1,
		);
		await expect(none).rejects.toMatchObject({
			code: "capability-missing",
			message: expect.stringContaining("no adapter; odd"),
		});
		const soft = { device: "soft", create: () => fakeBackend("soft"), unsuited: async () => "software only" };
		expect(
			await firstThatWorks(
				[soft],
				() => undefined,
				async ({ device }) => device,
			),
		).toBe("soft");
		expect(choicesFor([works], "cpu")).toEqual([works]);
	});
});

describe("patientBackend", () => {
	const session = (seen: unknown[]) => ({
		name: "s",
		inputs: [],
		outputs: [],
		run: async (_: object, options?: object) => {
			seen.push(options);
			return {};
		},
		dispose: async () => undefined,
	});

	it("keeps signals from runs that cannot be ended, and from none that can", async () => {
		const seen: unknown[] = [];
		const { signal } = new AbortController();
		const backend = fakeBackend("a", { createSession: async () => session(seen) });
		await (await patientBackend(backend).createSession({} as never)).run({}, { signal, outputs: ["x"] });
		expect(seen).toEqual([{ outputs: ["x"] }]);
		const aborted = (await patientBackend(backend).createSession({} as never)).run({}, { signal: AbortSignal.abort() });
		await expect(aborted).rejects.toHaveProperty("name", "AbortError");
		const killing = fakeBackend("b", { capabilities: new Set(["kill"]) });
		expect(patientBackend(killing)).toBe(killing);
	});
});
