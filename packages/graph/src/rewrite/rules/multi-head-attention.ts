import type { DType } from "@lvlm-interpret/core";
import type { GraphBuilder } from "../../build/builder.js";
import type { Node } from "../../ir/node.js";
import type { Dim, Value } from "../../ir/value.js";
import { causalBias, emitAttention, splitHeads } from "../attention-core.js";
import { floatAttribute, intAttribute, layerOf, type RewriteRule } from "../rule.js";

/** Places in the operator's input list. */
const at = { query: 0, key: 1, value: 2, bias: 3, padding: 4, attentionBias: 5 };

/** H·d of the query; a packed query [B, S, H, 3, d] tells d directly. */
function headSizeOf(node: Node): Dim {
	const shape = node.inputs[at.query]?.type?.shape;
	const last = shape?.[shape.length - 1];
	if (typeof last !== "number") return null;
	return node.inputs[at.key] ? last / intAttribute(node, "num_heads", 1) : last;
}

function reasons(node: Node): string[] {
	const found: string[] = [];
	const refuse = (condition: boolean, reason: string) => {
		if (condition) found.push(reason);
	};
	refuse(intAttribute(node, "num_heads", 0) < 1, "it has no num_heads");
	refuse(!node.inputs[at.query], "it has no query");
	refuse(!node.inputs[at.key] !== !node.inputs[at.value], "it has keys and values packed in one input");
	refuse(node.inputs[at.key]?.type?.shape?.length === 4, "its keys are given by head (cross attention from a cache)");
	refuse(Boolean(node.inputs[at.padding]), "it takes a key padding mask");
	refuse(
		node.inputs.slice(at.attentionBias + 1).some((value) => value !== undefined),
		"it reads a cache",
	);
	refuse(!node.inputs[at.key] && Boolean(node.inputs[at.bias]), "it has a packed query with a bias");
	node.outputs.slice(1).forEach((output) => {
		refuse(output.uses.size > 0, `its output "${output.name}" (cache or scores) is read`);
	});
	return found;
}

/** The operator's bias holds those of query, key and value one after the other. */
function withBias(builder: GraphBuilder, parts: [Value, Value, Value], bias: Value | undefined): [Value, Value, Value] {
	if (!bias) return parts;
	const lastSize = (value: Value) =>
		builder.op("Slice", [builder.op("Shape", [value]), builder.constant("int64", [2]), builder.constant("int64", [3])]);
	const sizes = builder.op("Concat", parts.map(lastSize), { axis: 0 });
	const biases = builder.ops("Split", [bias, sizes], { axis: 0 }, { outputs: 3 });
	return parts.map((part, index) => builder.op("Add", [part, biases[index] as Value])) as [Value, Value, Value];
}

/**
 * com.microsoft MultiHeadAttention without cache and padding mask: query, key, value [B, S, H·d], or all in the query
 * [B, S, H, 3, d]; bias [3·H·d]; attention_bias broadcastable to [B, H, Q, K]; causal when `unidirectional`.
 */
export const multiHeadAttention: RewriteRule = {
	name: "multi-head-attention",
	match: (node) => node.opType === "MultiHeadAttention" && node.domain === "com.microsoft",
	check: reasons,
	rewrite(node, context) {
		const { builder } = context;
		const heads = intAttribute(node, "num_heads", 0);
		const input = node.inputs[at.query] as Value;
		const dtype: DType = input.type?.dtype ?? "float32";
		let parts: [Value, Value, Value];
		if (node.inputs[at.key]) {
			const flat: [Value, Value, Value] = [input, node.inputs[at.key] as Value, node.inputs[at.value] as Value];
			const biased = withBias(builder, flat, node.inputs[at.bias]);
			parts = biased.map((part) => splitHeads(builder, part, heads)) as [Value, Value, Value];
		} else {
			const ones = builder.constant("int64", [1, 1, 1]);
			const axis = builder.constant("int64", [3]);
			const pieces = builder.ops("Split", [input, ones], { axis: 3 }, { outputs: 3 });
			parts = pieces.map((piece) =>
				builder.op("Transpose", [builder.op("Squeeze", [piece, axis])], { perm: [0, 2, 1, 3] }),
			) as [Value, Value, Value];
		}
		const [query, key, value] = parts;
		const biases: Value[] = [];
		const attentionBias = node.inputs[at.attentionBias];
		if (attentionBias) biases.push(attentionBias);
		if (intAttribute(node, "unidirectional", 0) === 1) biases.push(causalBias(context, query, dtype, -1));
		const { probabilities, output } = emitAttention(builder, {
			query,
			key,
			value,
			heads,
			kvHeads: heads,
			dtype,
			scale: floatAttribute(node, "scale", 0),
			headSize: headSizeOf(node),
			softcap: 0,
			biases,
		});
		return { outputs: [output], sites: [{ node: node.name, layer: layerOf(node.name), probabilities, output }] };
	},
};
