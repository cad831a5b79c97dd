import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { decodeModel } from "../codec/decode.js";
import { encodeModel } from "../codec/encode.js";
import { Graph } from "../ir/graph.js";
import { evaluateModel } from "../reference/index.js";
import { compileProgram } from "./compile.js";
import { fingerprintModel, hashBytes } from "./fingerprint.js";
import { openHandles } from "./handles.js";
import { numbers, tinyDecoder, tinyFacts } from "./tiny-decoder.js";

const rows = 6;
const { hiddenSize, heads, layers, kvHeads, headSize } = tinyFacts.text;
const embeds = tensor("float32", [1, rows, hiddenSize], numbers(rows * hiddenSize, 77));

function worst(a: Tensor, b: Tensor): number {
	expect(a.shape).toEqual(b.shape);
	return Math.max(...[...a.data].map((value, index) => Math.abs(Number(value) - Number(b.data[index]))));
}

function fused(keep: number): Record<string, Tensor> {
	const cache = tensor("float32", [1, kvHeads, 0, headSize], new Float32Array(0));
	const past = Object.fromEntries(
		Array.from({ length: layers }, (_, i) => [
			[`past_key_values.${i}.key`, cache],
			[`past_key_values.${i}.value`, cache],
		]).flat(),
	);
	return evaluateModel(tinyDecoder(), {
		inputs_embeds: embeds,
		attention_mask: tensor("int64", [1, rows], new BigInt64Array(rows).fill(1n)),
		num_logits_to_keep: tensor("int64", [], new BigInt64Array([BigInt(keep)])),
		...past,
	}) as Record<string, Tensor>;
}

function codeOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		return isLvlmError(error) ? error.code : `not ours: ${error}`;
	}
	return "no error";
}

describe("openHandles", () => {
	const original = tinyDecoder();
	const before = encodeModel(original);
	const handles = openHandles(original, tinyFacts);

	it("leaves the original as it was", () => {
		expect(encodeModel(original)).toEqual(before);
	});

	it("gives logits of all rows, equal to the fused decoder's, from inputs_embeds alone", () => {
		const { decoder } = handles;
		const outputs = {
			all: decoder.logits,
			first: decoder.hiddenStates[0],
			end: decoder.hiddenStates[layers],
			attention: decoder.layers[1]?.attention,
		} as Record<string, typeof decoder.logits>;
		const model = compileProgram(handles, { outputs });
		expect(model.graph.inputs.map((input) => input.name)).toEqual(["inputs_embeds"]);
		expect(model.graph.outputs.map((output) => output.name)).toEqual(["all", "first", "end", "attention"]);
		const results = evaluateModel(decodeModel(encodeModel(model)), { inputs_embeds: embeds }) as Record<string, Tensor>;
		expect(worst(results.all as Tensor, fused(0).logits as Tensor)).toBeLessThan(1e-9);
		expect(worst(results.first as Tensor, embeds)).toBeLessThan(1e-9);
		expect(results.end?.shape).toEqual([1, rows, hiddenSize]);
		expect(results.attention?.shape).toEqual([1, heads, rows, rows]);
		expect((fused(2).logits as Tensor).shape[1]).toBe(2);
	});

	it("refuses a decoder that is not the facts'", () => {
		const text = { ...tinyFacts.text };
		expect(codeOf(() => openHandles(tinyDecoder(), { ...tinyFacts, text: { ...text, layers: 3 } }))).toBe(
			"pattern-not-found",
		);
		expect(codeOf(() => openHandles(tinyDecoder(), { ...tinyFacts, text: { ...text, heads: 8 } }))).toBe(
			"pattern-not-found",
		);
		const old = { ...tinyDecoder(), opsets: new Map([["", 17]]) };
		expect(codeOf(() => openHandles(old, tinyFacts))).toBe("capability-missing");
		const nameless = tinyDecoder();
		for (const node of nameless.graph.nodes) {
			for (const output of node.outputs) if (output.name === "hidden_states.1") output.name = "x";
		}
		expect(codeOf(() => openHandles(nameless, tinyFacts))).toBe("pattern-not-found");
	});
});

describe("compileProgram", () => {
	const open = () => openHandles(tinyDecoder(), tinyFacts);

	it("keeps only what the outputs need", () => {
		const handles = open();
		const first = handles.decoder.layers[0]?.attention as never;
		const model = compileProgram(handles, { outputs: { first } });
		const names = [...model.graph.initializers.keys()].map((value) => value.name);
		expect(names).toContain("0.q");
		expect(names.filter((name) => name.startsWith("1.") || name === "lm_head" || name === "0.v")).toEqual([]);
	});

	it("can be called again on the same handles, and an output may take a name of the graph", () => {
		const handles = open();
		const { decoder } = handles;
		const a = compileProgram(handles, { outputs: { "hidden_states.1": decoder.logits } });
		expect(a.graph.outputs[0]?.name).toBe("hidden_states.1");
		const result = evaluateModel(a, { inputs_embeds: embeds });
		expect(worst(result["hidden_states.1"] as Tensor, fused(0).logits as Tensor)).toBeLessThan(1e-9);
		const b = compileProgram(handles, { outputs: { same: decoder.logits, again: decoder.logits } });
		expect(b.graph.outputs.map((one) => one.name)).toEqual(["same", "again"]);
	});

	it("refuses foreign values and the names of inputs", () => {
		const handles = open();
		const foreign = new GraphBuilder(new Graph()).input("x", "float32", [1]);
		expect(codeOf(() => compileProgram(handles, { outputs: { foreign } }))).toBe("invalid-argument");
		const taken = { inputs_embeds: handles.decoder.logits };
		expect(codeOf(() => compileProgram(handles, { outputs: taken }))).toBe("invalid-argument");
	});

	it("names equal models equally and others differently", () => {
		const compile = (index: 1 | 2) => {
			const handles = open();
			return fingerprintModel(
				compileProgram(handles, { outputs: { x: handles.decoder.hiddenStates[index] as never } }),
			);
		};
		expect(compile(1)).toBe(compile(1));
		expect(compile(1)).not.toBe(compile(2));
	});
});

it("hashes as MurmurHash3_x86_128 does", () => {
	// Values of the published C++ implementation, seed 0 (words in order).
	expect(hashBytes(new Uint8Array(0))).toBe("00000000000000000000000000000000");
	const a = hashBytes(new TextEncoder().encode("The quick brown fox jumps over the lazy dog"));
	expect(a).toBe("2f1583c3ecee2c675d7bf66ce5e91d2c");
	expect(hashBytes(new TextEncoder().encode("The quick brown fox jumps over the lazy doh"))).not.toBe(a);
});
