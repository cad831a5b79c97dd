import { onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import {
	attention,
	causal,
	faithfulness,
	faithfulnessOptions,
	layerHeadMatrix,
	rankedMap,
	relevancy,
	rollout,
} from "@lvlm-interpret/explainers";
import { type EngineJudge, startEngine } from "@lvlm-interpret/worker/engine";

/** How much the answer depends on what a map points at; `about` may pick the map's tokens, layers or tensor. */
const faithfulnessOfMap: EngineJudge = {
	id: "faithfulness",
	produces: "faithfulness",
	options: faithfulnessOptions,
	judge: ({ result, ...what }) => faithfulness(rankedMap(result, what)),
};

startEngine({
	explainers: [attention(), causal(), faithfulnessOfMap, layerHeadMatrix(), relevancy(), rollout()],
	backends: (["webgpu", "wasm"] as const).map((device) => ({
		device,
		// The engine ends what does not stop by itself.
		create: (notice) =>
			onnxBackend({ device, graceMs: Number.POSITIVE_INFINITY, logger: (_, message) => notice(message) }),
	})),
});
