import { LvlmError } from "@lvlm-interpret/core";
import { expect, test } from "vitest";
import { createHeadPool } from "./head-pool.js";
import { discoverHead, type HeadTask } from "./head-task.js";
import { type HeadReply, type HeadWorker, nodeHeadWorker, serveHeads, webHeadWorker } from "./head-worker.js";
import { Pag } from "./pag.js";
import { attentionRows } from "./test-data/attention-rows.js";

const tasks = Array.from({ length: 6 }, (_, id) => task(id));

function task(id: number): HeadTask {
	return { id, rows: attentionRows(id + 1, 10, 80), nodeCount: 10, columnCount: 80, alpha: 1e-2 };
}

/** A result without its time. */
const timeless = <T extends { elapsedMs: number }>(head: T) => ({ ...head, elapsedMs: 0 });
const expected = tasks.map((one) => timeless(discoverHead(one)));

/** Both ends of a worker on this thread; messages are cloned, as between threads. */
function loopback(delayMs = 0): HeadWorker & { closed: boolean } {
	let toServer: (value: never) => void = () => undefined;
	let toClient: (reply: HeadReply) => void = () => undefined;
	const worker = {
		closed: false,
		post: (one: HeadTask) => {
			setTimeout(() => !worker.closed && toServer(structuredClone(one) as never), delayMs);
		},
		onReply: (listener: (reply: HeadReply) => void) => {
			toClient = listener;
		},
		onFailure: () => undefined,
		close: () => {
			worker.closed = true;
		},
	};
	serveHeads({
		postMessage: (reply) => toClient(structuredClone(reply) as HeadReply),
		on: (_, listener) => {
			toServer = listener;
		},
	});
	return worker;
}

test("a head is a pure function of its task, and plain data", () => {
	const head = discoverHead(tasks[0]);
	expect(timeless(head)).toEqual(expected[0]);
	expect(structuredClone(head)).toEqual(head);
	expect(Pag.fromMatrix(head.marks).edges().length).toBeGreaterThan(0);
	expect(head.byRadius).toHaveLength(3);
	expect(head.tree.root).toBe(9);
	expect(head.testsBySize[0]).toBe(45);
});

test("in order and equal on one thread and on workers; progress a head", async () => {
	const order: unknown[] = [];
	const here = await createHeadPool().run(tasks, { onProgress: ({ head }) => order.push(head.id) });
	expect(here.map(timeless)).toEqual(expected);
	expect(order).toEqual([0, 1, 2, 3, 4, 5]);
	const opened: ReturnType<typeof loopback>[] = [];
	const pool = createHeadPool({
		createWorker: () => {
			opened.push(loopback());
			return opened[opened.length - 1];
		},
		workerCount: 3,
	});
	const dones: number[] = [];
	for (let run = 0; run < 2; run++) {
		const heads = await pool.run(tasks, { onProgress: ({ done, total }) => dones.push(done / total) });
		expect(heads.map(timeless)).toEqual(expected);
	}
	expect(dones).toHaveLength(12);
	expect(dones[11]).toBe(1);
	// Kept between runs, closed at the end.
	expect(opened).toHaveLength(3);
	pool.close();
	expect(opened.every((worker) => worker.closed)).toBe(true);
	expect(await pool.run([])).toEqual([]);
});

test("an error comes back with its code; the pool can be used again", async () => {
	const bad = { ...tasks[0], alpha: 2 };
	for (const pool of [createHeadPool(), createHeadPool({ createWorker: () => loopback() })]) {
		const failure = pool.run([tasks[1], bad, tasks[2]]);
		await expect(failure).rejects.toBeInstanceOf(LvlmError);
		await expect(failure).rejects.toMatchObject({ code: "invalid-argument", fields: { name: "alpha" } });
		expect((await pool.run([tasks[1]])).map(timeless)).toEqual([expected[1]]);
	}
});

test("abort: between heads on this thread, and at once with workers, which are closed", async () => {
	const controller = new AbortController();
	let done = 0;
	const onProgress = () => {
		done++;
		setTimeout(() => controller.abort(), 0);
	};
	await expect(createHeadPool().run(tasks, { signal: controller.signal, onProgress })).rejects.toMatchObject({
		name: "AbortError",
	});
	expect(done).toBeLessThan(tasks.length);
	const opened: ReturnType<typeof loopback>[] = [];
	const pool = createHeadPool({
		createWorker: () => {
			opened.push(loopback(60_000));
			return opened[opened.length - 1];
		},
	});
	const second = new AbortController();
	const running = pool.run(tasks, { signal: second.signal });
	setTimeout(() => second.abort(), 5);
	await expect(running).rejects.toMatchObject({ name: "AbortError" });
	expect(opened.map((worker) => worker.closed)).toEqual([true, true]);
	await expect(pool.run(tasks, { signal: second.signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("workers that cannot start, or die, leave the work to this thread", async () => {
	const throwing = createHeadPool({
		createWorker: () => {
			throw new Error("not allowed here");
		},
	});
	expect((await throwing.run(tasks)).map(timeless)).toEqual(expected);
	const dying = createHeadPool({
		createWorker: () => {
			let fail: (error: unknown) => void = () => undefined;
			return {
				post: () => void setTimeout(() => fail(new Error("gone")), 1),
				onReply: () => undefined,
				onFailure: (listener) => {
					fail = listener;
				},
				close: () => undefined,
			};
		},
	});
	expect((await dying.run(tasks)).map(timeless)).toEqual(expected);
	expect(() => createHeadPool({ workerCount: 0 })).toThrowError(expect.objectContaining({ code: "invalid-argument" }));
});

test("both kinds of workers are wired the same way", async () => {
	const { MessageChannel } = await import("node:worker_threads");
	const node = new MessageChannel();
	serveHeads(node.port2);
	const pool = createHeadPool({
		createWorker: () =>
			nodeHeadWorker({
				postMessage: (message) => node.port1.postMessage(message),
				on: (event, listener) => node.port1.on(event, listener as (value: unknown) => void),
				terminate: () => node.port1.close(),
			}),
		workerCount: 1,
	});
	expect((await pool.run(tasks)).map(timeless)).toEqual(expected);
	pool.close();
	const web = new globalThis.MessageChannel();
	web.port1.start();
	web.port2.start();
	serveHeads({
		postMessage: (message) => web.port2.postMessage(message),
		addEventListener: (type, listener) => web.port2.addEventListener(type, listener as (event: unknown) => void),
	});
	const browser = createHeadPool({
		createWorker: () =>
			webHeadWorker({
				postMessage: (message) => web.port1.postMessage(message),
				addEventListener: (type, listener) => web.port1.addEventListener(type, listener as (event: unknown) => void),
				terminate: () => web.port1.close(),
			}),
		workerCount: 1,
	});
	expect((await browser.run(tasks)).map(timeless)).toEqual(expected);
	browser.close();
});
