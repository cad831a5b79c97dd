import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { decodeModel } from "../codec/decode.js";
import { encodeModel } from "../codec/encode.js";
import { compileProgram } from "../program/compile.js";
import { openHandles } from "../program/handles.js";
import type { ModelHandles } from "../program/program.js";
import { numbers, tinyDecoder, tinyFacts } from "../program/tiny-decoder.js";
import { evaluateModel } from "../reference/index.js";
import { hideKeys } from "./hide-keys.js";
import { replaceEmbeddings } from "./replace-embeddings.js";

const rows = 6;
const { hiddenSize, heads, layers } = tinyFacts.text;
const embeds = tensor("float32", [1, rows, hiddenSize], numbers(rows * hiddenSize, 77));
const neutral = tensor("float32", [1, 1, hiddenSize], numbers(hiddenSize, 5));

const plain = (): ModelHandles => openHandles(tinyDecoder(), tinyFacts);
const batched = (): ModelHandles => plain().reopen({ isBatched: true });

/** Masks as rows of positions: bool [B, S]. */
function masks(sets: readonly (readonly number[])[]): Tensor {
	const data = new Uint8Array(sets.length * rows);
	sets.forEach((set, index) => {
		for (const position of set) data[index * rows + position] = 1;
	});
	return tensor("bool", [sets.length, rows], data);
}

/** Logits and the attention of all layers of graphs that went through the codec. */
function run(handles: ModelHandles, feeds: Record<string, Tensor>): Record<string, Tensor> {
	const attention = Object.fromEntries(handles.decoder.layers.map((layer, index) => [`a${index}`, layer.attention]));
	const model = compileProgram(handles, { outputs: { logits: handles.decoder.logits, ...attention } });
	return evaluateModel(decodeModel(encodeModel(model)), { inputs_embeds: embeds, ...feeds }) as Record<string, Tensor>;
}

function part({ data, shape }: Tensor, index: number): number[] {
	const size = data.length / (shape[0] as number);
	return [...data.subarray(index * size, (index + 1) * size)].map(Number);
}

const batch = (count: number) => tensor("int64", [1], BigInt64Array.of(BigInt(count)));

describe("batched handles", () => {
	it("give each copy what the replay of batch 1 gives", () => {
		const one = run(plain(), {});
		const three = run(batched(), { batch: batch(3) });
		for (const name of ["logits", "a0", "a1"]) {
			expect(three[name]?.shape).toEqual([3, ...(one[name]?.shape.slice(1) ?? [])]);
			for (const index of [0, 1, 2]) expect(part(three[name] as Tensor, index)).toEqual(part(one[name] as Tensor, 0));
		}
	});
});

describe("replaceEmbeddings", () => {
	const sets = [[], [1], [0, 2, 3]];
	const handles = batched();
	const { builder } = handles.decoder;
	replaceEmbeddings(handles, {
		removed: builder.input("removed", "bool", ["batch_size", "sequence_length"]),
		replacement: builder.input("replacement", "float32", [1, 1, hiddenSize]),
	});
	const found = run(handles, { removed: masks(sets), replacement: neutral, batch: batch(sets.length) });

	it("is the replay of embeddings that were replaced by hand, and of the empty set exactly the replay", () => {
		sets.forEach((set, index) => {
			const changed = embeds.data.slice();
			for (const position of set) changed.set(neutral.data, position * hiddenSize);
			const expected = run(plain(), { inputs_embeds: tensor("float32", embeds.shape, changed) });
			expect(part(found.logits as Tensor, index)).toEqual(part(expected.logits as Tensor, 0));
		});
		expect(part(found.logits as Tensor, 1)).not.toEqual(part(found.logits as Tensor, 0));
	});
});

describe("hideKeys", () => {
	const sets = [[], [1], [0, 2, 4]];
	const handles = batched();
	hideKeys(handles, { hidden: handles.decoder.builder.input("hidden", "bool", ["batch_size", "sequence_length"]) });
	const found = run(handles, { hidden: masks(sets), batch: batch(sets.length) });

	it("leaves out the columns in every layer, keeps each query's own, and divides the rest anew", () => {
		const open = run(plain(), {});
		for (let layer = 0; layer < layers; layer++) {
			sets.forEach((set, index) => {
				const data = part(found[`a${layer}`] as Tensor, index);
				const before = part(open[`a${layer}`] as Tensor, 0);
				for (let place = 0; place < data.length; place += rows) {
					const query = (place / rows) % rows;
					const row = data.slice(place, place + rows);
					expect(row.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
					row.forEach((one, key) => {
						const isHidden = key > query || (set.includes(key) && key !== query);
						expect(one === 0).toBe(isHidden);
					});
					if (layer > 0) continue;
					// Scores of the first layer are the same: what is left keeps its proportions.
					const kept = before.slice(place, place + rows).map((one, key) => (row[key] === 0 ? 0 : one));
					const sum = kept.reduce((total, one) => total + one, 0);
					kept.forEach((one, key) => {
						expect(row[key]).toBeCloseTo(one / sum, 12);
					});
				}
			});
		}
		expect(found.a0?.shape).toEqual([3, heads, rows, rows]);
	});

	it("of nothing is exactly the replay", () => {
		expect(part(found.logits as Tensor, 0)).toEqual(part(run(plain(), {}).logits as Tensor, 0));
		expect(part(found.logits as Tensor, 1)).not.toEqual(part(found.logits as Tensor, 0));
	});
});

it("are refused on handles of batch 1", () => {
	const handles = plain();
	const { builder } = handles.decoder;
	const removed = builder.input("removed", "bool", ["batch_size", "sequence_length"]);
	const replacement = builder.input("replacement", "float32", [1, 1, hiddenSize]);
	for (const write of [
		() => hideKeys(handles, { hidden: removed }),
		() => replaceEmbeddings(handles, { removed, replacement }),
	]) {
		let error: unknown;
		try {
			write();
		} catch (caught) {
			error = caught;
		}
		expect(isLvlmError(error, "invalid-argument")).toBe(true);
	}
});
