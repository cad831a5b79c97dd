import { readFileSync } from "node:fs";
import { allocate, type DType, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { decodeModel } from "../codec/decode.js";
import { inferShapes } from "../infer/infer-shapes.js";
import { operatorTable } from "../ops/table.js";
import { evaluateModel } from "./evaluate-model.js";

interface Packed {
	dtype: DType;
	shape: number[];
	data: (number | string)[];
}
interface Case {
	op: string;
	domain: "" | "com.microsoft";
	model: string;
	feeds: Record<string, Packed>;
	outputs: Record<string, Packed>;
}

// fixtures/operators/make.py wrote them: onnx's reference evaluator and ONNX Runtime, mostly in float32.
const file = new URL("../../../../fixtures/operators/cases.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];

/** The expectations were computed in float32 (2^-24 = 6e-8 a rounding): 1e-6 of the greatest magnitude, at least of 1. */
const relativeTolerance = 1e-6;

function unpack({ dtype, shape, data }: Packed): Tensor {
	const wide = dtype === "int64" || dtype === "uint64";
	const held: DType = dtype === "float16" ? "float64" : dtype;
	const typed = allocate(held, data.length) as unknown as { [i: number]: number | bigint };
	data.forEach((one, i) => {
		typed[i] = wide ? BigInt(one) : Number(one === "inf" ? "Infinity" : one === "-inf" ? "-Infinity" : one);
	});
	return tensor(held, shape, typed as never);
}

describe("operators against independent implementations", () => {
	cases.forEach((one, index) => {
		it(`${index} ${one.domain}${one.domain && "."}${one.op}`, () => {
			const model = decodeModel(Buffer.from(one.model, "base64"));
			const feeds = Object.fromEntries(Object.entries(one.feeds).map(([name, packed]) => [name, unpack(packed)]));
			const results = evaluateModel(model, feeds, { outputs: Object.keys(one.outputs) });
			inferShapes(model.graph, { opsets: model.opsets });
			for (const [name, packed] of Object.entries(one.outputs)) {
				const actual = results[name];
				const expected = unpack(packed);
				expect(actual.shape, name).toEqual(packed.shape);
				const scale = Math.max(
					1,
					...Array.from(expected.data as ArrayLike<number | bigint>, (x) => Math.abs(Number(x))).filter(
						Number.isFinite,
					),
				);
				for (let i = 0; i < expected.data.length; i++) {
					const [a, e] = [Number(actual.data[i]), Number(expected.data[i])];
					if (Object.is(a, e) || a === e) continue;
					expect(Math.abs(a - e), `${name}[${i}]: ${a} for ${e}`).toBeLessThanOrEqual(relativeTolerance * scale);
				}
				const type = model.graph.outputs.find((value) => value.name === name)?.type;
				expect(type?.dtype, name).toBe(packed.dtype);
				expect(type?.shape?.length, name).toBe(packed.shape.length);
				type?.shape?.forEach((dim, axis) => {
					if (typeof dim === "number") expect(dim).toBe(packed.shape[axis]);
				});
			}
		});
	});

	it("covers every operator of the table", () => {
		for (const [domain, table] of Object.entries(operatorTable)) {
			const tested = new Set(cases.filter((one) => one.domain === domain).map((one) => one.op));
			expect(Object.keys(table).filter((name) => !tested.has(name))).toEqual([]);
		}
	});
});
