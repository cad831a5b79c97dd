import type { ModelSource, Tensor } from "@lvlm-interpret/core";
import { decodeModel, encodeModel } from "@lvlm-interpret/graph";
import type { OperatorCase } from "../operator-cases/index.js";
import type { ConformanceCase } from "../suite.js";
import { expectClose, hostTensor, type Tolerance, tolerances } from "../tolerances.js";
import { type BackendSubject, withSession } from "./subject.js";

function needsOf({ feeds, outputs }: OperatorCase): string[] {
	const dtypes = new Set([...Object.values(feeds), ...Object.values(outputs)].map(({ dtype }) => dtype));
	return (["int64", "float16"] as const).filter((dtype) => dtypes.has(dtype));
}

/** WGSL asks of sin and cos no more than an absolute error of 2^-11. */
function toleranceOf({ opType }: OperatorCase, { dtype }: Tensor): Tolerance | undefined {
	const isLoose = dtype === "float32" && (opType === "Sin" || opType === "Cos");
	return isLoose ? { relative: 0, absolute: 2 ** -11 } : tolerances[dtype];
}

/** The model with the types of its outputs written down, which generated cases leave out, and only those outputs that are compared. */
function typed({ id, model, outputs }: OperatorCase): ModelSource {
	const decoded = decodeModel(model);
	const compared = decoded.graph.outputs.filter(({ name }) => outputs[name]);
	decoded.graph.outputs.splice(0, decoded.graph.outputs.length, ...compared);
	for (const value of compared) {
		const { dtype, shape } = outputs[value.name] as Tensor;
		value.type = { dtype, shape };
	}
	return { name: id, files: new Map(), encode: () => encodeModel(decoded) };
}

/** One case an operator case. */
export function operatorSuiteCases(cases: readonly OperatorCase[]): ConformanceCase<BackendSubject>[] {
	return cases.map((one) => ({
		id: `operator/${one.id}`,
		needs: needsOf(one),
		run: ({ backend }) =>
			withSession(backend, typed(one), async (session) => {
				const results = await session.run(one.feeds, { outputs: Object.keys(one.outputs) });
				for (const [name, expected] of Object.entries(one.outputs)) {
					expectClose(name, hostTensor(results[name], name), expected, toleranceOf(one, expected));
				}
			}),
	}));
}
