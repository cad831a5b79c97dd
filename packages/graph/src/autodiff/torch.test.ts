import { readFileSync } from "node:fs";
import type { DType, Tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { type AttributeLike, GraphBuilder } from "../build/builder.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import { inlineTensor } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/evaluate-model.js";
import { gradients } from "./gradients.js";
import { gradientTable } from "./table.js";
import { relativeError } from "./test-data/expect-rule.js";
import { tensorOf } from "./test-data/rule-case.js";

interface Packed {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly data: readonly number[];
}

interface TorchCase {
	readonly name: string;
	readonly opset: number;
	readonly nodes: readonly {
		readonly op: string;
		readonly domain: string;
		readonly inputs: readonly string[];
		readonly outputs: readonly string[];
		readonly attributes: Readonly<Record<string, AttributeLike>>;
	}[];
	readonly inputs: readonly Packed[];
	readonly constants: readonly Packed[];
	readonly seeds: Readonly<Record<string, Packed>>;
	readonly gradients: readonly (readonly number[])[];
}

// fixtures/gradients/make.py wrote them: PyTorch's autograd in float64.
const file = new URL("../../../../fixtures/gradients/cases.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as TorchCase[];

/** Float64 on both sides; the error functions of the two differ by some 1e-15. */
const tolerance = 1e-10;

const unpack = ({ dtype, shape, data }: Packed): Tensor => tensorOf(dtype, shape, data);

describe("gradients against PyTorch", () => {
	it.each(cases.map((one, index) => ({ title: `${index} ${one.name}`, one })))("$title", ({ one }) => {
		const builder = new GraphBuilder(new Graph());
		const opsets = new Map([
			["", one.opset],
			["com.microsoft", 1],
		]);
		const model: OnnxModel = { irVersion: 10, opsets, producer: "test", metadata: new Map(), graph: builder.graph };
		const feeds: Record<string, Tensor> = {};
		const values = new Map<string, Value>();
		const wrt = one.inputs.map((packed, at) => {
			const value = builder.input(`x${at}`, packed.dtype, packed.shape);
			feeds[value.name] = unpack(packed);
			values.set(value.name, value);
			return value;
		});
		one.constants.forEach((packed, at) => {
			values.set(`c${at}`, builder.initializer(`c${at}`, inlineTensor(unpack(packed))));
		});
		for (const { op, domain, inputs, outputs, attributes } of one.nodes) {
			const read = inputs.map((name) => values.get(name));
			const written = builder.ops(op, read, attributes, { domain, outputs });
			outputs.forEach((name, at) => {
				values.set(name, written[at] as Value);
			});
		}
		const of = Object.entries(one.seeds).map(([name, packed]) => {
			const seed = builder.input(`seed of ${name}`, packed.dtype, packed.shape);
			feeds[seed.name] = unpack(packed);
			return { value: values.get(name) as Value, seed };
		});
		const names = gradients(model, { of, wrt }).map((value) => value.name);
		const results = evaluateModel(model, feeds, { outputs: names });
		names.forEach((name, at) => {
			const gradient = results[name] as Tensor;
			expect(gradient.shape, `input ${at}`).toEqual(one.inputs[at]?.shape);
			const error = relativeError(gradient.data as Float64Array, one.gradients[at] as number[]);
			expect(error, `input ${at}: ${gradient.data} for ${one.gradients[at]}`).toBeLessThan(tolerance);
		});
	});

	it("has a case for each rule", () => {
		for (const [domain, rules] of Object.entries(gradientTable)) {
			const nodes = cases.flatMap((one) => one.nodes).filter((node) => node.domain === domain);
			const tested = new Set(nodes.map((node) => node.op));
			const written = Object.entries(rules).flatMap(([name, rule]) => (rule.kind === "vjp" ? [name] : []));
			expect(written.filter((name) => !tested.has(name))).toEqual([]);
		}
	});
});
