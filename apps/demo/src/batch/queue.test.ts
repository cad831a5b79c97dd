import { describe, expect, it, vi } from "vitest";
import { type BatchEntry, batchItem, type Outcome } from "./item.js";
import { createQueue, type QueueSettings } from "./queue.js";
import type { QueueShelf } from "./queue-shelf.js";

/** As IndexedDB keeps it: copies, in order. */
function memory(): QueueShelf {
	let id = "";
	let kept = new Map<string, BatchEntry>();
	return {
		load: async () => (kept.size > 0 ? { id, entries: structuredClone([...kept.values()]) } : undefined),
		async putAll(name, entries) {
			id = name;
			kept = new Map(structuredClone(entries).map((entry) => [entry.id, entry]));
		},
		put: async (entry) => void kept.set(entry.id, structuredClone(entry)),
		clear: async () => kept.clear(),
	};
}

const outcome = (run: string): Outcome => ({
	answer: `about ${run}`,
	logProbability: -1,
	thumbnail: { width: 1, height: 1, data: new Uint8Array(3) },
	run,
});
const items = ["a", "b", "c", "d"].map((question) => batchItem({ image: "p.png", picture: "p.png", question }));
const job: QueueSettings["job"] = (_, work) => work(new AbortController().signal);
const statuses = (entries: readonly BatchEntry[]) => entries.map(({ status }) => status).join(" ");

describe("a queue of questions", () => {
	it("asks one at a time in order, goes on past a failure, and tries it again when told to", async () => {
		const asked: string[] = [];
		let under = 0;
		let isBroken = true;
		const queue = createQueue({
			shelf: memory(),
			job,
			async run({ question }) {
				expect(++under).toBe(1);
				asked.push(question);
				await Promise.resolve();
				under--;
				if (question === "b" && isBroken) throw new Error("no such picture");
				return outcome(question);
			},
		});
		await queue.add(items);
		await queue.start();
		expect(asked).toEqual(["a", "b", "c", "d"]);
		expect(statuses(queue.state.getState().entries)).toBe("done failed done done");
		expect(queue.state.getState().entries[1]?.message).toBe("no such picture");
		isBroken = false;
		queue.retry();
		await queue.start();
		expect(asked.at(-1)).toBe("b");
		expect(statuses(queue.state.getState().entries)).toBe("done done done done");
		expect(queue.state.getState().entries[1]).not.toHaveProperty("message");
	});

	it("stops amid a question, keeps what is done, and another page goes on where this one was", async () => {
		const shelf = memory();
		const first = createQueue({
			shelf,
			job,
			run: ({ question }, _, signal) =>
				question === "b"
					? new Promise((_resolve, reject) => {
							signal.addEventListener("abort", () => reject(signal.reason));
							first.stop();
						})
					: Promise.resolve(outcome(question)),
		});
		await first.add(items);
		await first.start();
		expect(statuses(first.state.getState().entries)).toBe("done stopped queued queued");
		expect(first.state.getState().isRunning).toBe(false);

		const asked: string[] = [];
		const second = createQueue({
			shelf,
			job,
			async run({ question }, { item }) {
				asked.push(`${item} ${question}`);
				return outcome(question);
			},
		});
		await second.load();
		expect(second.state.getState().entries[0]?.outcome?.answer).toBe("about a");
		await second.start();
		expect(asked).toEqual(["1 b", "2 c", "3 d"]);
		second.mark(items[0]?.id as string, { tags: ["odd"], note: "look" });
		await second.clear();
		expect(await shelf.load()).toBeUndefined();
	});

	it("leaves a question that was under way when the page went waiting, and keeps marks", async () => {
		const shelf = memory();
		const first = createQueue({ shelf, job, run: () => new Promise(() => undefined) });
		await first.add(items);
		void first.start();
		expect(statuses(first.state.getState().entries)).toBe("running queued queued queued");
		first.mark(items[3]?.id as string, { tags: ["odd"] });
		const queue = createQueue({ shelf, job, run: async () => outcome("a") });
		await queue.load();
		expect(statuses(queue.state.getState().entries)).toBe("queued queued queued queued");
		expect(queue.state.getState().entries[3]?.tags).toEqual(["odd"]);
	});

	it("goes on where the browser keeps nothing", async () => {
		const refuse = () => Promise.reject(new Error("QuotaExceeded"));
		const queue = createQueue({
			shelf: { load: refuse, putAll: refuse, put: refuse, clear: refuse },
			job,
			run: async ({ question }) => outcome(question),
		});
		const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
		await queue.load();
		await queue.add(items);
		await queue.start();
		expect(statuses(queue.state.getState().entries)).toBe("done done done done");
		expect(warn).toHaveBeenCalledOnce();
		warn.mockRestore();
	});
});
