import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { tensor } from "@lvlm-interpret/core";
import { attention } from "@lvlm-interpret/explainers";
import type { GraphExplainer } from "@lvlm-interpret/graph";
import { startEngine } from "@lvlm-interpret/worker/engine";

/** Somebody's own explainer: how often each answer token's text occurs in the answer. */
function repetition(): GraphExplainer<{ readonly scale: number }, "position-map"> {
	return {
		specificationVersion: "v1",
		id: "acme:repetition",
		produces: "position-map",
		options: { scale: { label: "Scale", description: "Factor.", type: "number", default: 1, min: 0 } },
		program: (handles, { scale }) => ({
			outputs: { none: handles.decoder.builder.op("ReduceMax", [handles.decoder.inputsEmbeds], { keepdims: 0 }) },
			feeds: () => ({}),
			result(_, { tokens }) {
				const counts = tokens.map(({ text }) => scale * tokens.filter((one) => one.text === text).length);
				return {
					kind: "position-map",
					tensors: {
						repetition: {
							tensor: tensor("float32", [tokens.length], Float32Array.from(counts)),
							axes: [{ name: "token", index: tokens.map(({ index }) => index) }],
							unit: "occurrences",
							signed: false,
							range: [0, Number.POSITIVE_INFINITY],
							description: "how often the token occurs in the answer",
						},
					},
					signals: {},
				};
			},
		}),
	};
}

/** What a worker may run into: it never returns, ends, or takes all memory. */
function fault(id: string, happen: () => void): GraphExplainer<object, "position-map"> {
	return {
		specificationVersion: "v1",
		id,
		produces: "position-map",
		options: {},
		program() {
			happen();
			throw new Error("not reached");
		},
	};
}

startEngine({
	explainers: [
		attention(),
		repetition(),
		fault("acme:endless", () => {
			for (;;);
		}),
		fault("acme:exit", () => process.exit(3)),
		fault("acme:exhaust", () => {
			const all: number[][] = [];
			for (;;) all.push(Array.from({ length: 100_000 }, (_, index) => index * 1.5));
		}),
	],
	backends: [{ device: "cpu", create: () => onnxBackend({ device: "cpu", threads: 1 }) }],
});
