import { isDeviceTensor, isLvlmError, type SessionValue, type Tensor, tensor } from "@lvlm-interpret/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnxBackend } from "./backend.js";
import { fixtureModel } from "./fixture-models.js";

/** A result that must be in host memory. */
function host(value: SessionValue | undefined): Tensor {
	if (!value || isDeviceTensor(value)) throw new Error("expected a tensor");
	return value;
}

const row = (...values: number[]): Tensor => tensor("float32", [values.length], Float32Array.from(values));
const code = (promise: Promise<unknown>): Promise<unknown> =>
	promise.then(
		() => "no error",
		(error) => (isLvlmError(error) ? error.code : error.name),
	);

describe.each(["thread", "process"] as const)("sessions in a %s", (isolation) => {
	const backend = onnxBackend({ isolation, threads: 1 });
	beforeAll(async () => {
		expect((await backend.isAvailable()).available).toBe(true);
	});
	afterAll(() => backend.dispose());

	it("states inputs and outputs, runs, and gives back equal results for equal feeds", async () => {
		const session = await backend.createSession(fixtureModel("double"));
		expect(session.inputs).toEqual([{ name: "x", dtype: "float32", shape: ["n"] }]);
		expect(session.outputs).toEqual([
			{ name: "y", dtype: "float32", shape: ["n"] },
			{ name: "total", dtype: "float32", shape: [] },
		]);
		const x = row(1, 2, 3.5);
		const first = await session.run({ x });
		expect(host(first.y)).toEqual(tensor("float32", [3], Float32Array.of(2, 4, 7)));
		expect(host(first.total)).toEqual(tensor("float32", [], Float32Array.of(6.5)));
		expect(await session.run({ x })).toEqual(first);
		expect(x).toEqual(row(1, 2, 3.5));
		await session.dispose();
	});

	it("takes a copy of its feeds when it is called", async () => {
		const session = await backend.createSession(fixtureModel("double"));
		const data = Float32Array.of(9, 1, 2, 9);
		const pending = session.run({ x: tensor("float32", [2], data.subarray(1, 3)) });
		data.fill(0);
		expect(host((await pending).y).data).toEqual(Float32Array.of(2, 4));
		expect(data.length).toBe(4);
		await session.dispose();
	});

	it("passes every dtype, NaN and infinities, and axes of length 0", async () => {
		const session = await backend.createSession(fixtureModel("types"));
		const feeds = {
			float: tensor("float32", [2, 2], Float32Array.of(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-40)),
			double: tensor("float64", [1], Float64Array.of(Math.PI)),
			float16: tensor("float16", [2], Uint16Array.of(0x3c01, 0x7e00)),
			int64: tensor("int64", [2], BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)),
			int32: tensor("int32", [1], Int32Array.of(-7)),
			int16: tensor("int16", [1], Int16Array.of(-7)),
			int8: tensor("int8", [1], Int8Array.of(-7)),
			uint64: tensor("uint64", [1], BigUint64Array.of(2n ** 64n - 1n)),
			uint32: tensor("uint32", [1], Uint32Array.of(2 ** 32 - 1)),
			uint16: tensor("uint16", [1], Uint16Array.of(65535)),
			uint8: tensor("uint8", [0], new Uint8Array()),
			bool: tensor("bool", [2], Uint8Array.of(1, 0)),
			scalar: tensor("float32", [], Float32Array.of(3)),
		};
		const results = await session.run(feeds);
		for (const [name, feed] of Object.entries(feeds)) expect(host(results[`${name}_out`]), name).toEqual(feed);
		const empty = tensor("float32", [2, 0], new Float32Array());
		expect(host((await session.run({ ...feeds, float: empty })).float_out)).toEqual(empty);
		expect(session.inputs.find((input) => input.name === "int64")?.shape).toEqual(["?"]);
		await session.dispose();
	});

	it("fetches a part of the outputs", async () => {
		const session = await backend.createSession(fixtureModel("double"));
		expect(Object.keys(await session.run({ x: row(1) }, { outputs: ["total"] }))).toEqual(["total"]);
		expect(await session.run({ x: row(1) }, { outputs: [] })).toEqual({});
		await session.dispose();
	});

	it("runs two sessions in turns", async () => {
		const double = await backend.createSession(fixtureModel("double"));
		const reshape = await backend.createSession(fixtureModel("reshape"));
		const shape = tensor("int64", [2], BigInt64Array.of(1n, 2n));
		const runs = await Promise.all(
			[1, 2, 3].flatMap((n) => [double.run({ x: row(n, n) }), reshape.run({ x: row(n, -n), shape })]),
		);
		expect(runs.map((run) => host(run.y).data[0])).toEqual([2, 1, 4, 2, 6, 3]);
		await double.dispose();
		await reshape.dispose();
	});

	it("refuses what does not fit, before the run", async () => {
		const double = await backend.createSession(fixtureModel("double"));
		const types = await backend.createSession(fixtureModel("cache"));
		const half = tensor("float16", [1], Uint16Array.of(0));
		const wrongAxis = tensor("float32", [1, 3, 1, 4], new Float32Array(12));
		const step = tensor("float32", [1, 2, 1, 4], new Float32Array(8));
		expect(await code(double.run({}))).toBe("invalid-argument");
		expect(await code(double.run({ x: row(1), z: row(1) }))).toBe("invalid-argument");
		expect(await code(double.run({ x: row(1) }, { outputs: ["z"] }))).toBe("invalid-argument");
		expect(await code(double.run({ x: half }))).toBe("shape-mismatch");
		expect(await code(double.run({ x: tensor("float32", [1, 1], new Float32Array(1)) }))).toBe("shape-mismatch");
		expect(await code(double.run({ x: { ...row(1), shape: [2] } }))).toBe("shape-mismatch");
		expect(await code(types.run({ past: wrongAxis, step }))).toBe("shape-mismatch");
		await expect(types.run({ past: wrongAxis, step })).rejects.toThrow(
			/past.*\[1, 2, past_length, 4\].*\[1, 3, 1, 4\]/,
		);
		await double.dispose();
		await types.dispose();
	});

	it("wraps what the runtime throws, and goes on", async () => {
		const session = await backend.createSession(fixtureModel("reshape"));
		const shape = tensor("int64", [2], BigInt64Array.of(2n, 2n));
		const failure = await session.run({ x: row(1, 2, 3), shape }).catch((error) => error);
		expect(failure).toMatchObject({ code: "session-failed", fields: { backend: "onnx", session: "reshape" } });
		expect(failure.cause.message).toMatch(/Reshape/);
		expect(host((await session.run({ x: row(1, 2, 3, 4), shape })).y).shape).toEqual([2, 2]);
		const broken = { name: "broken", files: new Map(), encode: () => Uint8Array.of(1, 2, 3) };
		expect(await code(backend.createSession(broken))).toBe("session-failed");
		expect(await code(backend.createSession(fixtureModel("text")))).toBe("capability-missing");
		await session.dispose();
	});

	it("keeps outputs in the host, feeds them back and frees them", async () => {
		const session = await backend.createSession(fixtureModel("cache"), { keepOnDevice: ["present"] });
		const step = (value: number): Tensor => tensor("float32", [1, 2, 1, 4], new Float32Array(8).fill(value));
		let past: SessionValue = tensor("float32", [1, 2, 0, 4], new Float32Array());
		for (const value of [1, 2, 3]) {
			const results = await session.run({ past, step: step(value) });
			if (isDeviceTensor(past)) past.dispose();
			past = results.present as SessionValue;
			expect(host(results.length).data).toEqual(BigInt64Array.of(BigInt(value)));
			expect(host(results.total).data[0]).toBe((8 * value * (value + 1)) / 2);
		}
		if (!isDeviceTensor(past)) throw new Error("present should have stayed");
		expect(past.shape).toEqual([1, 2, 3, 4]);
		expect([...(await past.read()).data].slice(0, 5)).toEqual([1, 1, 1, 1, 2]);
		// Reading copies: the value is still whole.
		expect((await past.read()).data.length).toBe(24);
		expect(await backend.memory?.()).toMatchObject({ deviceTensors: 1 });
		const pending = session.run({ past, step: step(1) }, { outputs: ["total"] });
		past.dispose();
		past.dispose();
		expect(host((await pending).total).data[0]).toBe(56);
		expect(await code(past.read())).toBe("session-disposed");
		expect(await code(session.run({ past, step: step(1) }))).toBe("session-disposed");
		expect(await backend.memory?.()).toMatchObject({ deviceTensors: 0 });
		await session.dispose();
	});

	it("feeds a kept value to another session, until the session that made it is disposed", async () => {
		const cache = await backend.createSession(fixtureModel("cache"), { keepOnDevice: ["present"] });
		const other = await backend.createSession(fixtureModel("cache"));
		const step = tensor("float32", [1, 2, 1, 4], new Float32Array(8).fill(1));
		const { present } = await cache.run({ past: tensor("float32", [1, 2, 0, 4], new Float32Array()), step });
		const feeds = { past: present as SessionValue, step };
		expect(host((await other.run(feeds)).total).data[0]).toBe(16);
		const foreign = onnxBackend();
		const stranger = await foreign.createSession(fixtureModel("cache"));
		expect(await code(stranger.run(feeds))).toBe("invalid-argument");
		await foreign.dispose();
		await cache.dispose();
		expect(await code(other.run(feeds))).toBe("session-disposed");
		await other.dispose();
	});

	it("frees what a run keeps after its session was told to end", async () => {
		const session = await backend.createSession(fixtureModel("cache"), { keepOnDevice: ["present"] });
		const step = tensor("float32", [1, 2, 1, 4], new Float32Array(8).fill(1));
		const pending = session.run({ past: tensor("float32", [1, 2, 0, 4], new Float32Array()), step });
		await session.dispose();
		const { present } = await pending;
		if (!present || !isDeviceTensor(present)) throw new Error("present should have stayed");
		expect(await code(present.read())).toBe("session-disposed");
		expect(await backend.memory?.()).toMatchObject({ deviceTensors: 0 });
	});

	it("refuses an unknown name in keepOnDevice and leaves no session behind", async () => {
		const before = await backend.memory?.();
		const pending = backend.createSession(fixtureModel("cache"), { keepOnDevice: ["presents"] });
		expect(await code(pending)).toBe("invalid-argument");
		expect((await backend.memory?.())?.sessions).toBe(before?.sessions);
	});

	it("ends sessions on dispose", async () => {
		const session = await backend.createSession(fixtureModel("double"));
		const pending = session.run({ x: row(4) });
		const disposed = session.dispose();
		expect(host((await pending).y).data[0]).toBe(8);
		await disposed;
		await session.dispose();
		expect(await code(session.run({ x: row(1) }))).toBe("session-disposed");
	});
});

describe("the backend's end", () => {
	it.each(["thread", "process"] as const)(
		"waits for the run under way and refuses the rest (%s)",
		async (isolation) => {
			const backend = onnxBackend({ isolation, threads: 1 });
			const session = await backend.createSession(fixtureModel("slow"));
			const x = tensor("float32", [256, 256], new Float32Array(65536).fill(1));
			const running = session.run({ x }, { outputs: ["mean"] });
			const waiting = code(session.run({ x }));
			await backend.dispose();
			expect(host((await running).mean).data[0]).toBeCloseTo(1 / 256, 6);
			expect(await waiting).toBe("session-disposed");
			expect(await code(session.run({ x }))).toBe("session-disposed");
			expect(await code(backend.createSession(fixtureModel("slow")))).toBe("session-disposed");
			await session.dispose();
			await backend.dispose();
		},
	);

	it("checks its options", () => {
		expect(() => onnxBackend({ device: "gpu" as "cpu" })).toThrow(/cpu \| webgpu/);
		expect(() => onnxBackend({ threads: 0 })).toThrow(/threads/);
		expect(() => onnxBackend({ env: {} })).toThrow(/process/);
	});
});
