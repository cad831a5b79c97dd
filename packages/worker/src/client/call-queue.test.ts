import { describe, expect, it } from "vitest";
import { CallQueue, type Stops } from "./call-queue.js";

/** A call that ends when told to. */
function held(log: string[], name: string) {
	let end: (value: string) => void = () => undefined;
	let stops: Stops | undefined;
	return {
		end: () => end(name),
		stops: () => stops,
		call: (given: Stops) =>
			new Promise<string>((resolve) => {
				log.push(name);
				stops = given;
				end = resolve;
			}),
	};
}

const nameOf = (work: Promise<unknown>) => work.catch((error: Error) => error.name);

describe("CallQueue", () => {
	it("runs one call after the other, and goes on after a failure", async () => {
		const queue = new CallQueue();
		const log: string[] = [];
		const first = held(log, "first");
		const works = [
			queue.add(first.call, { onAbort: "stop" }),
			queue.add(() => Promise.reject(new Error("bad")), { onAbort: "stop" }),
			queue.add(async () => log.push("third"), { onAbort: "stop" }),
		];
		expect(log).toEqual(["first"]);
		first.end();
		expect((await Promise.allSettled(works)).map(({ status }) => status)).toEqual([
			"fulfilled",
			"rejected",
			"fulfilled",
		]);
		expect(log).toEqual(["first", "third"]);
	});

	it("drops a waiting call at once, and never starts one that was aborted before", async () => {
		const queue = new CallQueue();
		const log: string[] = [];
		const first = held(log, "first");
		const running = queue.add(first.call, { onAbort: "stop" });
		const stop = new AbortController();
		const waiting = nameOf(queue.add(held(log, "second").call, { onAbort: "stop", signal: stop.signal }));
		stop.abort();
		expect(await waiting).toBe("AbortError");
		expect(await nameOf(queue.add(held(log, "third").call, { onAbort: "stop", signal: stop.signal }))).toBe(
			"AbortError",
		);
		first.end();
		await running;
		expect(log).toEqual(["first"]);
	});

	it("waits for a running call that is stopped, and leaves one that nobody wants any more", async () => {
		const queue = new CallQueue();
		const log: string[] = [];
		const [stopped, left] = [held(log, "stopped"), held(log, "left")];
		const [stop, leave] = [new AbortController(), new AbortController()];
		const first = queue.add(stopped.call, { onAbort: "stop", signal: stop.signal });
		stop.abort();
		expect([stopped.stops()?.asked.aborted, stopped.stops()?.forced.aborted]).toEqual([true, true]);
		stopped.end();
		// It is the call itself that says how it ended.
		expect(await first).toBe("stopped");
		const second = nameOf(queue.add(left.call, { onAbort: "leave", signal: leave.signal }));
		const third = queue.add(async () => log.push("third"), { onAbort: "stop" });
		await Promise.resolve();
		leave.abort();
		expect(await second).toBe("AbortError");
		expect([left.stops()?.asked.aborted, left.stops()?.forced.aborted]).toEqual([true, false]);
		expect(log).not.toContain("third");
		left.end();
		await third;
		expect(log).toEqual(["stopped", "left", "third"]);
	});

	it("stops everything at once", async () => {
		const queue = new CallQueue();
		const log: string[] = [];
		const first = held(log, "first");
		const running = queue.add(first.call, { onAbort: "leave" });
		const waiting = nameOf(queue.add(held(log, "second").call, { onAbort: "leave" }));
		queue.stopAll(new DOMException("", "AbortError"));
		expect(await waiting).toBe("AbortError");
		expect(first.stops()?.forced.aborted).toBe(true);
		first.end();
		expect(await running).toBe("first");
	});
});
