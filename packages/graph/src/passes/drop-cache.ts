import { allocate, elementCount, LvlmError, tensor } from "@lvlm-interpret/core";
import type { OnnxModel } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { inlineTensor } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";

/** Where fused attentions take their cache. */
const pastInputs: Readonly<Record<string, readonly number[]>> = {
	GroupQueryAttention: [3, 4],
	MultiHeadAttention: [6, 7],
};

function isPastInput(node: Node, index: number): boolean {
	return node.domain === "com.microsoft" && (pastInputs[node.opType]?.includes(index) ?? false);
}

/** An initialiser of no positions in place of a cache input: batch 1, past length 0. */
function emptyCache(model: OnnxModel, input: Value): Value {
	const shape = input.type?.shape;
	const dtype = input.type?.dtype ?? "float32";
	const sizes = shape?.map((dim, axis) => (typeof dim === "number" ? dim : axis === 0 ? 1 : 0));
	if (!sizes || elementCount(sizes) !== 0) {
		throw new LvlmError(
			"pattern-not-found",
			`The cache input "${input.name}" has no symbolic length that could be 0.`,
			{
				pattern: "drop-cache",
				reasons: [`"${input.name}" is [${shape?.map((dim) => dim ?? "?").join(", ") ?? "of unknown rank"}]`],
			},
		);
	}
	return model.graph.addInitializer(`${input.name}.empty`, inlineTensor(tensor(dtype, sizes, allocate(dtype, 0))));
}

/** The cache of a fused attention knows the head size; when it goes, the type of the query says it. */
function keepHeadSize(node: Node, cache: Value): void {
	const query = node.inputs[0];
	const headSize = cache.type?.shape?.[3];
	const heads = node.attributes.get("num_heads");
	if (!query || query.type || typeof headSize !== "number" || heads?.type !== "int") return;
	const kvHeads = node.attributes.get("kv_num_heads");
	const shared = kvHeads?.type === "int" ? kvHeads.value : heads.value;
	const count = node.inputs[1] ? heads.value : heads.value + 2 * shared;
	query.type = { dtype: cache.type?.dtype ?? "float32", shape: [null, null, count * headSize] };
}

/**
 * Makes a decoder compute whole sequences: removes the `past_key_values.*` inputs and the `present.*` outputs, in place. Fused
 * attentions lose their cache inputs; other readers (Concat, Shape) see a cache of length 0. Returns how many inputs went.
 *
 * @throws {LvlmError} "pattern-not-found" when a cache input has no symbolic length.
 */
export function dropCache(model: OnnxModel): number {
	const { graph } = model;
	const caches = graph.inputs.filter((input) => /^past(_key_values)?[._]/.test(input.name));
	for (const input of caches) {
		for (const use of [...input.uses]) {
			if (!isPastInput(use.node, use.index)) continue;
			keepHeadSize(use.node, input);
			graph.replaceInput(use.node, use.index, undefined);
		}
		if (input.uses.size > 0) graph.replaceAllUses(input, emptyCache(model, input));
		graph.removeValue(input);
	}
	for (let index = graph.outputs.length - 1; index >= 0; index--) {
		if (/^present(_key_values)?[._]/.test(graph.outputs[index]?.name ?? "")) graph.outputs.splice(index, 1);
	}
	return caches.length;
}
