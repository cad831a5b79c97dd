import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "@lvlm-interpret/cli";
import { isLvlmError } from "@lvlm-interpret/core";
import {
	browserLimits,
	explainCommand,
	hubCache,
	inspectModel,
	judge,
	modelFilesOf,
	wasmHeapBytes,
} from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { llava7bConfig, llava7bShapes, writeSparseCheckpoint } from "../graphs/sparse-checkpoint.js";
import { runCommand } from "./run-command.js";
import { startTestHub, type TestHub } from "./test-hub.js";

const id = "org/llava-7b";

describe("a checkpoint of the size of LLaVA-1.5-7B on the Hub", () => {
	let folder: string;
	let cache: string;
	let hub: TestHub;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "llava-7b-hub-"));
		cache = mkdtempSync(join(tmpdir(), "llava-7b-cache-"));
		writeSparseCheckpoint(folder, llava7bConfig, llava7bShapes(), 3);
		const tokenizer = fileURLToPath(new URL("../../models/shapes-llava/tokenizer.json", import.meta.url));
		cpSync(tokenizer, join(folder, "tokenizer.json"));
		hub = await startTestHub({ models: { [id]: folder }, skipsHashing: true });
	});
	afterAll(async () => {
		await hub.close();
		rmSync(folder, { recursive: true, force: true });
		rmSync(cache, { recursive: true, force: true });
	});
	const settings = () => ({ endpoint: hub.endpoint, store: hubCache(cache), offline: false, retryDelayMs: 1 });

	it("is judged from less than 3 MB of reading", async () => {
		hub.forget();
		const limits = { device: "cpu", memoryBytes: 16e9 };
		const { estimate, verdict, missingBytes } = await inspectModel(id, { ...settings(), limits });
		console.log(`LLaVA-1.5-7B: ${hub.sentBytes()} bytes served in ${hub.seen.length} requests for its verdict`);
		expect(hub.sentBytes()).toBeLessThan(3e6);
		expect(estimate.parameterCount).toBe(7_063_427_072);
		// float16 on the server: two bytes a parameter, headers, index, config and tokenizer besides.
		expect(estimate.downloadBytes).toBeGreaterThan(2 * 7_063_427_072);
		expect(estimate.downloadBytes).toBeLessThan(2 * 7_063_427_072 + 2e6);
		expect(missingBytes).toBe(estimate.downloadBytes);
		expect(verdict.fit).toBe("does-not-fit");
		const [float32, float16] = estimate.memory;
		expect(float32?.isSupported).toBe(true);
		expect(float32?.weightBytes).toBe(2 * (float16?.weightBytes as number));
		// 2 (K and V) x 32 layers x 4096 x positions x 4 bytes.
		expect(estimate.positions).toBe(576 + 192);
		expect(float32?.kvCacheBytes).toBe(2 * 32 * 4096 * 768 * 4);
		// Two maps of 32 heads and 768² positions, in each of 32 layers, are a lower bound of what gradients keep.
		expect(float32?.relevancyActivationBytes).toBeGreaterThan(2 * 32 * 32 * 768 ** 2 * 4);
		expect(readdirSync(cache)).toEqual([]);
	});

	it("is refused before a weight is fetched, with the numbers and the command for another machine", async () => {
		hub.forget();
		const limits = browserLimits("wasm");
		const question = { image: "my cat.png", question: "What is it?" };
		const error = await modelFilesOf(id, { ...settings(), revision: "v1", limits, question }).catch((one) => one);
		expect(isLvlmError(error, "out-of-memory")).toBe(true);
		expect(error.fields.freeBytes).toBe(wasmHeapBytes);
		expect(error.fields.neededBytes).toBeGreaterThan(28e9);
		expect(error.message).toContain("7.06 billion parameters");
		expect(error.message).toContain(
			"lvlm-interpret explain org/llava-7b 'my cat.png' 'What is it?' --method relevancy --revision v1 --out explained",
		);
		expect(hub.sentBytes()).toBeLessThan(3e6);
		expect(readdirSync(cache)).toEqual([]);
	});

	it("is refused for an adapter whose buffers are too small, and for storage that is", async () => {
		const adapter = { limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 } };
		const small = await modelFilesOf(id, { ...settings(), limits: browserLimits("webgpu", adapter) }).catch(
			(one) => one,
		);
		expect(isLvlmError(small, "limit-exceeded") && small.fields).toEqual({
			limit: "maxBufferSize",
			allowed: 2 ** 28,
			// The embedding table in float32.
			actual: 32_064 * 4096 * 4,
		});
		const full = await modelFilesOf(id, { ...settings(), limits: { device: "webgpu", storageBytes: 1e9 } }).catch(
			(one) => one,
		);
		expect(isLvlmError(full, "limit-exceeded") && full.fields.limit).toBe("free storage");
	});

	it("fits, is tight or does not fit as memory has it", async () => {
		const { estimate } = await inspectModel(id, settings());
		const judged = (memoryBytes: number) => judge(estimate, { device: "cpu", memoryBytes }).fit;
		expect([judged(128e9), judged(40e9), judged(20e9)]).toEqual(["fits", "tight", "does-not-fit"]);
		expect(judge(estimate, { device: "cpu", memoryBytes: 128e9 }).command).toBeUndefined();
	});

	it("is inspected on the command line", async () => {
		const environment = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_HUB_OFFLINE: "" };
		const table = await runCommand(["inspect", id, "--memory", "16"], environment);
		expect(table.code).toBe(exitCodes.ok);
		expect(table.out).toContain("does not fit");
		expect(table.out).toContain(explainCommand(id));
		const { out } = await runCommand(["inspect", id, "--json"], environment);
		expect(JSON.parse(out).estimate.parameterCount).toBe(7_063_427_072);
	});
});
