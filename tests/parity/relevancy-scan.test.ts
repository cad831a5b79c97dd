import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type Backend, type Capability, resolveOptions, tensor } from "@lvlm-interpret/core";
import { type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { compileProgram, type ExplainerProgram, outputsThatDependOn, type Rows, scanOver } from "@lvlm-interpret/graph";
import { openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largest, largestDifference } from "../graphs/onnx-runtime.js";
import { onnxRuntime, openCase, type ReplayCase } from "./replay-case.js";

const explainer = relevancy();
const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const maps = [
	{ map: "composed", mode: "exact" },
	{ map: "all", mode: "exact" },
	{ map: "vit" },
	{ map: "llama", mode: "exact", seed: "contrast" },
	{ map: "vit", referenceQuirks: true },
] as const satisfies readonly Partial<RelevancyOptions>[];

// float32: a scanned backward pass multiplies fixed factors first.
describe.each(["gqa", "biases-tied"])("one call for all tokens, model %s, onnxruntime-node", (model) => {
	let one: ReplayCase;
	beforeAll(async () => {
		one = await openCase(`fixtures/relevancy/${model}`, model, undefined, onnxRuntime);
		// A model of so many heads has one token in a run.
		const { facts } = one.replay;
		one = { ...one, replay: { ...one.replay, facts: { ...facts, text: { ...facts.text, heads: 1e6 } } } };
	});

	it.each(maps.flatMap((map) => [[map, false] as const, [map, true] as const]))(
		"gives what a call a token gives: %o, memory spared: %s",
		async (given, isSparing) => {
			const options = resolveOptions("relevancy", explainer.options, { ...given });
			const handles = one.open();
			const program: ExplainerProgram = explainer.program(handles, options);
			const each = program.each ?? [];
			const runs = program.feeds(one.replay, {}, true) as readonly Rows[];
			expect(runs.length).toBe(one.replay.tokens.length);
			const graph = () => compileProgram(program.handles ?? handles, program);
			const feeds = runs.map((run) => ({ ...one.feeds, ...run }));
			const apart = await onnxRuntime(one.checkpoint, graph(), feeds);

			const scanned = graph();
			const changing = outputsThatDependOn(scanned, each);
			scanOver(scanned, each, { isSparing });
			const stacks = each.map((name) => {
				const parts = runs.map((run) => run[name]);
				const data = Float32Array.from(parts.flatMap((part) => Array.from(part?.data as Float32Array)));
				return [name, tensor("float32", [runs.length, ...(parts[0]?.shape ?? [])], data)] as const;
			});
			const [together] = await onnxRuntime(one.checkpoint, scanned, [{ ...feeds[0], ...Object.fromEntries(stacks) }]);
			expect(changing.size).toBeGreaterThan(0);
			for (const [name, found] of Object.entries(together as Rows)) {
				const parts = changing.has(name) ? apart : apart.slice(0, 1);
				const expected = parts.flatMap((rows) => Array.from(rows[name]?.data as Float32Array));
				const data = found.data as Float32Array;
				expect(largestDifference(data, expected), name).toBeLessThanOrEqual(1e-5 * largest(expected));
				if (changing.has(name)) expect(found.shape[0]).toBe(runs.length);
			}
		},
	);
});

describe("relevancy of the embedded model", () => {
	const backend = onnxBackend({ device: "cpu", threads: 2 });
	afterAll(() => backend.dispose());

	/** Every number of the map of an answer's first tokens. */
	async function explained(on: Backend, spareMemory: boolean): Promise<number[]> {
		const opened = await openModel(path("models/shapes-llava"), { backend: on, spareMemory });
		try {
			const image = new Uint8Array(readFileSync(path("models/examples/colour.png")));
			const answer = await opened.generate({ image, prompt: "What colour is the circle?", maxTokens: 3 });
			const { tensors } = await answer.explain(explainer, { tokens: [0, 1, 2] });
			return Object.values(tensors).flatMap(({ tensor }) => Array.from(tensor.data as Float32Array));
		} finally {
			await opened.dispose();
		}
	}

	it("is the same from a backend without Scan, and where memory is spared", async () => {
		expect(backend.capabilities.has("scan")).toBe(true);
		const capabilities = new Set<Capability>(backend.capabilities);
		capabilities.delete("scan");
		const plain: Backend = { ...backend, capabilities };
		const scanned = await explained(backend, false);
		expect(largest(scanned)).toBeGreaterThan(0);
		for (const other of [await explained(plain, false), await explained(backend, true)]) {
			expect(largestDifference(scanned, other)).toBeLessThan(1e-5 * largest(scanned));
		}
	});
});
