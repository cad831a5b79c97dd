import { execFileSync } from "node:child_process";
import { isDeviceTensor, type SessionValue, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { onnxBackend } from "./backend.js";
import { fixtureModel } from "./fixture-models.js";

/** A square of ones: the slow model's mean is then 1/n, and its time grows with n cubed. */
const square = (n: number) => tensor("float32", [n, n], new Float32Array(n * n).fill(1));
const meanOf = (results: Record<string, SessionValue>): number => {
	const { mean } = results;
	if (!mean || isDeviceTensor(mean)) throw new Error("expected a tensor");
	return Number(mean.data[0]);
};
const aborted = { name: "AbortError" };
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(["thread", "process"] as const)("abort in a %s", (isolation) => {
	it("before: nothing is done", async () => {
		const backend = onnxBackend({ isolation, threads: 1 });
		const signal = AbortSignal.abort();
		await expect(backend.createSession(fixtureModel("double"), { signal })).rejects.toMatchObject(aborted);
		const session = await backend.createSession(fixtureModel("double"));
		const x = tensor("float32", [1], Float32Array.of(1));
		await expect(session.run({ x }, { signal })).rejects.toMatchObject(aborted);
		expect((await backend.memory?.())?.sessions).toBe(1);
		await backend.dispose();
	});

	it("queued: the run never starts, the one before it is untouched", async () => {
		const backend = onnxBackend({ isolation, threads: 1 });
		const session = await backend.createSession(fixtureModel("slow"));
		const stop = new AbortController();
		const first = session.run({ x: square(300) }, { outputs: ["mean"] });
		// Were it started, this one would take about a minute: the test ends in time only because it is not.
		const queued = session.run({ x: square(3000) }, { signal: stop.signal });
		stop.abort();
		await expect(queued).rejects.toMatchObject(aborted);
		expect(meanOf(await first)).toBeCloseTo(1 / 300, 6);
		expect(meanOf(await session.run({ x: square(300) }, { outputs: ["mean"] }))).toBeCloseTo(1 / 300, 6);
		await backend.dispose();
	}, 30_000);

	it("during: the caller is free at once, and the backend goes on", async () => {
		const backend = onnxBackend({ isolation, threads: 1, logger: () => {} });
		const session = await backend.createSession(fixtureModel("slow"), { keepOnDevice: ["y"] });
		const { y } = await session.run({ x: square(8) });
		const stop = new AbortController();
		const running = session.run({ x: square(1200) }, { signal: stop.signal });
		await later(50);
		stop.abort();
		// Rejected before the event loop turns once, while the run goes on.
		const turn = new Promise((resolve) => setImmediate(resolve, "still waiting"));
		const state = await Promise.race([running.catch(() => "rejected"), turn]);
		expect(state).toBe("rejected");
		await expect(running).rejects.toMatchObject(aborted);
		expect(meanOf(await session.run({ x: square(16) }))).toBeCloseTo(1 / 16, 6);
		// A kept value of before lives on in a thread, and went with a killed process; results of the dropped run are freed.
		if (!y || !isDeviceTensor(y)) throw new Error("y should have stayed");
		if (isolation === "thread") expect((await y.read()).shape).toEqual([8, 8]);
		else await expect(y.read()).rejects.toMatchObject({ code: "session-disposed" });
		expect((await backend.memory?.())?.deviceTensors).toBe(isolation === "thread" ? 2 : 1);
		await backend.dispose();
	});
});

describe("a killed process", () => {
	it("declares that it can be killed", () => {
		expect(onnxBackend().capabilities.has("kill")).toBe(false);
		expect(onnxBackend({ isolation: "process" }).capabilities.has("kill")).toBe(true);
	});

	it("stops mid-run, and all sessions go on in a new one", async () => {
		const backend = onnxBackend({ isolation: "process", threads: 1, logger: () => {} });
		const slow = await backend.createSession(fixtureModel("slow"));
		const double = await backend.createSession(fixtureModel("double"));
		const stop = new AbortController();
		// 24 products of 3000 x 3000: about a minute on one core. The test ends in time only if the kill works.
		const running = slow.run({ x: square(3000) }, { signal: stop.signal });
		const waiting = double.run({ x: tensor("float32", [2], Float32Array.of(1, 2)) });
		await later(300);
		stop.abort();
		await expect(running).rejects.toMatchObject(aborted);
		expect((await waiting).total).toMatchObject({ data: Float32Array.of(3) });
		expect(meanOf(await slow.run({ x: square(10) }))).toBeCloseTo(0.1, 6);
		await backend.dispose();
	}, 20_000);

	it("can be killed while a session is created", async () => {
		const backend = onnxBackend({ isolation: "process", threads: 1, logger: () => {} });
		const stop = new AbortController();
		const creating = backend.createSession(fixtureModel("double"), { signal: stop.signal });
		await later(5);
		stop.abort();
		await expect(creating).rejects.toMatchObject(aborted);
		const session = await backend.createSession(fixtureModel("double"));
		expect(await backend.memory?.()).toMatchObject({ sessions: 1 });
		await session.dispose();
		await backend.dispose();
	});

	it("reports a host that dies by itself, and starts a new one", async () => {
		const messages: string[] = [];
		const logger = (level: string, message: string): void => void messages.push(`${level}: ${message}`);
		const backend = onnxBackend({ isolation: "process", threads: 1, logger });
		const session = await backend.createSession(fixtureModel("slow"));
		const running = session.run({ x: square(3000) });
		await later(100);
		const pid = childOf(process.pid);
		process.kill(pid, "SIGKILL");
		const failure = await running.catch((error) => error);
		expect(failure).toMatchObject({ code: "session-failed", fields: { backend: "onnx", session: "slow" } });
		expect(failure.message).toMatch(/SIGKILL/);
		expect(messages).toEqual([expect.stringMatching(/^warn: .*SIGKILL/)]);
		expect(meanOf(await session.run({ x: square(4) }))).toBeCloseTo(0.25, 6);
		await backend.dispose();
	}, 20_000);
});

/** The one child process of this one that is a host. */
function childOf(parent: number): number {
	const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
	const pids = rows
		.map((row) => row.trim().split(/\s+/))
		.filter(([, ppid, ...args]) => Number(ppid) === parent && args.join(" ").includes("host/process.mjs"))
		.map(([pid]) => Number(pid));
	if (pids.length !== 1) throw new Error(`${pids.length} hosts run`);
	return pids[0] as number;
}
