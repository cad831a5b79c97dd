import { LvlmError } from "@lvlm-interpret/core";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import type { ModelHandles } from "../program/program.js";
import { floatConstant } from "../rewrite/attention-core.js";
import { assertBatched } from "./replace-embeddings.js";

const behindSoftmax = new Set(["Identity", "Cast", "Dropout", "Where"]);

/** The Softmax that gives these probabilities. */
function softmaxOf(probabilities: Value): Node {
	let node = probabilities.producer;
	while (node && node.opType !== "Softmax") {
		// Where(mask, 0, probabilities): the last input is what is passed on.
		const passed = node.opType === "Where" ? node.inputs[2] : node.inputs[0];
		node = behindSoftmax.has(node.opType) ? passed?.producer : undefined;
	}
	if (node) return node;
	throw new LvlmError("pattern-not-found", `"${probabilities.name}" does not come from a Softmax.`, {
		pattern: "Softmax",
		reasons: ["its scores cannot be found"],
	});
}

/**
 * Hides keys from all later queries in every layer, in place: on the scores before each Softmax
 *
 *     s'[b, h, q, k] = hidden[b, k] and k ≠ q ? -1e30 : s[b, h, q, k],
 *
 * whose exponential is exactly 0. Each query keeps itself, so that no row is empty. Exact: where nothing is hidden, nothing changes, bit for
 * bit. Positions stay what they are.
 *
 * @param handles  Batched handles (`ModelHandles.isBatched`).
 * @param options.hidden  bool [B, S].
 * @throws {LvlmError} "invalid-argument" for handles of batch 1; "pattern-not-found" for a layer without a Softmax.
 */
export function hideKeys(handles: ModelHandles, { hidden }: { readonly hidden: Value }): void {
	assertBatched(handles, "A removal of keys");
	const { builder, inputsEmbeds, layers, model } = handles.decoder;
	const scope = builder.scope("hide");
	const scalar = (value: number) => scope.constant("int64", value, []);
	const axes = (...list: number[]) => scope.constant("int64", list, undefined, "axes");
	// One mask for all layers, bool [B, 1, S, S].
	const size = scope.op("Gather", [scope.op("Shape", [inputsEmbeds]), scalar(1)], { axis: 0 });
	const positions = scope.op("Range", [scalar(0), size, scalar(1)], {}, { name: "positions" });
	positions.type = { dtype: "int64", shape: [inputsEmbeds.type?.shape?.[1] ?? null] };
	const isOther = scope.op("Not", [scope.op("Equal", [scope.op("Unsqueeze", [positions, axes(1)]), positions])]);
	const mask = scope.op("And", [scope.op("Unsqueeze", [hidden, axes(1, 2)]), isOther], {}, { name: "hidden" });
	const lows = new Map<string, Value>();
	for (const { attention } of layers) {
		const softmax = softmaxOf(attention);
		const scores = softmax.inputs[0] as Value;
		const dtype = scores.type?.dtype ?? attention.type?.dtype ?? "float32";
		// float16 ends at 65504.
		const low = lows.get(dtype) ?? floatConstant(scope, dtype, dtype === "float16" ? -1e4 : -1e30, "low");
		lows.set(dtype, low);
		const seen = scope.op("Where", [mask, low, scores], {}, { name: "scores" });
		if (scores.type) seen.type = scores.type;
		model.graph.replaceInput(softmax, 0, seen);
	}
}
