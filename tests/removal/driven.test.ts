import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type CausalGraphs, type Generation, type Progress, queryPosition } from "@lvlm-interpret/core";
import { createRemovalTester, removablePositions, removalGraphs } from "@lvlm-interpret/explainers";
import type { DrivenProgram, GraphExplainer, ProgramRuns, Replay } from "@lvlm-interpret/graph";
import { type OpenedModel, openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const backend = onnxBackend();
let model: OpenedModel;
let answer: Generation;

beforeAll(async () => {
	model = await openModel(`${models}/shapes-llava`, { backend });
	const image = new Uint8Array(readFileSync(`${models}/examples/colour.png`));
	answer = await model.generate({ image, prompt: "What colour is the circle?", maxTokens: 16 });
});
afterAll(async () => {
	await model.dispose();
	await backend.dispose();
});

type Drive = DrivenProgram<"causal-graph">["drive"];
type Driven = GraphExplainer<Record<never, never>, "causal-graph", DrivenProgram<"causal-graph">>;

function driven(drive: Drive): Driven {
	return {
		specificationVersion: "v1",
		id: "test:driven",
		produces: "causal-graph",
		options: {},
		program: (handles) => ({ graphs: removalGraphs(handles), drive }),
	};
}

const data = { heads: [] } as unknown as CausalGraphs;
const tested = (runs: ProgramRuns, replay: Replay, removal: "mean" | "block" = "block") =>
	createRemovalTester(runs, replay, { removal, tokens: [0], batchSize: 2 });

describe("a driven program on an opened model", () => {
	it("runs what it asks for, as often as it asks, and its replay is the generation", async () => {
		const progress: Progress[] = [];
		const explainer = driven(async (runs, replay) => {
			const tester = await tested(runs, replay);
			const { image } = removablePositions(replay, [0]);
			const outcomes = await tester.test([[], image, image.slice(0, 1)], (batch, first) =>
				runs.progress(first + batch.length, 3, "sets"),
			);
			const [empty, whole] = outcomes.map(([one]) => one);
			return {
				kind: "causal-graph",
				tensors: {},
				data,
				signals: {
					replayError: Math.abs((tester.baseline[0]?.logProbability ?? 0) - (answer.tokens[0]?.logProbability ?? 9)),
					empty: Math.abs(empty?.dropNats ?? 9),
					whole: whole?.dropNats ?? 0,
				},
			};
		});
		const result = await answer.explain(explainer, {}, { onProgress: (one) => progress.push(one) });
		expect(result).toMatchObject({ kind: "causal-graph", method: "test:driven", data });
		expect(result.partial).toBeUndefined();
		expect(result.signals.replayError).toBeLessThan(1e-4);
		expect(result.signals.empty).toBeLessThan(1e-5);
		expect(result.provenance.compileMs).toBeGreaterThan(0);
		// Four replays of one row: a token id and a log-probability each.
		expect(result.provenance.outputBytes).toBe(4 * (8 + 4));
		const steps = progress
			.filter(({ phase }) => phase === "explain")
			.map(({ done, total, detail }) => [done, total, detail]);
		expect(steps).toEqual([
			[2, 3, "sets"],
			[3, 3, "sets"],
		]);
		expect(progress.filter(({ phase, done }) => phase === "compile" && done === 1)).toHaveLength(1);
		const again = await answer.explain(explainer);
		expect(again.provenance.compileMs).toBe(0);
		expect(again.signals).toEqual(result.signals);
	});

	it("ends with an AbortError, or with a part that says so", async () => {
		const stop = new AbortController();
		const search = async (runs: ProgramRuns, replay: Replay, keeps: boolean) => {
			const tester = await tested(runs, replay);
			let done = 0;
			const body = () => ({ kind: "causal-graph" as const, tensors: {}, data, signals: { done } });
			try {
				const { image } = removablePositions(replay, [0]);
				await tester.test(
					image.map((one) => [one]),
					(batch) => {
						done += batch.length;
						if (done === 4) stop.abort();
					},
				);
			} catch (error) {
				if (!keeps || !(error instanceof Error) || error.name !== "AbortError") throw error;
				return { ...body(), partial: `${done} sets` };
			}
			return body();
		};
		const part = await answer.explain(
			driven((runs, replay) => search(runs, replay, true)),
			{},
			{ signal: stop.signal },
		);
		expect(part).toMatchObject({ partial: "4 sets", signals: { done: 4 } });
		const fresh = new AbortController();
		const run = answer.explain(
			driven(async (runs, replay) => {
				await tested(runs, replay);
				fresh.abort();
				// Heedless: what it gives does not say that it is a part.
				return { kind: "causal-graph", tensors: {}, data, signals: {} };
			}),
			{},
			{ signal: fresh.signal },
		);
		await expect(run).rejects.toMatchObject({ name: "AbortError" });
		await expect(
			answer.explain(
				driven((runs, replay) => search(runs, replay, false)),
				{},
				{ signal: stop.signal },
			),
		).rejects.toMatchObject({ name: "AbortError" });
	});

	it("is refused a graph that it does not have, and data that are no JSON", async () => {
		const lost = driven(async (runs) => {
			await runs.run("nowhere", {});
			return { kind: "causal-graph", tensors: {}, signals: {} };
		});
		await expect(answer.explain(lost)).rejects.toMatchObject({
			code: "invalid-argument",
			fields: { actual: "nowhere" },
		});
		const odd = driven(async () => ({
			kind: "causal-graph",
			tensors: {},
			signals: {},
			data: { heads: new Map() } as never,
		}));
		await expect(answer.explain(odd)).rejects.toMatchObject({ code: "invalid-argument" });
		const broken = driven(async () => Promise.reject(new TypeError("no")));
		await expect(answer.explain(broken)).rejects.toMatchObject({ code: "session-failed" });
	});

	it("removes earlier answer tokens, but not the row that predicts", async () => {
		const last = answer.tokens.filter(({ isEnd }) => !isEnd).length - 1;
		const explainer = driven(async (runs, replay) => {
			const tester = await createRemovalTester(runs, replay, { removal: "mean", tokens: [last] });
			const row = queryPosition(replay.sequence, last);
			const [[before]] = (await tester.test([[row - 1]])) as [[{ dropNats: number }]];
			await expect(tester.test([[row]])).rejects.toMatchObject({ code: "invalid-argument" });
			expect(tester.neutralWord).toBe("padding token");
			return { kind: "causal-graph", tensors: {}, data, signals: { drop: before.dropNats } };
		});
		const { signals } = await answer.explain(explainer);
		expect(Math.abs(signals.drop as number)).toBeGreaterThan(1e-6);
	});
});
