import { type ImageLayout, type Result, type ResultTensor, type Sequence, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { withImageMap } from "./image-map.js";
import { settingsWords } from "./map-words.js";
import { answerWordsOf, meanRow, modalityItems, placedValues, wordMaps } from "./relevance-rows.js";
import { topInputs } from "./top-inputs.js";

type Names = ResultTensor["axes"][number]["name"];
function made(
	names: readonly [Names, readonly number[], (readonly string[])?][],
	values: readonly number[],
): ResultTensor {
	const axes = names.map(([name, index, labels]) => ({ name, index, ...(labels ? { labels } : {}) }));
	const data = Float32Array.from(values);
	const shape = axes.map((axis) => axis.index.length);
	return { tensor: tensor("float32", shape, data), axes, unit: "share", signed: false, range: [0, 1], description: "" };
}

const segments = [
	"template",
	"image",
	"image",
	"question",
	"question",
	"answer",
	"answer",
	"answer",
	"answer",
] as const;
const texts = ["<s>", "", "", "which", " ring", " the", " r", "ing", "</s>"];
const sequence: Sequence = {
	promptLength: 5,
	tokens: segments.map((segment, position) => ({ position, id: position, text: texts[position]!, segment })),
};
const rect = { x: 0, y: 0, width: 1, height: 1 };
const layout: ImageLayout = {
	imageWidth: 2,
	imageHeight: 1,
	visible: { x: 0, y: 0, width: 2, height: 1 },
	// The last is a row's end, without a place.
	regions: [rect, rect, null],
	grid: { rows: 1, columns: 2 },
};
const keys = [0, 1, 2, 3, 4, 5, 6];
const result = {
	method: "relevancy",
	options: { map: "llama", mode: "exact", seed: "logit" },
	tensors: {
		relevance: made(
			[
				["token", [0, 1, 2], [" the", " r", "ing"]],
				["key", keys],
			],
			[...[0.1, 0.2, 0.3, 0.4, 0, 0, 0], ...[0, 0.4, 0.2, 0.2, 0.1, 0.1, 0], ...[0, 0.2, 0, 0, 0.4, 0.2, 0.2]],
		),
		wordImage: made(
			[
				["word", [0, 1], ["the", "ring"]],
				["region", [0, 1]],
			],
			[0.2, 0.3, 0.25, 0.1],
		),
		words: made(
			[
				["word", [0, 1], ["the", "ring"]],
				["key", [3, 4, 5, 6], ["which", "ring", "the", "ring"]],
			],
			[0.4, 0, 0, 0, 0.1, 0.25, 0.15, 0.9],
		),
	},
} as unknown as Result;

describe("rows of relevance", () => {
	it("are means over the picked tokens that have one; all where none is picked, none counted that is not there", () => {
		const looked = result.tensors.wordImage!;
		expect(Array.from(meanRow(looked, [1, 99]).values)).toEqual([0.25, Math.fround(0.1)]);
		expect(meanRow(looked, []).tokens).toEqual([0, 1]);
		expect(meanRow(looked, []).values[0]).toBeCloseTo(0.225, 6);
	});

	it("lie where their regions lie; a token without a place is no patch", () => {
		expect(Array.from(placedValues([7, 8], [2, 1], layout))).toEqual([Number.NaN, 8]);
	});

	it("belong to words with all of their tokens, the last one too", () => {
		expect(answerWordsOf(sequence)).toEqual([
			{ text: "the", positions: [5] },
			{ text: "ring", positions: [6, 7] },
		]);
		expect(wordMaps(result, sequence, layout).map(({ text, positions }) => [text, positions])).toEqual([
			["the", [5]],
			["ring", [6, 7]],
		]);
	});
});

describe("image against text", () => {
	it("sums, means and maxima of each part, for tokens", () => {
		const [the] = modalityItems(result, sequence, "token");
		expect(the?.text).toBe("the");
		expect(the?.parts.image?.sum).toBeCloseTo(0.5, 6);
		expect(the?.parts.image?.mean).toBeCloseTo(0.25, 6);
		expect(the?.parts.image?.max).toBeCloseTo(0.3, 6);
		expect(the?.parts.question?.mean).toBeCloseTo(0.2, 6);
		expect(the?.parts.system).toBeUndefined();
	});

	it("a word is the mean over its tokens", () => {
		const [, ring] = modalityItems(result, sequence, "word");
		expect(ring?.parts.image?.sum).toBeCloseTo((0.6 + 0.2) / 2, 6);
		expect(ring?.parts.question?.sum).toBeCloseTo((0.3 + 0.4) / 2, 6);
	});

	it("says nothing of a map without a text part", () => {
		const { relevance: _, ...tensors } = result.tensors;
		expect(modalityItems({ ...result, tensors }, sequence, "word")).toEqual([]);
	});
});

describe("top inputs", () => {
	it("are words and patches on one scale; neither the word itself nor what came later, and equal words stay apart", () => {
		expect(topInputs(result, sequence, layout, 1, { words: 3, patches: 1 })).toEqual([
			{ kind: "prompt", label: "“ring”", value: 0.25, position: 4 },
			{ kind: "patch", label: "patch 1, 1", value: 0.25, region: 0 },
			{ kind: "answer", label: "“the”", value: Math.fround(0.15), position: 5 },
			{ kind: "prompt", label: "“which”", value: Math.fround(0.1), position: 3 },
		]);
		expect(topInputs(result, sequence, layout, 0, { words: 9, patches: 0 }).map((one) => one.position)).toEqual([3]);
	});

	it("are none for a word that is not there", () => {
		expect(topInputs(result, sequence, layout, 7, { words: 3, patches: 3 })).toEqual([]);
	});
});

describe("a map of positions alone", () => {
	const seen: Sequence = {
		...sequence,
		tokens: sequence.tokens.map((token) =>
			token.segment === "image" ? { ...token, image: { index: 0, region: token.position - 1 } } : token,
		),
	};
	const rollout = { ...result, method: "rollout", tensors: { rollout: result.tensors.relevance! } };
	const rows = ({ tensor: { data, shape } }: ResultTensor): number[][] =>
		Array.from({ length: shape[0] as number }, (_, row) =>
			Array.from(data.subarray(row * (shape[1] as number), (row + 1) * (shape[1] as number)), (one) =>
				Number(one.toFixed(6)),
			),
		);

	it("has its picture's part by regions, and that of words", () => {
		const { image, wordImage, relevance, words } = withImageMap(rollout, seen).tensors;
		expect(image?.axes).toEqual([result.tensors.relevance!.axes[0], { name: "region", index: [0, 1] }]);
		expect(rows(image!)).toEqual([
			[0.2, 0.3],
			[0.4, 0.2],
			[0.2, 0],
		]);
		expect(wordImage?.axes[0]?.labels).toEqual(["the", "ring"]);
		expect(rows(wordImage!)).toEqual([
			[0.2, 0.3],
			[0.3, 0.1],
		]);
		expect(relevance).toBe(result.tensors.relevance);
		expect(words?.axes[1]).toEqual({ name: "key", index: [3, 4, 5, 6], labels: ["which", "ring", "the", "ring"] });
		expect(rows(words!)).toEqual([
			[0.4, 0, 0, 0],
			[0.1, 0.25, 0.15, 0.1],
		]);
	});

	it("stays as it is where that is there, or nothing of the kind", () => {
		const whole = { ...rollout, tensors: { ...rollout.tensors, image: result.tensors.wordImage! } };
		expect(withImageMap(whole, seen)).toBe(whole);
		const none = { ...rollout, tensors: {} };
		expect(withImageMap(none, seen)).toBe(none);
	});
});

it("settings are said as they are known", () => {
	expect(settingsWords(result)).toBe("llama map, exact, of the logit");
	expect(settingsWords({ ...result, method: "rollout", options: {} })).toBe("rollout map");
});
