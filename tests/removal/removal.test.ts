import { queryPosition, type Tensor, tensor } from "@lvlm-interpret/core";
import {
	createRemovalTester,
	type Removal,
	removablePositions,
	removalGraphs,
	removals,
	writeRemoval,
} from "@lvlm-interpret/explainers";
import type { ProgramGraph, Rows, Value } from "@lvlm-interpret/graph";
import { afterAll, describe, expect, it } from "vitest";
import { largest, largestDifference } from "../graphs/onnx-runtime.js";
import { backend, openCase, type RemovalCase } from "./removal-case.js";

afterAll(() => backend.dispose());

const embedded = (question: number) =>
	openCase(`embedded.${question}`, "models/shapes-llava", ["embedded", `${question}.pixel_values`]);
const random = () => openCase("random", "fixtures/llava-random/a-float32", ["llava-random/a-float32", "pixel_values"]);

/** The graph of a removal with its logits too. */
function withLogits(one: RemovalCase, removal: Removal): Record<string, ProgramGraph> {
	const handles = one.open().reopen({ isBatched: true });
	const { logits, predicted, logProbability } = writeRemoval(handles, removal);
	return { removal: { handles, outputs: { logits, predicted, log_probability: logProbability } } };
}

/** Feeds of a batch of sets, written here once more. */
function feedsOf({ replay, token }: RemovalCase, sets: readonly (readonly number[])[]): Rows {
	const { rows, sequence } = replay;
	const removed = new Uint8Array(sets.length * rows);
	sets.forEach((set, index) => {
		for (const at of set) removed[index * rows + at] = 1;
	});
	const ints = (values: readonly number[]) => tensor("int64", [values.length], BigInt64Array.from(values, BigInt));
	const prompt = sequence.tokens.slice(0, sequence.promptLength);
	return {
		batch: ints([sets.length]),
		removed: tensor("bool", [sets.length, rows], removed),
		rows: ints([queryPosition(sequence, token)]),
		targets: ints([replay.tokens[token]?.id as number]),
		is_image: tensor(
			"bool",
			[rows],
			Uint8Array.from({ length: rows }, (_, at) => Number(sequence.tokens[at]?.segment === "image")),
		),
		text_positions: ints(prompt.filter(({ segment }) => segment !== "image").map(({ position }) => position)),
	};
}

describe.each([
	["embedded model, first token", () => embedded(0)],
	["embedded model, late token", () => embedded(1)],
	["random LLaVA with shared heads, without a padding token", random],
])("removals from the %s", (name, open) => {
	it.each(removals)("%s: logits are PyTorch's, one removal at a time, within 1e-4", async (removal) => {
		const one = await open();
		const graphs = withLogits(one, removal);
		const runs = one.runs(graphs);
		const { logits } = (await runs.run("removal", feedsOf(one, one.sets))) as { logits: Tensor<"float32"> };
		const expected = one.expected(removal);
		const difference = largestDifference(logits.data, expected);
		const width = expected.length / one.sets.length;
		console.log(
			`${name}, ${removal}: logits of up to ${largest(expected).toFixed(1)} differ by at most ${difference.toExponential(1)}`,
		);
		expect(difference).toBeLessThan(1e-4);
		// The sets do something, each something else.
		const spread = one.sets
			.slice(1)
			.map((_, set) =>
				largestDifference(expected.subarray((set + 1) * width, (set + 2) * width), expected.subarray(0, width)),
			);
		expect(Math.max(...spread)).toBeGreaterThan(0.1);
	});

	it("removing nothing changes nothing, bit for bit, in batches of any size", async () => {
		const one = await open();
		const width = one.checkpoint.facts.text.vocabularySize;
		// The same batch through a graph without any removal: products of another number of rows may round otherwise.
		const untouched = one.open().reopen({ isBatched: true });
		const end = untouched.decoder.hiddenStates.at(-1) as Value;
		const readers = [...end.uses];
		const rows = untouched.decoder.builder.input("rows", "int64", ["rows"]);
		const chosen = untouched.decoder.builder.op("Gather", [end, rows], { axis: 1 });
		for (const { node, index } of readers) untouched.decoder.model.graph.replaceInput(node, index, chosen);
		const plain = one.runs({ plain: { handles: untouched, outputs: { logits: untouched.decoder.logits } } });
		for (const removal of removals) {
			const changed = one.runs(withLogits(one, removal));
			for (const size of [1, 2, 3, 8]) {
				// Among others that are not empty.
				const sets = Array.from({ length: size }, (_, index) => (index % 2 === 0 ? [] : (one.sets[5] as number[])));
				const feeds = feedsOf(one, sets);
				const { logits } = (await changed.run("removal", feeds)) as { logits: Tensor<"float32"> };
				const { logits: expected } = (await plain.run("plain", feeds)) as { logits: Tensor<"float32"> };
				sets.forEach((set, index) => {
					const part = ({ data }: Tensor<"float32">) => data.slice(index * width, (index + 1) * width);
					if (set.length === 0) expect(part(logits)).toEqual(part(expected));
					else expect(largestDifference(part(logits), part(expected))).toBeGreaterThan(0.1);
				});
			}
		}
	});

	it("the tester reads the same off in batches of any size, within 1e-5", async () => {
		const one = await open();
		const { replay, token, sets } = one;
		for (const removal of removals) {
			const runs = one.runs(removalGraphs(one.open(), [removal]));
			const logits = one.expected(removal);
			const width = logits.length / sets.length;
			const outcomes = [];
			for (const batchSize of [1, 4, 32]) {
				const tester = await createRemovalTester(runs, replay, { removal, tokens: [token], batchSize });
				outcomes.push((await tester.test(sets)).map(([outcome]) => outcome));
				expect(tester.replays).toBe(1 + sets.length);
				expect(tester.baseline[0]?.dropNats).toBe(0);
			}
			sets.forEach((set, index) => {
				const row = Float64Array.from(logits.subarray(index * width, (index + 1) * width));
				const top = Math.max(...row);
				const total = top + Math.log(row.reduce((sum, value) => sum + Math.exp(value - top), 0));
				const expected = (row[replay.tokens[token]?.id as number] as number) - total;
				for (const kind of outcomes) {
					const found = kind[index];
					expect(Math.abs((found?.logProbability ?? Number.NaN) - expected)).toBeLessThan(1e-4);
					expect(found?.predictedId).toBe(row.indexOf(top));
					const first = outcomes[0]?.[index];
					expect(Math.abs((found?.dropNats ?? Number.NaN) - (first?.dropNats ?? 0))).toBeLessThan(1e-5);
					expect(found?.isChanged).toBe(first?.isChanged);
					if (set.length === 0) expect(found?.isChanged).toBe(false);
				}
			});
		}
	});
});

it("never removes the row that predicts, the start or the template", async () => {
	const one = await embedded(1);
	const { replay, token } = one;
	const { sequence } = replay;
	const row = queryPosition(sequence, token);
	const { all, image, prompt, answer } = removablePositions(replay, [token]);
	expect(image.every((at) => sequence.tokens[at]?.segment === "image")).toBe(true);
	expect(answer).toEqual(Array.from({ length: token - 1 }, (_, index) => sequence.promptLength + index));
	expect(prompt).not.toContain(0);
	expect(prompt).not.toContain(sequence.promptLength - 1);
	expect(all).toHaveLength(image.length + prompt.length + answer.length);
	expect(Math.max(...all)).toBeLessThan(row);
	const tester = await createRemovalTester(one.runs(removalGraphs(one.open(), ["block"])), replay, {
		removal: "block",
		tokens: [token],
	});
	for (const at of [0, sequence.promptLength - 1, row, row + 1]) {
		await expect(tester.test([[], [at]])).rejects.toMatchObject({ code: "invalid-argument" });
	}
});
