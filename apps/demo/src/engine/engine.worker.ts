import { onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { attention, causal, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
import { startEngine } from "@lvlm-interpret/worker/engine";

startEngine({
	explainers: [attention(), causal(), layerHeadMatrix(), relevancy(), rollout()],
	backends: (["webgpu", "wasm"] as const).map((device) => ({
		device,
		// The engine ends what does not stop by itself.
		create: (notice) =>
			onnxBackend({ device, graceMs: Number.POSITIVE_INFINITY, logger: (_, message) => notice(message) }),
	})),
});
