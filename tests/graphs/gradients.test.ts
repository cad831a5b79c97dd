import type { Tensor } from "@lvlm-interpret/core";
import { encodeModel, inferShapes, pruneGraph, verifyModel } from "@lvlm-interpret/graph";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { ruleCases, titleOf } from "../../packages/graph/src/autodiff/test-data/cases.js";
import {
	type DifferentiatedCase,
	differentiateCase,
	runGradients,
} from "../../packages/graph/src/autodiff/test-data/differentiate-case.js";
import { relativeError } from "../../packages/graph/src/autodiff/test-data/expect-rule.js";
import type { Declared, RuleCase } from "../../packages/graph/src/autodiff/test-data/rule-case.js";

/** float32 on ONNX Runtime against float64 on the reference evaluator, relative to the greatest entry. */
const tolerance = 1e-4;

/** The gradients on ONNX Runtime's CPU, in float32. */
async function runOnnx({ built, feeds, gradients }: DifferentiatedCase): Promise<ort.Tensor[]> {
	const { graph, opsets } = built.model;
	const names = gradients.map((value, at) => {
		const output = built.builder.output(`gradient${at}`, value, { dtype: "float32", shape: undefined });
		return output.name;
	});
	pruneGraph(graph);
	inferShapes(graph, { opsets });
	verifyModel(built.model);
	const session = await ort.InferenceSession.create(encodeModel(built.model), { logSeverityLevel: 3 });
	const given = session.inputNames.map((name): [string, ort.Tensor] => {
		const { dtype, data, shape } = feeds[name] as Tensor;
		return [name, new ort.Tensor(dtype as "float32", data as Float32Array, [...shape])];
	});
	const results = await session.run(Object.fromEntries(given));
	await session.release();
	return names.map((name) => results[name] as ort.Tensor);
}

async function expectOnnx(one: RuleCase, declared: Declared, batch?: number): Promise<void> {
	const options = batch === undefined ? { declared } : { declared, batch };
	const single = differentiateCase(one, { ...options, dtype: "float32" });
	// The same numbers in both: the reference computes in float64 whatever the dtype.
	const expected = runGradients(single);
	const actual = await runOnnx(single);
	actual.forEach((gradient, at) => {
		const reference = expected[at] as Tensor;
		expect(gradient.dims, `input ${one.wrt[at]}`).toEqual(reference.shape);
		const error = relativeError(gradient.data as Float32Array, reference.data as Float64Array);
		expect(error, `input ${one.wrt[at]}: ${gradient.data} for ${reference.data}`).toBeLessThan(tolerance);
	});
}

describe("gradient nodes on ONNX Runtime", () => {
	ruleCases.forEach((one, index) => {
		it(`${index} ${titleOf(one)}`, async () => {
			await expectOnnx(one, "sizes");
			await expectOnnx(one, "sizes", 3);
			if (one.op === "Conv") return;
			await expectOnnx(one, "nothing");
			await expectOnnx(one, "nothing", 3);
		});
	});
});
