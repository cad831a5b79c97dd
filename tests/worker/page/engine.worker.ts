import { onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { attention, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
import type { GraphExplainer } from "@lvlm-interpret/graph";
import { startEngine } from "@lvlm-interpret/worker/engine";

function fault(id: string, happen: () => void): GraphExplainer<object, "position-map"> {
	return {
		specificationVersion: "v1",
		id,
		produces: "position-map",
		options: {},
		program(handles) {
			happen();
			return {
				outputs: { none: handles.decoder.inputsEmbeds },
				// The worker closes between two tasks, and the run is never reached.
				feeds: () => new Promise(() => undefined) as never,
				result: () => ({ kind: "position-map", tensors: {}, signals: {} }),
			};
		},
	};
}

startEngine({
	explainers: [
		attention(),
		layerHeadMatrix(),
		relevancy(),
		rollout(),
		fault("acme:endless", () => {
			for (;;);
		}),
		fault("acme:close", () => globalThis.close()),
	],
	backends: (["webgpu", "wasm"] as const).map((device) => ({
		device,
		// The engine ends what does not stop: the backend need not.
		create: (notice) =>
			onnxBackend({ device, graceMs: Number.POSITIVE_INFINITY, logger: (_, message) => notice(message) }),
	})),
});
