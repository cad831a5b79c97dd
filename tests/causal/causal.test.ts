import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import {
	type CausalGraphs,
	type Generation,
	isLvlmError,
	queryPosition,
	type Result,
	type ResultTensor,
} from "@lvlm-interpret/core";
import { decodeSession, encodeSession, sessionOf } from "@lvlm-interpret/core/session";
import { attention, causal, createRemovalTester, removalGraphs } from "@lvlm-interpret/explainers";
import { nodeHeadWorker } from "@lvlm-interpret/explainers/causal-discovery";
import type { DrivenProgram, GraphExplainer } from "@lvlm-interpret/graph";
import { type OpenedModel, openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const backend = onnxBackend();
let model: OpenedModel;
let answer: Generation;
let result: Result<"causal-graph">;
let graphs: CausalGraphs;
/** Settings under which this model's sparse attention gives graphs with something in them. */
const options = { token: 3, layer: 0, alpha: 0.1, threshold: 0.001, maxSets: 24 };
const without = ({ provenance: _, ...rest }: Result) => rest;

beforeAll(async () => {
	model = await openModel(`${models}/shapes-llava`, { backend });
	const image = new Uint8Array(readFileSync(`${models}/examples/description.png`));
	answer = await model.generate({ image, prompt: "Describe the image.", maxTokens: 32 });
	result = await answer.explain(causal(), options);
	graphs = result.data as CausalGraphs;
});
afterAll(async () => {
	await model.dispose();
	await backend.dispose();
});

describe("causal graphs of the embedded model", () => {
	it("are about the row that predicts the token, and what stands before it", () => {
		const { target, nodes, heads } = graphs;
		expect(nodes[target.id]?.position).toBe(queryPosition(answer.sequence, 3));
		expect(heads.map(({ head }) => head)).toEqual(Array.from({ length: model.facts.text.heads }, (_, head) => head));
		for (const head of heads) {
			expect(head.nodes.at(-1)).toBe(target.id);
			expect([...head.nodes].sort((a, b) => a - b)).toEqual(head.nodes);
			// At least two image tokens, never the system prompt or the start.
			expect(head.nodes.filter((id) => nodes[id]?.what === "image").length).toBeGreaterThanOrEqual(2);
			expect(
				head.nodes.every((id) => answer.sequence.tokens[nodes[id]?.position as number]?.segment !== "system"),
			).toBe(true);
			for (const { from, to } of head.edges)
				expect(head.nodes.includes(from) && head.nodes.includes(to) && from < to).toBe(true);
			expect(head.edges.length + head.separations.length).toBe((head.nodes.length * (head.nodes.length - 1)) / 2);
		}
		expect(heads.some(({ edges }) => edges.length > 0)).toBe(true);
	});

	it("take the image tokens that the row looks at most, by another explainer's numbers", async () => {
		const { heads, nodes } = graphs;
		const image = await answer.explain(attention(), { layers: [0], headReduction: "none", tokens: [3] });
		const { data: looked, shape } = (image.tensors.attention as ResultTensor).tensor;
		const regions = shape[3] as number;
		const own = (head: number) => looked.subarray(head * regions, (head + 1) * regions);
		for (const { head: index, nodes: ids } of heads) {
			const chosen = ids.flatMap((id) => (nodes[id]?.region === undefined ? [] : [nodes[id]?.region as number]));
			const ranked = [...own(index).keys()].sort(
				(a, b) => (own(index)[b] as number) - (own(index)[a] as number) || b - a,
			);
			expect([...chosen].sort((a, b) => a - b)).toEqual(ranked.slice(0, chosen.length).sort((a, b) => a - b));
		}
	});

	it("are the same every time, on workers and on this thread", async () => {
		expect(without(await answer.explain(causal(), options))).toEqual(without(result));
		const createWorker = () =>
			nodeHeadWorker(new Worker(new URL("../../bench/causal/head-worker.mjs", import.meta.url)));
		expect(without(await answer.explain(causal({ createWorker }), options))).toEqual(without(result));
	});

	it("carry checks that hold when the sets are removed again", async () => {
		const { nodes, heads, target } = graphs;
		const explained = heads.flatMap(({ explanations }) =>
			explanations.flatMap((one) => [...one.explanations, ...(one.whole ? [one.whole] : [])]),
		);
		expect(explained.length).toBeGreaterThan(0);
		const again: GraphExplainer<Record<never, never>, "causal-graph", DrivenProgram<"causal-graph">> = {
			specificationVersion: "v1",
			id: "test:again",
			produces: "causal-graph",
			options: {},
			program: (handles) => ({
				graphs: removalGraphs(handles),
				async drive(runs, replay) {
					const signals: Record<string, number> = { worst: 0, wrong: 0 };
					for (const [at, removal] of (["mean", "block"] as const).entries()) {
						const tester = await createRemovalTester(runs, replay, { removal, tokens: [target.token], batchSize: 1 });
						const sets = explained.map((one) => one.nodes.map((id) => nodes[id]?.position as number));
						(await tester.test(sets)).forEach(([outcome], index) => {
							const check = explained[index]?.checks[at];
							signals.worst = Math.max(
								signals.worst ?? 0,
								Math.abs((check?.dropNats ?? 99) - (outcome?.dropNats ?? 0)),
							);
							if (check?.changed !== outcome?.isChanged || check?.removal !== removal)
								signals.wrong = (signals.wrong ?? 0) + 1;
						});
					}
					return { kind: "causal-graph", tensors: {}, data: graphs, signals };
				},
			}),
		};
		const { signals } = await answer.explain(again);
		expect(signals.wrong).toBe(0);
		expect(signals.worst).toBeLessThan(1e-5);
	});

	it("keep graphs, and the checks that there are, after an abort", async () => {
		const controller = new AbortController();
		const { heads } = model.facts.text;
		const part = await answer.explain(causal(), options, {
			signal: controller.signal,
			onProgress: ({ phase, done }) => phase === "explain" && done === heads + 1 && controller.abort(),
		});
		expect(part.partial).toBe(`checks of 1 of ${heads} heads`);
		expect(part.data?.heads[0]).toEqual(graphs.heads[0]);
		expect(part.data?.heads.map(({ edges }) => edges)).toEqual(graphs.heads.map(({ edges }) => edges));
		const early = new AbortController();
		const stopped = answer.explain(causal(), options, {
			signal: early.signal,
			onProgress: ({ phase, done }) => phase === "explain" && done === 1 && early.abort(),
		});
		await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
	});

	it("follow the options: heads, no checks, no sink, more nodes", async () => {
		const few = await answer.explain(causal(), { ...options, heads: [2], verify: false });
		expect(few.data?.heads.map(({ head }) => head)).toEqual([2]);
		expect(few.data?.heads[0]?.edges.length).toBe(graphs.heads[2]?.edges.length);
		expect(
			few.data?.heads[0]?.explanations.every(({ whole, explanations }) => !whole && explanations.length === 0),
		).toBe(true);
		expect(few.signals.replays).toBe(0);
		const more = await answer.explain(causal(), {
			...options,
			threshold: 0,
			maxImageNodes: 9,
			verify: false,
			dropSink: true,
		});
		for (const { nodes } of more.data?.heads ?? []) {
			expect(nodes.filter((id) => more.data?.nodes[id]?.what === "image").length).toBe(9);
		}
	});

	it.each([{ layer: 99 }, { token: 99 }, { heads: [99] }, { alpha: 2 }])("refuse %j", async (wrong) => {
		const thrown = await answer.explain(causal(), wrong).catch((error: unknown) => error);
		expect(isLvlmError(thrown, "invalid-argument")).toBe(true);
	});

	it("come back from a session file", () => {
		const png = new Uint8Array(readFileSync(`${models}/examples/description.png`));
		const file = sessionOf(answer, [result], {
			toolVersion: "0",
			model: model.facts,
			run: { backend: "onnx", device: "cpu", precision: "float32" },
			image: png,
		});
		expect(decodeSession(encodeSession(file)).results[0]?.data).toEqual(graphs);
	});
});
