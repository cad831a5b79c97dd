import { isDeviceTensor, type SessionValue, type Tensor, tensor } from "@lvlm-interpret/core";
import { afterAll, describe, expect, it } from "vitest";
import { onnxBackend } from "./backend.js";
import { fixtureModel } from "./fixture-models.js";
import { webgpuEnvironment } from "./webgpu-environment.js";

const backend = onnxBackend({ device: "webgpu", isolation: "process", env: webgpuEnvironment(), logger: () => {} });
const { available, reason } = await backend.isAvailable();
if (!available) console.log(`WebGPU tests are skipped: ${reason}`);

const empty = tensor("float32", [1, 2, 0, 4], new Float32Array());
const step = (value: number): Tensor => tensor("float32", [1, 2, 1, 4], new Float32Array(8).fill(value));
const first = (value: SessionValue | undefined): unknown =>
	value && !isDeviceTensor(value) ? value.data[0] : undefined;

describe.skipIf(!available)("sessions on WebGPU", () => {
	afterAll(() => backend.dispose());

	it("give the numbers of the CPU", async () => {
		const cpu = onnxBackend();
		const x = tensor(
			"float32",
			[16, 16],
			Float32Array.from({ length: 256 }, (_, i) => Math.sin(i)),
		);
		const results: Tensor[] = [];
		for (const one of [cpu, backend]) {
			const session = await one.createSession(fixtureModel("slow"));
			results.push((await session.run({ x })).y as Tensor);
			await session.dispose();
		}
		const [onCpu, onGpu] = results as [Tensor<"float32">, Tensor<"float32">];
		const largest = Math.max(...onCpu.data.map(Math.abs));
		expect(largest).toBeGreaterThan(0);
		for (let i = 0; i < 256; i++)
			expect(Math.abs(Number(onGpu.data[i]) - Number(onCpu.data[i]))).toBeLessThan(1e-4 * largest);
		await cpu.dispose();
	});

	it("keep a cache on the GPU, fetch a part of the outputs, and feed another session", async () => {
		const cache = await backend.createSession(fixtureModel("cache"), { keepOnDevice: ["present"] });
		const other = await backend.createSession(fixtureModel("cache"));
		let past: SessionValue = empty;
		for (const value of [1, 2, 3]) {
			const { present, total } = await cache.run({ past, step: step(value) }, { outputs: ["present", "total"] });
			if (isDeviceTensor(past)) past.dispose();
			past = present as SessionValue;
			expect(first(total)).toBe((8 * value * (value + 1)) / 2);
		}
		if (!isDeviceTensor(past)) throw new Error("present should have stayed");
		expect(past.shape).toEqual([1, 2, 3, 4]);
		// A part of the outputs without the kept one: that one is freed in the host.
		expect(first((await cache.run({ past, step: step(1) }, { outputs: ["total"] })).total)).toBe(56);
		expect(first((await other.run({ past, step: step(1) })).total)).toBe(56);
		await expect(past.read()).rejects.toMatchObject({ code: "capability-missing" });
		// The process is still there.
		expect(first((await other.run({ past, step: step(2) })).total)).toBe(64);
		expect(await backend.memory?.()).toMatchObject({ sessions: 2, deviceTensors: 1 });
		await cache.dispose();
		await expect(other.run({ past, step: step(1) })).rejects.toMatchObject({ code: "session-disposed" });
		await other.dispose();
	});

	it("end with values still on the GPU", async () => {
		const one = onnxBackend({ device: "webgpu", isolation: "process", env: webgpuEnvironment() });
		const session = await one.createSession(fixtureModel("cache"), { keepOnDevice: ["present"] });
		await session.run({ past: empty, step: step(1) });
		await one.dispose();
		await expect(session.run({ past: empty, step: step(1) })).rejects.toMatchObject({ code: "session-disposed" });
	});
});

describe("WebGPU without an adapter", () => {
	it("says so in a typed error and a reason", async () => {
		// A driver file that is not there leaves the loader without any driver.
		const env = { VK_ICD_FILENAMES: "/nonexistent.json", VK_DRIVER_FILES: "/nonexistent.json" };
		const none = onnxBackend({ device: "webgpu", isolation: "process", env, logger: () => {} });
		const answer = await none.isAvailable();
		if (answer.available) return console.log("skipped: this system has a WebGPU that needs no Vulkan");
		expect(answer.reason).toMatch(/adapter/i);
		await expect(none.createSession(fixtureModel("double"))).rejects.toMatchObject({
			code: "session-failed",
			hint: expect.stringMatching(/devices\(\)/),
		});
		await none.dispose();
	});
});
