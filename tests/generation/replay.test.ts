import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type GenerationData, isLvlmError, type Result, tensor } from "@lvlm-interpret/core";
import { attention, relevancy } from "@lvlm-interpret/explainers";
import { type ModelHandles, tapAttention } from "@lvlm-interpret/graph";
import { type AnswerPrompt, type OpenedGeneration, type OpenedModel, openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const backend = onnxBackend({ device: "cpu" });
const image = readFileSync(at("models/examples/colour.png"));
const prompts: AnswerPrompt[] = [];
let model: OpenedModel;
let answer: OpenedGeneration;
let data: GenerationData;

const dataOf = (answer: OpenedGeneration): GenerationData => {
	const { text, tokens, stopReason, sequence, layouts, image, messages, sampling, timings } = answer;
	return structuredClone({ text, tokens, stopReason, sequence, layouts, image, messages, sampling, timings });
};
const numbersOf = (result: Result) => Object.entries(result.tensors).map(([name, one]) => [name, one.tensor.data]);

beforeAll(async () => {
	model = await openModel(at("models/shapes-llava"), { backend });
	answer = await model.generate({
		image,
		prompt: "What colour is the circle?",
		onPrompt: (prompt) => prompts.push(prompt),
	});
	data = dataOf(answer);
});

afterAll(async () => {
	await model.dispose();
	await backend.dispose();
});

describe("an answer replayed from its data", () => {
	it("by the same model opened anew has the same explanations, number for number", async () => {
		const explained = async (one: OpenedGeneration) => [
			numbersOf(await one.explain(attention(), { headReduction: "none" })),
			numbersOf(await one.explain(relevancy(), { map: "composed", tokens: [0] })),
		];
		const before = await explained(answer);
		const other = onnxBackend({ device: "cpu" });
		const again = await openModel(at("models/shapes-llava"), { backend: other });
		const steps: string[] = [];
		const replayed = await again.replay(data, { onProgress: ({ phase, done }) => steps.push(`${phase} ${done}`) });
		expect(dataOf(replayed)).toEqual(data);
		expect(steps).toEqual(["encode 0", "encode 1"]);
		expect(await explained(replayed)).toEqual(before);
		await again.dispose();
		await expect(again.replay(data)).rejects.toMatchObject({ code: "session-disposed" });
		await other.dispose();
	});

	it("by a model of which one session is loaded at a time too", async () => {
		const other = onnxBackend({ device: "cpu" });
		const sparing = await openModel(at("models/shapes-llava"), { backend: other, keepLoaded: "one" });
		const own = await sparing.generate({ image, prompt: "What colour is the circle?" });
		expect({ ...dataOf(own), timings: 0 }).toEqual({ ...data, timings: 0 });
		for (const options of [{ tokens: [0] }, { map: "composed", tokens: [0] }, { tokens: [0] }] as const) {
			expect(numbersOf(await own.explain(relevancy(), options))).toEqual(
				numbersOf(await answer.explain(relevancy(), options)),
			);
			// The embedding table, and the graph that ran last.
			expect(await other.memory?.()).toMatchObject({ sessions: 2, deviceTensors: 0 });
		}
		await sparing.dispose();
		expect(await other.memory?.()).toMatchObject({ sessions: 0 });
		await other.dispose();
	});

	it("is refused where the tokens are not those of this model, and stops when told to", async () => {
		const token = data.sequence.tokens[2] as (typeof data.sequence.tokens)[number];
		const wrong = [
			{ ...data, tokens: [] },
			{ ...data, messages: [{ role: "user", text: "What shape is red?" } as const] },
			{ ...data, sequence: { ...data.sequence, tokens: data.sequence.tokens.with(2, { ...token, id: token.id + 1 }) } },
			{ ...data, tokens: data.tokens.slice(1) },
		];
		for (const one of wrong) {
			await expect(model.replay(one)).rejects.toSatisfy((error) => isLvlmError(error, "invalid-argument"));
		}
		await expect(model.replay(data, { signal: AbortSignal.abort() })).rejects.toHaveProperty("name", "AbortError");
	});
});

it("generate names the prompt before its first token", () => {
	expect(prompts).toHaveLength(1);
	const { promptLength, tokens } = data.sequence;
	expect(prompts[0]).toMatchObject({
		sequence: { promptLength, tokens: tokens.slice(0, promptLength) },
		layouts: data.layouts,
		messages: data.messages,
	});
});

describe("compute", () => {
	const last = {
		id: "last-layer",
		write(handles: ModelHandles) {
			const rows = handles.decoder.builder.input("rows", "int32", ["rows"]);
			const layer = handles.facts.text.layers - 1;
			return { outputs: { attention: tapAttention(handles, { layers: [layer], rows }).value } };
		},
	};
	const row = (position: number) => ({ rows: tensor("int32", [1], Int32Array.of(position)) });

	it("gives the rows of each run as it ends, those that explain gives", async () => {
		const first = answer.sequence.promptLength - 1;
		const seen: { run: number; shape: readonly number[]; data: Float32Array }[] = [];
		const report = await answer.compute(last, () => [row(first), row(first + 1)], {
			onRows: ({ attention: rows }, run) =>
				void (rows && seen.push({ run, shape: rows.shape, data: rows.data as Float32Array })),
		});
		const { heads, layers } = model.facts.text;
		const width = data.sequence.tokens.length - 1;
		expect(seen.map(({ run, shape }) => [run, ...shape])).toEqual([
			[0, 1, heads, 1, width],
			[1, 1, heads, 1, width],
		]);
		expect(report.outputBytes).toBe(2 * 4 * heads * width);
		const options = { layers: [layers - 1], headReduction: "none" } as const;
		const shown = (await answer.explain(attention(), { ...options, tokens: [1] })).tensors.attention?.tensor;
		const places = data.sequence.tokens.filter(({ segment }) => segment === "image").map(({ position }) => position);
		const picked = Array.from({ length: heads }, (_, head) =>
			places.map((place) => seen[1]?.data[head * width + place]),
		).flat();
		expect(picked).toEqual([...(shown?.data ?? [])]);
		const again = await answer.compute(last, () => [row(first)], { onRows: () => undefined });
		expect([report.compileMs > 0, again.compileMs]).toEqual([true, 0]);
	});

	it("stops between runs", async () => {
		const stop = new AbortController();
		let runs = 0;
		const work = answer.compute(last, () => [row(0), row(1), row(2)], {
			signal: stop.signal,
			onRows() {
				runs++;
				stop.abort();
			},
		});
		await expect(work).rejects.toHaveProperty("name", "AbortError");
		expect(runs).toBe(1);
	});
});
