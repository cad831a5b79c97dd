import { readFileSync } from "node:fs";
import { isLvlmError, newestRows, type RowSource } from "@lvlm-interpret/core";
import type { AttentionRows, EngineAnswer, OpenReport } from "@lvlm-interpret/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type LocalEngine, localEngine } from "./local-engine.js";

const image = new Uint8Array(readFileSync(at("models/examples/colour.png")));
const prompt = "What colour is the circle?";
/** Runs of the named session hang, after some that do not, until it is cleared. */
let hanging: RegExp | undefined;
let before = 0;
const release: (() => void)[] = [];
const onRun = (session: string) =>
	hanging?.test(session) && before-- <= 0 ? new Promise<void>((resolve) => release.push(resolve)) : undefined;
/** One gives a stopped run all the time in the world, the other next to none. */
const patient = localEngine({ stopGraceMs: 100_000, onRun });
const strict = localEngine({ stopGraceMs: 50, onRun });
let answer: EngineAnswer;

const goOn = (): void => {
	hanging = undefined;
	before = 0;
	for (const one of release.splice(0)) one();
};
const nameOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => "done",
		(error) => (isLvlmError(error) ? error.code : (error as Error).name),
	);
const endsOf = ({ events }: LocalEngine) => events.filter(({ kind }) => kind === "ended").length;
const isHanging = () => expect.poll(() => release.length, { timeout: 50_000 }).toBeGreaterThan(0);

beforeAll(async () => {
	for (const { engine } of [patient, strict]) await engine.open(at("models/shapes-llava"));
	answer = await strict.engine.generate({ image, prompt });
});

afterAll(async () => {
	goOn();
	await Promise.all([patient.close(), strict.close()]);
});

describe("stop", () => {
	it("of a run that ends in time leaves the worker, and is not said before the run has ended", async () => {
		const { engine } = patient;
		hanging = /attention of/;
		const stop = new AbortController();
		let isSettled = false;
		const work = nameOf(engine.explain(answer, "attention", { layers: [0] }, { signal: stop.signal })).finally(() => {
			isSettled = true;
		});
		await isHanging();
		stop.abort();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(isSettled).toBe(false);
		goOn();
		// The only run was the last one: what it gave is the result.
		expect(await work).toBe("done");
		expect([endsOf(patient), patient.starts(), engine.state]).toEqual([0, 1, "ready"]);
	});

	it("between the runs of a long explanation ends it", async () => {
		const { engine } = patient;
		const stop = new AbortController();
		const work = engine.explain(
			answer,
			"relevancy",
			{ map: "llama", mode: "exact", tokens: [0, 1, 2] },
			{ signal: stop.signal, onProgress: ({ phase }) => phase === "compile" && stop.abort() },
		);
		expect(await nameOf(work)).toBe("AbortError");
		expect([endsOf(patient), patient.starts()]).toEqual([0, 1]);
	});

	it("stops what runs and drops what waits, all at once", async () => {
		const { engine } = patient;
		hanging = /attention of|rollout of/;
		const works = [
			engine.explain(answer, "rollout"),
			engine.explain(answer, "attention"),
			engine.generate({ image, prompt }),
		];
		const names = Promise.all(works.map(nameOf));
		await isHanging();
		engine.stop();
		setTimeout(goOn, 50);
		expect((await names).slice(1)).toEqual(["AbortError", "AbortError"]);
		expect([endsOf(patient), engine.state]).toEqual([0, "ready"]);
	});

	it("of an answer whose step does not end keeps what was streamed; it can be explained when the model is back", async () => {
		const { engine } = strict;
		let tokens = 0;
		const stop = new AbortController();
		// The prompt gives the first token, one step the second.
		hanging = /decoder/;
		before = 2;
		const work = engine.generate({ image, prompt, signal: stop.signal, onToken: () => void tokens++ });
		await isHanging();
		await expect.poll(() => tokens).toBe(2);
		stop.abort();
		const partial = await work;
		goOn();
		expect(partial.stopReason).toBe("aborted");
		expect(partial.tokens).toEqual(answer.tokens.slice(0, 2));
		expect(partial.text).toBe(
			answer.tokens
				.slice(0, 2)
				.map(({ text }) => text)
				.join(""),
		);
		expect([endsOf(strict), engine.state]).toEqual([1, "reload"]);
		const map = await engine.explain(partial, "attention", { tokens: [1], layers: [2] });
		const whole = await engine.explain(answer, "attention", { tokens: [1], layers: [2] });
		expect(map.tensors).toEqual(whole.tensors);
		const opens = strict.sent.filter(({ call }) => call === "open").map(({ params }) => params);
		expect(opens).toMatchObject([{ options: {} }, { options: { offline: true } }]);
	});
});

describe("rows", () => {
	const imageQueries = (from: number, count: number): number[] =>
		answer.sequence.tokens
			.filter(({ segment }) => segment === "image")
			.slice(from, from + count)
			.map(({ position }) => position);

	it("newest request wins; the run of an older one is not ended by force, and what it gives is kept", async () => {
		const { engine } = strict;
		const source: AttentionRows = engine.rows(answer, { fill: false });
		const ask = newestRows(source satisfies RowSource);
		const count = endsOf(strict);
		hanging = /attention-rows/;
		const old = nameOf(ask({ layers: [1], queries: imageQueries(0, 4) }));
		await isHanging();
		const fresh = ask({ layers: [1], queries: imageQueries(4, 4) });
		expect(await old).toBe("AbortError");
		// Longer than a stopped run is given.
		await new Promise((resolve) => setTimeout(resolve, 200));
		goOn();
		expect((await fresh).isComplete).toBe(true);
		expect(endsOf(strict)).toBe(count);
		expect(source.runsModel({ layers: [1], queries: imageQueries(0, 8) })).toBe(false);
	});

	it("are partly ready while they are filled in several runs, and stay when filling is stopped", async () => {
		const { engine } = patient;
		const { layers, heads } = (engine.opened as OpenReport).facts.text;
		const bytesPerToken = layers * heads * (answer.sequence.tokens.length + 3);
		const stop = new AbortController();
		let runs = 0;
		hanging = /attention-rows/;
		before = 1;
		const source = engine.rows(answer, {
			bytesPerRun: bytesPerToken,
			signal: stop.signal,
			onProgress({ phase, done }) {
				runs = phase === "explain" ? done : runs;
			},
		});
		const first = answer.sequence.promptLength - 1;
		const request = { layers: [0], heads: [0], queries: [first, first + 1], over: ["key"], reducer: "sum" } as const;
		expect([...(await source.rows(request)).ready]).toEqual([0, 0]);
		let told = 0;
		source.subscribe(() => told++);
		await isHanging();
		const half = await source.rows(request);
		expect(half.origin).toBe("store");
		expect(half.isComplete).toBe(false);
		expect(half.tensor.data[0]).toBeCloseTo(1, 1);
		expect(told).toBeGreaterThan(0);
		stop.abort();
		goOn();
		await expect(source.filled).rejects.toHaveProperty("name", "AbortError");
		expect(runs).toBeLessThan(answer.tokens.length);
		// What did not come is computed when it is asked for.
		const rest = answer.tokens.map((_, token) => first + token);
		const all = await source.rows({ ...request, queries: rest });
		expect([all.origin, all.isComplete]).toEqual(["model", true]);
	});

	it("outlive the worker, and those that are missing start it again", async () => {
		const { engine } = strict;
		const source = engine.rows(answer);
		await source.filled;
		const starts = strict.starts();
		hanging = /attention of/;
		const stop = new AbortController();
		const work = nameOf(engine.explain(answer, "attention", { layers: [3] }, { signal: stop.signal }));
		await isHanging();
		stop.abort();
		expect(await work).toBe("AbortError");
		goOn();
		expect(engine.state).toBe("reload");
		expect((await source.rows({ queries: [answer.sequence.promptLength] })).isComplete).toBe(true);
		expect(strict.starts()).toBe(starts);
		const rows = await source.rows({ layers: [0], queries: imageQueries(0, 2) });
		expect([rows.origin, strict.starts(), engine.state]).toEqual(["model", starts + 1, "ready"]);
	});
});
