import { type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { gradients } from "../autodiff/gradients.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/index.js";
import { compileProgram } from "./compile.js";
import { generatedRows } from "./generated-rows.js";
import { openHandles } from "./handles.js";
import type { ModelHandles } from "./program.js";
import { numbers, tinyDecoder, tinyFacts } from "./tiny-decoder.js";

const size = 6;
const { hiddenSize, heads, layers, vocabularySize } = tinyFacts.text;
const embeds = tensor("float32", [1, size, hiddenSize], numbers(size * hiddenSize, 77));
const open = (): ModelHandles => openHandles(tinyDecoder(), tinyFacts);

function run(handles: ModelHandles, outputs: Record<string, Value>, feeds: Record<string, Tensor> = {}) {
	const model = compileProgram(handles, { outputs });
	return evaluateModel(model, { inputs_embeds: embeds, ...feeds }) as Record<string, Tensor>;
}

/** Row `row` of [1, H, S, S] or of [1, S, V], all heads. */
function rowOf(whole: Tensor, row: number, width: number): number[] {
	const data = Array.from(whole.data as ArrayLike<number>);
	const blocks = data.length / (size * width);
	return Array.from({ length: blocks }, (_, block) =>
		data.slice((block * size + row) * width, (block * size + row + 1) * width),
	).flat();
}

function expectClose(given: readonly number[], expected: readonly number[]): void {
	expect(given.length).toBe(expected.length);
	const scale = Math.max(...expected.map(Math.abs));
	expect(scale).toBeGreaterThan(0);
	const worst = Math.max(...given.map((one, at) => Math.abs(one - (expected[at] as number))));
	expect(worst / scale).toBeLessThan(1e-5);
}

/** Rows apart: logits, attention of each layer, and gradients of the sum of all logits of the rows by it. */
function apart(positions: readonly number[]): Record<string, Tensor> {
	const handles = open();
	const { builder, model } = handles.decoder;
	const rows = builder.input("rows", "int32", ["rows"]);
	const found = generatedRows(handles, rows);
	if (!found) throw new Error("the rows cannot be computed apart");
	const seed = builder.op("Expand", [builder.constant("float32", 1, []), builder.op("Shape", [found.logits])]);
	const dA = gradients(model, { of: [{ value: found.logits, seed }], wrt: found.attention });
	const outputs: Record<string, Value> = { logits: found.logits };
	for (let layer = 0; layer < layers; layer++) {
		outputs[`attention${layer}`] = found.attention[layer] as Value;
		outputs[`gradient${layer}`] = dA[layer] as Value;
	}
	return run(handles, outputs, { rows: tensor("int32", [positions.length], Int32Array.from(positions)) });
}

/** Of [1, H, R, S], the row `at` of every head. */
function ofRows(part: Tensor, at: number, count: number): number[] {
	const data = Array.from(part.data as ArrayLike<number>);
	return Array.from({ length: heads }, (_, head) =>
		data.slice((head * count + at) * size, (head * count + at + 1) * size),
	).flat();
}

describe("generatedRows, with shared key heads", () => {
	const positions = [2, 3, 5];
	const given = apart(positions);

	it("computes the rows of the replay", () => {
		const handles = open();
		const outputs: Record<string, Value> = { logits: handles.decoder.logits };
		handles.decoder.layers.forEach(({ attention }, layer) => {
			outputs[`attention${layer}`] = attention;
		});
		const whole = run(handles, outputs);
		positions.forEach((row, at) => {
			const logits = Array.from((given.logits as Tensor).data as ArrayLike<number>);
			expectClose(
				logits.slice(at * vocabularySize, (at + 1) * vocabularySize),
				rowOf(whole.logits as Tensor, row, vocabularySize),
			);
			for (let layer = 0; layer < layers; layer++) {
				const part = ofRows(given[`attention${layer}`] as Tensor, at, positions.length);
				expectClose(part, rowOf(whole[`attention${layer}`] as Tensor, row, size));
			}
		});
	});

	it("gives each row the gradient that its own logits have through the whole decoder, its own key and value included", () => {
		for (const [at, row] of positions.entries()) {
			const handles = open();
			const { builder, model, logits } = handles.decoder;
			const seed = builder.input("seed", "float32", [1, size, vocabularySize]);
			const wrt = handles.decoder.layers.map(({ attention }) => attention);
			const dA = gradients(model, { of: [{ value: logits, seed }], wrt });
			const outputs = Object.fromEntries(dA.map((one, layer) => [`gradient${layer}`, one]));
			const ones = new Float32Array(size * vocabularySize);
			ones.fill(1, row * vocabularySize, (row + 1) * vocabularySize);
			const whole = run(handles, outputs, { seed: tensor("float32", [1, size, vocabularySize], ones) });
			for (let layer = 0; layer < layers; layer++) {
				const part = ofRows(given[`gradient${layer}`] as Tensor, at, positions.length);
				expectClose(part, rowOf(whole[`gradient${layer}`] as Tensor, row, size));
			}
		}
	});

	it("lets no row reach another", () => {
		const alone = apart([3]);
		for (let layer = 0; layer < layers; layer++) {
			const together = ofRows(given[`gradient${layer}`] as Tensor, 1, positions.length);
			expectClose(ofRows(alone[`gradient${layer}`] as Tensor, 0, 1), together);
		}
	});
});
