import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { gradients } from "../autodiff/gradients.js";
import { GraphBuilder } from "../build/builder.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/index.js";
import { compileProgram } from "./compile.js";
import { openHandles } from "./handles.js";
import { numbers, tinyDecoder, tinyFacts } from "./tiny-decoder.js";
import { openVision } from "./vision.js";

const patches = 4;
const width = 6;
const { hiddenSize } = tinyFacts.text;
const places = [1, 2, 3, 4];
const size = 7;

interface Shape {
	/** Rows in front of the patches that get no image token. */
	readonly dropped?: number;
	readonly attends?: boolean;
	readonly inputName?: string;
}

/** pixel_values [1, 3, 2, 2] -> one row a pixel, one attention over them (and a class row), the patches projected to the decoder's size. */
function tinyVision({ dropped = 1, attends = true, inputName = "pixel_values" }: Shape = {}): OnnxModel {
	const graph = new Graph("vision_encoder");
	const builder = new GraphBuilder(graph);
	const weight = (seed: number, ...shape: number[]) =>
		builder.constant(
			"float32",
			numbers(
				shape.reduce((a, b) => a * b, 1),
				seed,
			),
			shape,
			`weight${seed}`,
		);
	const pixels = builder.input(inputName, "float32", ["images", 3, 2, 2]);
	const rows = builder.op("Transpose", [builder.op("Reshape", [pixels, builder.constant("int64", [1, 3, patches])])], {
		perm: [0, 2, 1],
	});
	const embedded = builder.op("MatMul", [rows, weight(1, 3, width)]);
	const all = dropped ? builder.op("Concat", [weight(2, 1, dropped, width), embedded], { axis: 1 }) : embedded;
	const headed = builder.op("Reshape", [all, builder.constant("int64", [1, 1, patches + dropped, width])]);
	let mixed = headed;
	if (attends) {
		const keys = builder.op("Transpose", [headed], { perm: [0, 1, 3, 2] });
		const attention = builder.op("Softmax", [builder.op("MatMul", [headed, keys])], { axis: -1 });
		mixed = builder.op("MatMul", [attention, headed]);
	}
	const flat = builder.op("Reshape", [mixed, builder.constant("int64", [patches + dropped, width])]);
	const kept = builder.op("Slice", [
		flat,
		builder.constant("int64", [dropped]),
		builder.constant("int64", [patches + dropped]),
		builder.constant("int64", [0]),
	]);
	builder.output("image_features", builder.op("MatMul", [kept, weight(3, width, hiddenSize)]), {
		dtype: "float32",
		shape: [patches, hiddenSize],
	});
	return { irVersion: 10, opsets: new Map([["", 21]]), producer: "", metadata: new Map(), graph };
}

const open = (shape?: Shape) => openHandles(tinyDecoder(), tinyFacts, { visionEncoder: tinyVision(shape) });
const text = tensor("float32", [1, size, hiddenSize], numbers(size * hiddenSize, 41));
const feeds = {
	inputs_embeds: text,
	pixel_values: tensor("float32", [1, 3, 2, 2], numbers(12, 42)),
	image_positions: tensor("int64", [patches], BigInt64Array.from(places, BigInt)),
};
const list = (value: Tensor | undefined) => Array.from((value as Tensor).data as ArrayLike<number>);

describe("openVision", () => {
	it("joins the encoder to the decoder: image rows are the features, text rows stay, logits follow", () => {
		const handles = open();
		const vision = openVision(handles);
		expect([vision.positions, vision.imageTokens, vision.dropped, vision.layers.length]).toEqual([5, 4, 1, 1]);
		const { logits } = handles.decoder;
		const outputs = {
			logits,
			embeds: vision.inputsEmbeds,
			features: vision.imageFeatures,
			attention: vision.layers[0]?.attention as Value,
		};
		const joined = evaluateModel(compileProgram(handles, { outputs }), feeds);
		const expected = list(text);
		const features = list(evaluateModel(tinyVision(), { pixel_values: feeds.pixel_values }).image_features);
		expect(list(joined.features)).toEqual(features);
		places.forEach((place, row) => {
			expected.splice(place * hiddenSize, hiddenSize, ...features.slice(row * hiddenSize, (row + 1) * hiddenSize));
		});
		expect(list(joined.embeds)).toEqual(expected);
		const plain = openHandles(tinyDecoder(), tinyFacts);
		const given = tensor("float64", [1, size, hiddenSize], Float64Array.from(expected));
		const alone = evaluateModel(compileProgram(plain, { outputs: { logits: plain.decoder.logits } }), {
			inputs_embeds: given,
		});
		list(joined.logits).forEach((value, at) => {
			expect(value).toBeCloseTo(list(alone.logits)[at] as number, 12);
		});
		const attention = list(joined.attention);
		for (let row = 0; row < 5; row++) {
			expect(attention.slice(row * 5, row * 5 + 5).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
		}
	});

	it("lets gradients through to the pixels: equal to finite differences of a logit", () => {
		const handles = open();
		const vision = openVision(handles);
		const { model, builder, logits } = handles.decoder;
		const count = size * tinyFacts.text.vocabularySize;
		const seed = builder.input("seed", "float32", [1, size, tinyFacts.text.vocabularySize]);
		const [slope] = gradients(model, { of: [{ value: logits, seed }], wrt: [vision.pixelValues] });
		const one = Float64Array.from({ length: count }, (_, at) => Number(at === count - 3));
		const seeds = { seed: tensor("float64", [1, size, tinyFacts.text.vocabularySize], one) };
		const compiled = compileProgram(handles, { outputs: { slope: slope as Value, logits } });
		const start = Float64Array.from(feeds.pixel_values.data);
		const run = (data: Float64Array) =>
			evaluateModel(compiled, { ...feeds, ...seeds, pixel_values: tensor("float64", [1, 3, 2, 2], data) });
		const found = list(run(start).slope);
		const largest = Math.max(...found.map(Math.abs));
		expect(largest).toBeGreaterThan(1);
		// Between rounding (1 / step) and the third derivative (step²); 6e-10 are left.
		const step = 3e-6;
		found.forEach((given, at) => {
			const logit = (by: number) => list(run(start.with(at, (start[at] as number) + by)).logits)[count - 3] as number;
			expect(Math.abs(given - (logit(step) - logit(-step)) / (2 * step)) / largest).toBeLessThan(1e-9);
		});
	});

	it("counts no dropped position where every vision position is an image token", () => {
		expect(openVision(open({ dropped: 0 }))).toMatchObject({ positions: 4, imageTokens: 4, dropped: 0 });
	});

	it.each([
		["a model without its vision encoder", () => openHandles(tinyDecoder(), tinyFacts), "capability-missing"],
		["an encoder without attention", () => open({ attends: false }), "pattern-not-found"],
		["an encoder without pixel_values", () => open({ inputName: "image" }), "pattern-not-found"],
	] as const)("refuses %s", (_, make, code) => {
		let thrown: unknown;
		try {
			openVision(make());
		} catch (error) {
			thrown = error;
		}
		expect(isLvlmError(thrown, code)).toBe(true);
	});
});
