import { resolveOptions, type Tensor } from "@lvlm-interpret/core";
import { type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { compileProgram, type ModelHandles } from "@lvlm-interpret/graph";
import { beforeAll, describe, expect, it } from "vitest";
import { float64, onnxRuntime, openCase, type ReplayCase, runExplainer } from "./replay-case.js";

/** The same model, which opens its attention in so many blocks whatever is asked for. */
function inBlocks(handles: ModelHandles, causalBlocks: number): ModelHandles {
	return { ...handles, reopen: (form) => inBlocks(handles.reopen({ ...form, causalBlocks }), causalBlocks) };
}

function caseInBlocks(one: ReplayCase, causalBlocks: number): ReplayCase {
	return { ...one, open: () => inBlocks(one.open(), causalBlocks) };
}

function apart(a: Tensor | undefined, b: Tensor | undefined): number {
	const [given, expected] = [a, b].map((one) => Array.from(one?.data as ArrayLike<number>));
	if (!given || !expected || given.length === 0) throw new Error("nothing to compare");
	expect(given.length).toBe(expected.length);
	const largest = Math.max(...expected.map(Math.abs));
	expect(largest).toBeGreaterThan(0);
	return Math.max(...given.map((one, at) => Math.abs(one - (expected[at] as number)))) / largest;
}

const kinds = [
	{ map: "llama", mode: "hybrid" },
	{ map: "llama", mode: "lastRowOnly" },
	{ map: "llama", mode: "exact" },
	{ map: "composed", mode: "exact" },
] as const;

describe.each([
	{ name: "key heads shared 4:1", model: "fixtures/relevancy/gqa", fixture: "gqa" },
	{ name: "biases, tied head", model: "fixtures/relevancy/biases-tied", fixture: "biases-tied" },
])("attention in blocks of queries, $name", ({ model, fixture }) => {
	let one: ReplayCase;
	beforeAll(async () => {
		one = await openCase(model, fixture);
	});
	const rowsOf = async (options: Partial<RelevancyOptions>, from: ReplayCase, engine = float64) =>
		(await runExplainer(from, engine, relevancy(), resolveOptions("relevancy", relevancy().options, options))).rows;

	it.each(kinds)("changes no relevance: $map, $mode", async (options) => {
		const whole = await rowsOf(options, caseInBlocks(one, 1));
		for (const count of [2, 5]) {
			const blocks = await rowsOf(options, caseInBlocks(one, count));
			for (const name of Object.keys(whole)) expect(apart(blocks[name], whole[name]), name).toBeLessThan(1e-12);
		}
	});

	it("changes no relevance in float32 on ONNX Runtime beyond rounding", async () => {
		const options = { map: "llama", mode: "hybrid" } as const;
		const whole = await rowsOf(options, caseInBlocks(one, 1), onnxRuntime);
		const blocks = await rowsOf(options, caseInBlocks(one, 4), onnxRuntime);
		expect(apart(blocks.rows, whole.rows)).toBeLessThan(1e-4);
	});

	it("keeps attention in one piece for those who ask for it, and only then", async () => {
		const handles = one.open().reopen({ causalBlocks: 3 });
		const { layers, logits } = handles.decoder;
		expect(layers.map(({ blocks }) => blocks?.length)).toEqual(layers.map(() => 3));
		const squares = (outputs: Parameters<typeof compileProgram>[1]["outputs"]) =>
			compileProgram(handles, { outputs })
				.graph.topologicalOrder()
				.filter(({ opType }) => opType === "Softmax").length;
		expect(squares({ logits })).toBe(3 * layers.length);
		expect(squares({ logits, attention: layers[0]?.attention as never })).toBe(3 * layers.length + 1);
		const plain = one.open();
		const [ours] = await float64(
			one.checkpoint,
			compileProgram(handles, { outputs: { whole: layers[1]?.attention as never } }),
			[one.feeds],
		);
		const [theirs] = await float64(
			one.checkpoint,
			compileProgram(plain, { outputs: { whole: plain.decoder.layers[1]?.attention as never } }),
			[one.feeds],
		);
		expect(apart(ours?.whole, theirs?.whole)).toBeLessThan(1e-12);
	});
});
