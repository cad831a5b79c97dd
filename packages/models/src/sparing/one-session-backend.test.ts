import {
	type Backend,
	isDeviceTensor,
	type ModelSource,
	type Session,
	type SessionValue,
	tensor,
} from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { oneSessionBackend } from "./one-session-backend.js";

const source = (name: string): ModelSource => ({ name, files: new Map(), encode: () => new Uint8Array() });
const number = tensor("float32", [1], Float32Array.of(1));

/** What was loaded and disposed, in order; each session gives its feed back, on the device where `keepOnDevice` says so. */
function recorded() {
	const events: string[] = [];
	const fed: SessionValue[] = [];
	let failNext = false;
	const backend: Backend = {
		specificationVersion: "v1",
		id: "fake",
		device: "cpu",
		capabilities: new Set(["device-outputs"]),
		isAvailable: async () => ({ available: true }),
		async createSession({ name }, { keepOnDevice = [] } = {}): Promise<Session> {
			if (failNext) {
				failNext = false;
				throw new Error("no room");
			}
			events.push(`+${name}`);
			return {
				name,
				inputs: [{ name: "x", dtype: "float32", shape: [1] }],
				outputs: [{ name: "y", dtype: "float32", shape: [1] }],
				async run({ x }) {
					fed.push(x as SessionValue);
					if (keepOnDevice.length === 0) return { y: number };
					const dispose = () => void events.push(`free ${name}`);
					return { y: { location: "device", dtype: "float32", shape: [1], read: async () => number, dispose } };
				},
				async dispose() {
					events.push(`-${name}`);
				},
			};
		},
		async dispose() {
			events.push("end");
		},
	};
	return { backend, events, fed, fail: () => (failNext = true) };
}

describe("a backend with one session loaded", () => {
	it("disposes the one that was loaded before it loads the next, and loads it again to run it", async () => {
		const { backend, events } = recorded();
		const one = oneSessionBackend(backend, ({ name }) => name === "table");
		const table = await one.createSession(source("table"));
		const a = await one.createSession(source("a"));
		const b = await one.createSession(source("b"));
		expect(events).toEqual(["+table", "+a", "-a", "+b"]);
		expect([a.name, a.inputs[0]?.name, a.outputs[0]?.name]).toEqual(["a", "x", "y"]);
		await b.run({ x: number });
		await table.run({ x: number });
		expect((await a.run({ x: number })).y).toBe(number);
		await a.run({ x: number });
		expect(events.slice(4)).toEqual(["-b", "+a"]);
		await a.dispose();
		await expect(a.run({ x: number })).rejects.toMatchObject({ code: "session-disposed" });
		await one.dispose();
		expect(events.slice(6)).toEqual(["-a"]);
	});

	it("keeps one whose values are still on the device, and hands its own values on", async () => {
		const { backend, events, fed } = recorded();
		const one = oneSessionBackend(backend, () => false);
		const a = await one.createSession(source("a"), { keepOnDevice: ["y"] });
		const { y } = await a.run({ x: number });
		if (!y || !isDeviceTensor(y)) throw new Error("not on the device");
		const b = await one.createSession(source("b"));
		expect(events).toEqual(["+a", "+b"]);
		const next = await a.run({ x: y });
		// The backend's own value came back to it.
		expect(isDeviceTensor(fed[1] as SessionValue)).toBe(true);
		expect(fed[1]).not.toBe(y);
		expect(await y.read()).toBe(number);
		y.dispose();
		y.dispose();
		(next.y as typeof y).dispose();
		await b.dispose();
		await one.createSession(source("c"));
		expect(events).toEqual(["+a", "+b", "free a", "free a", "free a", "-b", "-a", "+c"]);
	});

	it("runs two at once without taking one from under the other, and is usable after a failure", async () => {
		const { backend, events, fail } = recorded();
		const one = oneSessionBackend(backend, () => false);
		const a = await one.createSession(source("a"));
		const b = await one.createSession(source("b"));
		await Promise.all([a.run({ x: number }), b.run({ x: number }), a.run({ x: number })]);
		const loaded = events.filter((event) => event.startsWith("+")).length;
		expect(loaded - events.filter((event) => event.startsWith("-")).length).toBeGreaterThan(0);
		const c = await one.createSession(source("c"));
		fail();
		await expect(a.run({ x: number })).rejects.toThrow("no room");
		expect((await a.run({ x: number })).y).toBe(number);
		expect((await c.run({ x: number })).y).toBe(number);
		const stopped = AbortSignal.abort();
		await expect(c.run({ x: number }, { signal: stopped })).rejects.toMatchObject({ name: "AbortError" });
	});
});
