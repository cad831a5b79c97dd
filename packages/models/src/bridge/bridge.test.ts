import { Tensor as LibraryTensor } from "@huggingface/transformers";
import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { config, facts, fakeModel, fakeSession } from "./fake-sessions.test-data.js";
import { unwrapFeed, wrapValue } from "./foreign-tensor.js";
import { llavaModel } from "./llava-model.js";
import { RunQueue } from "./run-queue.js";
import { BridgeScope, bridgeSession } from "./session-bridge.js";

const int64 = (values: number[]): LibraryTensor =>
	new LibraryTensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);

const inputs = () => ({
	input_ids: int64([1, 7, 7, 2]),
	attention_mask: int64([1, 1, 1, 1]),
	pixel_values: new LibraryTensor("float32", new Float32Array(12), [1, 3, 2, 2]),
});

describe("what transformers.js makes of our sessions", () => {
	it("writes image features into embeddings, and starts with an empty cache of the right shape", async () => {
		const fake = fakeModel(() => [0, 1, 2, 3, 4, 5, 6, 7]);
		const scope = new BridgeScope(new RunQueue());
		const outputs = await llavaModel(config, {}, facts, fake.sessions, scope).forward(inputs());
		const feeds = fake.decoderFeeds[0] as Record<
			"inputs_embeds" | "past_key_values.0.key" | "num_logits_to_keep",
			Tensor
		>;
		expect([...(feeds.inputs_embeds.data as Float32Array)]).toEqual([10, -1, 0.5, 1.5, 2.5, 3.5, 20, -2]);
		// Exporters call these dimensions s10 and kv_cache_dim, of which the library would make 0.
		expect(feeds["past_key_values.0.key"].shape).toEqual([1, 1, 0, 4]);
		expect(feeds.num_logits_to_keep).toMatchObject({ dtype: "int64", shape: [] });
		expect(Object.keys(outputs).sort()).toEqual(["logits", "present.0.key", "present.0.value"]);
		expect(outputs.logits?.data[3]).toBe(3);
		expect(outputs.logits?.location).toBe("cpu");
		expect(outputs["present.0.key"]?.location).toBe("gpu-buffer");
	});

	it("passes an output of 10 million numbers without walking over it", async () => {
		const size = 10_000_000;
		const data = new Float32Array(size);
		const fake = fakeModel(() => [0]);
		const sessions = {
			...fake.sessions,
			decoder_model_merged: fakeSession("decoder", { inputs_embeds: "float32" }, ["logits"], async () => ({
				logits: tensor("float32", [1, 1, size], data),
			})),
		};
		const model = llavaModel(config, {}, facts, sessions, new BridgeScope(new RunQueue()));
		const outputs = await model.forward(inputs());
		expect(outputs.logits?.data).toBe(data);
		// transformers.js walks over whatever it can enumerate, element by element (4 seconds here): there must be nothing.
		const seen: string[] = [];
		for (const key in outputs.logits) seen.push(key);
		expect(seen).toEqual([]);
	});

	it("keeps the cache on the device from step to step, and frees all of it", async () => {
		const fake = fakeModel((step) => [0, step === 3 ? 9 : 0, 1, 0, 0, 0, 0, 0]);
		const scope = new BridgeScope(new RunQueue());
		await llavaModel(config, { eos_token_id: 1 }, facts, fake.sessions, scope).generate({
			...inputs(),
			max_new_tokens: 8,
		});
		expect(fake.decoderFeeds).toHaveLength(4);
		const past = fake.decoderFeeds.map((feeds) => feeds["past_key_values.0.key"]?.shape[2]);
		expect(past).toEqual([0, 4, 5, 6]);
		expect(fake.decoderFeeds.slice(1).every((feeds) => "location" in (feeds["past_key_values.0.key"] as object))).toBe(
			true,
		);
		expect([fake.live.size, scope.liveCount]).toEqual([0, 0]);
	});
});

describe("failures", () => {
	it("never reject a run; the true reason is rethrown, and the device is freed", async () => {
		const fake = fakeModel((step) => {
			if (step === 2) throw new Error("the runtime fell over");
			return [0, 0, 1, 0, 0, 0, 0, 0];
		});
		const scope = new BridgeScope(new RunQueue());
		const model = llavaModel(config, {}, facts, fake.sessions, scope);
		const failure = await model.generate({ ...inputs(), max_new_tokens: 8 }).catch((error: unknown) => error);
		expect(() => scope.rethrow(failure)).toThrow("the runtime fell over");
		expect(fake.live.size).toBeGreaterThan(0);
		scope.release();
		expect(fake.live.size).toBe(0);
	});

	it("of one generation do not touch the next on the same queue", async () => {
		const queue = new RunQueue();
		const broken = new BridgeScope(queue);
		const failing = fakeSession("decoder", { x: "float32" }, ["y"], () => Promise.reject(new Error("once")));
		expect(await bridgeSession("decoder", failing, facts, broken).run({})).toEqual({});
		expect(broken.failed).toBe(true);
		const fake = fakeModel(() => [0, 1]);
		const healthy = await llavaModel(config, {}, facts, fake.sessions, new BridgeScope(queue)).forward(inputs());
		expect(healthy.logits?.dims).toEqual([1, 1, 2]);
	});

	it("refuse half-precision embeddings, whose features would turn into other numbers", async () => {
		const fake = fakeModel(() => [0, 1], "float16");
		const scope = new BridgeScope(new RunQueue());
		const failure = await llavaModel(config, {}, facts, fake.sessions, scope)
			.forward(inputs())
			.catch((error) => error);
		try {
			scope.rethrow(failure);
		} catch (error) {
			expect(isLvlmError(error, "shape-mismatch") && error.fields).toEqual({
				name: "inputs_embeds",
				expected: "float32",
				actual: "float16",
			});
		}
		expect(scope.failed).toBe(true);
		expect(fake.decoderFeeds).toHaveLength(0);
	});
});

describe("RunQueue", () => {
	it("runs in order, one at a time, and goes on after a failure", async () => {
		const queue = new RunQueue();
		const seen: string[] = [];
		const task = (name: string, ms: number, fails = false) =>
			queue.add(async () => {
				seen.push(`+${name}`);
				await new Promise((resolve) => setTimeout(resolve, ms));
				seen.push(`-${name}`);
				if (fails) throw new Error(name);
			});
		const results = await Promise.allSettled([task("a", 8), task("b", 1, true), task("c", 1)]);
		expect(seen).toEqual(["+a", "-a", "+b", "-b", "+c", "-c"]);
		expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
	});
});

describe("wrapped values", () => {
	it("come back as they were, also after the library reshaped them", () => {
		const value = tensor("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
		const wrapped = wrapValue(value);
		expect(Object.keys(wrapped)).toEqual([]);
		const { ort_tensor } = wrapped as unknown as { ort_tensor: Parameters<typeof unwrapFeed>[0] };
		expect(unwrapFeed(ort_tensor)).toEqual(value);
		expect((wrapped as unknown as LibraryTensor[])[1]?.tolist()).toEqual([4, 5, 6]);
	});
});
