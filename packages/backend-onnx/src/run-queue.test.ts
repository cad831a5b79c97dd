import { describe, expect, it } from "vitest";
import { createRunQueue } from "./run-queue.js";

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("the queue", () => {
	it("keeps the order and goes on after a failure", async () => {
		const queue = createRunQueue();
		const log: number[] = [];
		const job = (n: number) => async () => {
			await tick();
			log.push(n);
			if (n === 2) throw new Error("two");
			return n;
		};
		const results = await Promise.allSettled([1, 2, 3].map((n) => queue.add(job(n))));
		expect(log).toEqual([1, 2, 3]);
		expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
	});

	it("drops the value of a job whose caller has left, before the next one starts", async () => {
		const queue = createRunQueue();
		const stop = new AbortController();
		const log: string[] = [];
		const first = queue.add(
			async () => {
				await tick();
				await tick();
				return "value";
			},
			{ signal: stop.signal, interrupt: () => log.push("interrupt"), drop: (value) => log.push(`drop ${value}`) },
		);
		const second = queue.add(async () => log.push("second"));
		await tick();
		stop.abort(new Error("enough"));
		await expect(first).rejects.toThrow("enough");
		await second;
		expect(log).toEqual(["interrupt", "drop value", "second"]);
	});

	it("never starts a job that left while it waited, and calls no interrupt for it", async () => {
		const queue = createRunQueue();
		const stop = new AbortController();
		const log: string[] = [];
		const first = queue.add(async () => {
			await tick();
			log.push("first");
		});
		const waiting = queue.add(async () => log.push("waiting"), {
			signal: stop.signal,
			interrupt: () => log.push("interrupt"),
		});
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
		await first;
		await queue.add(async () => {});
		expect(log).toEqual(["first"]);
	});

	it("listens to a signal only as long as the job is there", async () => {
		const queue = createRunQueue();
		const stop = new AbortController();
		const log: string[] = [];
		await queue.add(async () => {}, { signal: stop.signal, interrupt: () => log.push("interrupt") });
		stop.abort();
		expect(log).toEqual([]);
	});
});
