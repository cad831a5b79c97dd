import { readFileSync } from "node:fs";
import { isLvlmError, type ModelFacts, type Tensor, tensor } from "@lvlm-interpret/core";
import { compileProgram, Graph, GraphBuilder, type OnnxModel, openHandles, type Rows } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import { describe, expect, it } from "vitest";
import { conversation } from "../test-data/toy-conversation.js";
import { inputXGradient } from "./input-x-gradient.js";

const hiddenSize = 4;
const vocabularySize = 120;
const { rows } = conversation;
const facts = {
	id: "toy",
	text: { layers: 1, heads: 1, hiddenSize, vocabularySize },
} as unknown as ModelFacts;

/** Numbers in [-1, 1), the same everywhere. */
function numbers(count: number, seed: number): number[] {
	let state = seed;
	return Array.from({ length: count }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	});
}

/**
 * A decoder of one causal attention layer and a residual. With `isLinear` its queries are 0: attention is even, whatever the
 * embeddings, and logits are linear in them.
 */
function decoder(isLinear: boolean): OnnxModel {
	const graph = new Graph("decoder_model_merged");
	const builder = new GraphBuilder(graph);
	const weight = (seed: number, width: number, size = 1) =>
		builder.constant(
			"float32",
			numbers(hiddenSize * width, seed).map((one) => size * one),
			[hiddenSize, width],
		);
	const x = builder.input("inputs_embeds", "float32", [1, "sequence_length", hiddenSize]);
	const one = builder.constant("int64", [1]);
	const heads = (value: typeof x) => builder.op("Unsqueeze", [value, one]);
	const query = heads(builder.op("MatMul", [x, weight(1, hiddenSize, isLinear ? 0 : 1)]));
	const key = heads(builder.op("MatMul", [x, weight(2, hiddenSize)]));
	const value = heads(builder.op("MatMul", [x, weight(3, hiddenSize)]));
	const scores = builder.op("MatMul", [query, builder.op("Transpose", [key], { perm: [0, 1, 3, 2] })]);
	const mask = Array.from({ length: rows * rows }, (_, at) => (at % rows > Math.floor(at / rows) ? -1e9 : 0));
	const masked = builder.op("Add", [scores, builder.constant("float32", mask, [1, 1, rows, rows])]);
	const mixed = builder.op("MatMul", [builder.op("Softmax", [masked], { axis: -1 }), value]);
	const change = builder.op("MatMul", [builder.op("Squeeze", [mixed, one]), weight(4, hiddenSize)]);
	const hidden = builder.op("Add", [x, change], {}, { outputs: ["hidden_states.1"] });
	const shaped = isLinear ? hidden : builder.op("Tanh", [hidden]);
	builder.output("logits", builder.op("MatMul", [shaped, weight(5, vocabularySize)]));
	return { irVersion: 10, opsets: new Map([["", 21]]), producer: "toy", metadata: new Map(), graph };
}

const embeds = numbers(rows * hiddenSize, 9);

function feedOf(values: readonly number[]): Rows {
	return { inputs_embeds: tensor("float64", [1, rows, hiddenSize], Float64Array.from(values)) };
}

/** The program on the toy, run by run as a session would, in float64. */
function explained(isLinear: boolean, tokens: "all" | number[] = "all") {
	const handles = openHandles(decoder(isLinear), facts);
	const program = inputXGradient().program(handles, { tokens });
	const model = compileProgram(handles, program);
	const runs = [program.feeds(conversation, {})].flat() as Rows[];
	const found = runs.map((own) => {
		const { scores } = evaluateModel(model, { ...feedOf(embeds), ...own }) as { scores: Tensor<"float64"> };
		return Array.from(scores.data);
	});
	const joined = tensor("float32", [found.length, rows], Float32Array.from(found.flat()));
	return { scores: found, body: program.result({ scores: joined }, conversation) };
}

/** Logit of answer token t with these embeddings. */
function logit(isLinear: boolean, token: number, values: readonly number[]): number {
	const { logits } = evaluateModel(decoder(isLinear), feedOf(values)) as { logits: Tensor<"float64"> };
	const row = conversation.sequence.promptLength - 1 + token;
	return logits.data[row * vocabularySize + (conversation.tokens[token]?.id ?? -1)] as number;
}

describe("Input x Gradient, the documented example", () => {
	it("is how a token's logit changes as one position's embedding grows (finite differences)", () => {
		const { scores } = explained(false);
		expect(scores).toHaveLength(5);
		const step = 1e-5;
		for (const token of [0, 3]) {
			for (let position = 0; position < rows; position++) {
				const scaled = (factor: number) =>
					embeds.map((one, at) => (Math.floor(at / hiddenSize) === position ? factor * one : one));
				const slope = (logit(false, token, scaled(1 + step)) - logit(false, token, scaled(1 - step))) / (2 * step);
				expect(Math.abs((scores[token]?.[position] as number) - slope)).toBeLessThan(1e-8);
			}
		}
		// Signed, and nothing from positions that the token's row cannot see.
		expect(scores.flat().some((one) => one < -0.01) && scores.flat().some((one) => one > 0.01)).toBe(true);
		expect(scores[0]?.slice(conversation.sequence.promptLength).every((one) => one === 0)).toBe(true);
	});

	it("is complete where logits are linear in the embeddings: a row sums to the logit", () => {
		explained(true).scores.forEach((row, token) => {
			const sum = row.reduce((total, one) => total + one, 0);
			expect(Math.abs(sum - logit(true, token, embeds))).toBeLessThan(1e-6);
		});
	});

	it("says what its rows are, and refuses a token that does not exist", () => {
		const { body } = explained(false, [3, 1]);
		expect(body.tensors.scores).toMatchObject({ signed: true, unit: "logit" });
		expect(body.tensors.scores?.axes[0]).toEqual({ name: "token", index: [3, 1], labels: ["d", " is"] });
		let error: unknown;
		try {
			explained(false, [6]);
		} catch (caught) {
			error = caught;
		}
		expect(isLvlmError(error, "invalid-argument")).toBe(true);
	});
});

const source = readFileSync(new URL("./input-x-gradient.ts", import.meta.url), "utf8");

describe("the guide", () => {
	it("shows the file as it is", () => {
		const guide = readFileSync(new URL("../../docs/writing-an-explainer.md", import.meta.url), "utf8");
		const blocks = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text);
		expect(blocks).toContain(source);
	});

	it("keeps its promise: at most 40 lines of code, on public names alone", () => {
		const code = source.replaceAll(/\/\*.*?\*\//gs, "").split("\n");
		const lines = code.filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
		expect(lines.length).toBeLessThanOrEqual(40);
		const modules = [...source.matchAll(/ from "(.*?)"/g)].map(([, name]) => name);
		expect(modules).toEqual(["@lvlm-interpret/core", "@lvlm-interpret/graph"]);
	});
});
