import { resolveOptions, sinkReason, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { type AttentionOptions, attention } from "../attention/attention.js";
import { relevancyOptions } from "../relevancy/options.js";
import { relevancyResult } from "../relevancy/result.js";
import { rollout } from "../rollout/rollout.js";
import { hiddenOf, replay, runOnToy } from "../test-data/toy-attention.js";
import { conversation, made } from "../test-data/toy-conversation.js";

const looked = (given: Partial<AttentionOptions>) =>
	runOnToy((handles) => attention().program(handles, resolveOptions("attention", attention().options, given)));
const numbers = (body: ReturnType<typeof looked>, name: string) => Array.from(body.tensors[name]?.tensor.data ?? []);

/** |h / rms(h)| of a channel, as the definition has it. */
function strength(position: number, channel: number): number {
	const h = hiddenOf[position] as readonly number[];
	const rms = Math.sqrt(h.reduce((sum, one) => sum + one * one, 0) / h.length + 1e-6);
	return Math.abs(h[channel] as number) / rms;
}

describe("sinks", () => {
	it("are the tokens as large as the start of the sequence in its two largest channels", () => {
		const { sinks } = looked({ sinkThreshold: 2 });
		expect(sinks).toMatchObject({ mode: "keep", threshold: 2, channels: [1, 4], layers: [2] });
		const found = sinks?.candidates.map(({ position, region, layer }) => [position, region, layer]);
		expect(found).toEqual([
			[0, undefined, 2],
			[3, 1, 2],
			[7, undefined, 2],
		]);
		const expected = [strength(0, 1), strength(3, 4), strength(7, 1)];
		sinks?.candidates.forEach((one, index) => {
			expect(one.strength).toBeCloseTo(expected[index] as number, 4);
		});
		expect(sinks && sinkReason(sinks.candidates[1] as never, sinks)).toBe(
			"hidden state 4.0 times its root mean square in channel 1 or 4 at layer 2 (a sink above 2)",
		);
		// Sixteen channels cannot reach the usual 20.
		expect(looked({}).sinks?.candidates).toEqual([]);
	});

	it("stay in a map, with a caution, until they are asked to be hidden", () => {
		const kept = looked({ sinkThreshold: 2 });
		expect(numbers(kept, "attention")).toEqual(numbers(looked({}), "attention"));
		expect(kept.cautions).toEqual([
			'1 image region may be an attention sink, which draws attention whatever is asked. The option sinks "hide" leaves it out.',
		]);
		expect(looked({}).cautions).toBeUndefined();
		const hidden = looked({ sinkThreshold: 2, sinks: "hide" });
		expect(hidden.cautions).toEqual(["1 image region left at 0 as an attention sink."]);
		const expected = numbers(kept, "attention").map((value, at) => (at % 4 === 1 ? 0 : value));
		expect(numbers(hidden, "attention")).toEqual(expected);
	});

	it("are taken out of sums over keys, and of the words that a view looks at", () => {
		const sums = looked({ sinkThreshold: 2, sinks: "hide", sumKeys: true, tokens: [0], layers: [1] });
		const row = numbers(looked({ tokens: [0], layers: [1] }), "attention");
		expect(numbers(sums, "attention")[0]).toBeCloseTo(
			row.reduce((sum, value, at) => sum + (at === 1 ? 0 : value), 0),
			6,
		);
		const words = looked({ sinkThreshold: 2, sinks: "hide", view: "answer-prompt" });
		const { axes } = words.tensors.attention as NonNullable<(typeof words.tensors)[string]>;
		const width = axes.at(-1)?.index.length as number;
		const zero = numbers(words, "attention").flatMap((value, at) =>
			value === 0 ? [axes.at(-1)?.index[at % width]] : [],
		);
		expect([...new Set(zero)]).toEqual([0, 7]);
		expect(words.cautions).toEqual(["2 tokens left at 0 as attention sinks."]);
	});

	it("are taken out of rollout and of relevancy, whose rows are divided by what is left", () => {
		const rolled = (given: object) =>
			runOnToy((handles) => rollout().program(handles, resolveOptions("rollout", rollout().options, given)));
		const [whole, hidden] = [rolled({ sinkThreshold: 2 }), rolled({ sinkThreshold: 2, sinks: "hide" })];
		const expected = numbers(whole, "rollout").map((value, at) => ([0, 3, 7].includes(at % replay.rows) ? 0 : value));
		expect(numbers(hidden, "rollout")).toEqual(expected);

		const rows = {
			rows: tensor("float32", [1, 1, conversation.rows], Float32Array.from(made[0] as Float32Array)),
			sink_channels: tensor("float32", [4], Float32Array.of(0, 1, 0, 1)),
			sink_strength: tensor(
				"float32",
				[conversation.rows],
				Float32Array.from({ length: conversation.rows }, (_, at) => (at === 3 ? 25 : 1)),
			),
			sink_layer: tensor("float32", [conversation.rows], new Float32Array(conversation.rows).fill(2)),
		};
		const settings = resolveOptions("relevancy", relevancyOptions, { tokens: [0], sinks: "hide" });
		const body = relevancyResult(settings, rows, conversation);
		expect(body.sinks?.candidates.map(({ position }) => position)).toEqual([3]);
		const left = Array.from(made[0] as Float32Array, (value, at) => (at === 3 ? 0 : value));
		const sum = left.reduce((total, value) => total + value, 0);
		numbers(body, "relevance").forEach((value, at) => {
			expect(value).toBeCloseTo((left[at] as number) / sum, 6);
		});
	});
});
