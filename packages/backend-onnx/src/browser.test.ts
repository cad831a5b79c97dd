import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { onnxBackend } from "./browser.js";
import { resolveWebOptions } from "./browser-options.js";
import { HostEndedError } from "./host.js";
import { buildFor, wasmUrl } from "./web-builds.js";
import { webFailure } from "./web-failure.js";
import { prepareWebModel } from "./web-model.js";
import { threadsFor } from "./web-support.js";

const codeOf = (work: () => unknown): string => {
	try {
		work();
	} catch (error) {
		return isLvlmError(error) ? error.code : String(error);
	}
	return "nothing thrown";
};

describe("options in a browser", () => {
	it("have defaults, and are checked", () => {
		expect(resolveWebOptions({})).toMatchObject({ device: "wasm", prepack: false, arena: true, graceMs: 2000 });
		for (const wrong of [
			{ device: "cpu" },
			{ threads: 0 },
			{ threads: 1.5 },
			{ graceMs: -1 },
			{ graceMs: Number.NaN },
		]) {
			expect(codeOf(() => resolveWebOptions(wrong as never))).toBe("invalid-argument");
		}
	});

	it("become capabilities: a run can be ended unless it is always waited for", () => {
		expect([...onnxBackend().capabilities]).toEqual(["int64", "device-outputs", "float16", "scan", "kill"]);
		expect([...onnxBackend({ device: "webgpu", graceMs: Number.POSITIVE_INFINITY }).capabilities]).toEqual([
			"int64",
			"device-outputs",
		]);
	});

	it("say where the runtime's file is", () => {
		for (const folder of ["https://app.test/ort", "https://app.test/ort/", new URL("https://app.test/ort")]) {
			expect(wasmUrl("jspi", folder)).toBe("https://app.test/ort/ort-wasm-simd-threaded.jspi.wasm");
		}
		expect(buildFor("wasm")).toBe("wasm");
		expect(["jspi", "asyncify"]).toContain(buildFor("webgpu"));
	});

	it("give one thread to a page that is not isolated, with the reason", () => {
		expect(threadsFor(8)).toMatchObject({ threads: 1, note: expect.stringContaining("Cross-Origin-Embedder-Policy") });
	});
});

describe("a model in a browser", () => {
	const encode = (locate: (file: string) => string) => new TextEncoder().encode(locate("weights"));
	const settings = resolveWebOptions({});

	it("keeps its weights outside the message", async () => {
		const blob = new Blob([new Uint8Array(8)]);
		const files = new Map([["weights", { kind: "blob" as const, blob }]]);
		const { graph, options } = await prepareWebModel({ name: "part", files, encode }, "all", settings);
		const location = new TextDecoder().decode(graph);
		expect(options).toMatchObject({ executionProviders: ["wasm"], externalData: [{ path: location, data: blob }] });
	});

	it("cannot be read by path, nor from a file that is not listed", async () => {
		const path = { kind: "path" as const, path: "/somewhere", byteLength: 8 };
		const byPath = prepareWebModel({ name: "part", files: new Map([["weights", path]]), encode }, "all", settings);
		await expect(byPath).rejects.toMatchObject({ code: "capability-missing" });
		const unlisted = prepareWebModel({ name: "part", files: new Map(), encode }, "all", settings);
		await expect(unlisted).rejects.toMatchObject({ code: "invalid-model" });
	});
});

describe("a failure in a browser", () => {
	const step = (message: string, phase: "create" | "run" = "create") => ({
		session: "decoder",
		phase,
		cause: new Error(message),
		weightBytes: 3e9,
	});
	it.each([
		["std::bad_alloc", "wasm", "out-of-memory", /3\.00 GB.*ends at 4\.29 GB.*webgpu/s],
		["RangeError: Array buffer allocation failed", "wasm", "out-of-memory", /another machine/],
		["Out of memory while creating buffer", "webgpu", "out-of-memory", /no memory left for "decoder"/],
		["no available backend found. ERR: [wasm] Error: 404", "wasm", "session-failed", /wasmFolder/],
		["Could not find an implementation for Cast(13)", "webgpu", "session-failed", /Device "wasm" has more kernels/],
		[
			"Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: Exception during initialization: /mnt/s/transformer_memcpy.cc:254 bool F(const T&) const !x.empty() was false. Provider type for Cast node with name '/tower/Cast' is not set",
			"webgpu",
			"capability-missing",
			/no kernel for Cast as "\/tower\/Cast" uses it.*bfloat16.*Device "wasm"/,
		],
		[
			"Can't create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
			"wasm",
			"session-failed",
			/^"decoder" failed to create: Failed to load model because protobuf parsing failed\.$/,
		],
		["Non-zero status code", "wasm", "session-failed", /^"decoder" failed to create: Non-zero status code\.$/],
	] as const)("%s on %s: %s", (message, device, code, text) => {
		const error = webFailure(step(message), device);
		expect(error.code).toBe(code);
		expect(error.message).toMatch(text);
	});

	it("of a worker that is gone says that the next use starts another", () => {
		const error = webFailure({ ...step("", "run"), cause: new HostEndedError("its worker has ended") }, "webgpu");
		expect(error.message).toMatch(/failed to run: its worker has ended\. Ask again/);
	});
});
