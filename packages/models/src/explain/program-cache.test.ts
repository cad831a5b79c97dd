import { expect, it } from "vitest";
import { ProgramCache, type WrittenProgram } from "./program-cache.js";

it("writes a program once for each function and options, and forgets what was not used longest", async () => {
	const cache = new ProgramCache(2);
	const written: string[] = [];
	const [attention, rollout] = [() => 1, () => 2];
	const get = (owner: unknown, key: string) =>
		cache.get(owner, key, async () => {
			written.push(key);
			return { stages: [], program: { key } } as unknown as WrittenProgram;
		});
	const first = await get(attention, "a");
	expect(await get(attention, "a")).toBe(first);
	expect(await get(rollout, "a")).not.toBe(first);
	await get(attention, "a");
	await get(attention, "b");
	expect(await get(attention, "a")).toBe(first);
	await get(rollout, "a");
	expect([written, cache.size]).toEqual([["a", "a", "b", "a"], 2]);
});

it("does not keep what failed", async () => {
	const cache = new ProgramCache(2);
	await expect(cache.get(1, "a", async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
	expect(cache.size).toBe(0);
});
