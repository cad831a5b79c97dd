import type { DType } from "@lvlm-interpret/core";
import type { Node } from "../../ir/node.js";
import type { Value } from "../../ir/value.js";
import { causalBias, emitAttention, positionsOf, splitHeads } from "../attention-core.js";
import { emitRotary, type RotaryTables } from "../rotary.js";
import { floatAttribute, intAttribute, layerOf, type RewriteRule } from "../rule.js";

/** Places in the operator's input list. */
const at = { query: 0, key: 1, value: 2, pastKey: 3, pastValue: 4, cos: 7, sin: 8, positions: 9, bias: 10, sink: 11 };

const attributesKnown = new Set([
	"num_heads",
	"kv_num_heads",
	"do_rotary",
	"rotary_interleaved",
	"scale",
	"softcap",
	"local_window_size",
	"smooth_softmax",
	"qk_output",
	"causal",
]);

function headSizeOf(node: Node): number | undefined {
	const last = node.inputs[at.query]?.type?.shape?.[2];
	if (typeof last !== "number") return undefined;
	const heads = intAttribute(node, "num_heads", 0);
	const isPacked = !node.inputs[at.key];
	return last / (isPacked ? heads + 2 * intAttribute(node, "kv_num_heads", 0) : heads);
}

function reasons(node: Node): string[] {
	const found: string[] = [];
	const refuse = (condition: boolean, reason: string) => {
		if (condition) found.push(reason);
	};
	const heads = intAttribute(node, "num_heads", 0);
	const kvHeads = intAttribute(node, "kv_num_heads", 0);
	refuse(heads < 1 || kvHeads < 1 || heads % kvHeads !== 0, `${heads} heads do not share ${kvHeads} key/value heads`);
	refuse(!node.inputs[at.query], "it has no query");
	refuse(!node.inputs[at.key] !== !node.inputs[at.value], "it has a key without a value or the reverse");
	refuse(
		!node.inputs[at.pastKey] !== !node.inputs[at.pastValue],
		"it has a past key without a past value or the reverse",
	);
	node.outputs.slice(3).forEach((output) => {
		refuse(output.uses.size > 0, `its output "${output.name}" (scores) is read`);
	});
	refuse(
		intAttribute(node, "smooth_softmax", 0) > 0 || Boolean(node.inputs[at.sink]),
		"smooth softmax is not rewritten",
	);
	refuse(intAttribute(node, "causal", 1) !== 1, "it is not causal");
	refuse(Boolean(node.inputs[at.positions]), "it takes position ids");
	refuse(
		node.inputs.slice(at.sink + 1).some((value) => value !== undefined),
		"it has inputs after the attention sink (quantised cache or per-head norms)",
	);
	for (const name of node.attributes.keys()) {
		refuse(!attributesKnown.has(name) && !isDefault(node, name), `the attribute "${name}" is not known`);
	}
	if (intAttribute(node, "do_rotary", 0) === 1) {
		refuse(!node.inputs[at.cos] || !node.inputs[at.sin], "it rotates without tables");
	}
	return found;
}

/** Attributes of newer versions are harmless at 0 or "NONE". */
function isDefault(node: Node, name: string): boolean {
	const attribute = node.attributes.get(name);
	return attribute?.value === 0 || attribute?.value === "NONE" || attribute?.value === "";
}

function tablesOf(node: Node): RotaryTables {
	const cos = node.inputs[at.cos] as Value;
	const half = cos.type?.shape?.[1];
	const headSize = headSizeOf(node);
	const isWhole = typeof half !== "number" || half * 2 === headSize;
	return {
		cos,
		sin: node.inputs[at.sin] as Value,
		isInterleaved: intAttribute(node, "rotary_interleaved", 0) === 1,
		rotated: isWhole ? undefined : half * 2,
	};
}

/**
 * com.microsoft GroupQueryAttention: (rotary) queries and keys, causal softmax over the cached and the current positions, key
 * and value heads shared by groups of query heads. Positions count from 0, all of them are real (attention_mask of ones).
 *
 * Inputs: query [B, S, H·d], key and value [B, S, Hk·d]; or packed in the query [B, S, (H + 2·Hk)·d]; past key and value
 * [B, Hk, P, d]. Outputs: [B, S, H·d], present key and value [B, Hk, P + S, d].
 */
export const groupQueryAttention: RewriteRule = {
	name: "group-query-attention",
	match: (node) => node.opType === "GroupQueryAttention" && node.domain === "com.microsoft",
	check: reasons,
	rewrite(node, context) {
		const { builder } = context;
		const heads = intAttribute(node, "num_heads", 0);
		const kvHeads = intAttribute(node, "kv_num_heads", 0);
		const input = node.inputs[at.query] as Value;
		const dtype: DType = input.type?.dtype ?? node.inputs[at.cos]?.type?.dtype ?? "float32";
		let query: Value;
		let key: Value;
		let value: Value;
		if (node.inputs[at.key]) {
			query = splitHeads(builder, input, heads);
			key = splitHeads(builder, node.inputs[at.key] as Value, kvHeads);
			value = splitHeads(builder, node.inputs[at.value] as Value, kvHeads);
		} else {
			const all = splitHeads(builder, input, heads + 2 * kvHeads);
			const sizes = builder.constant("int64", [heads, kvHeads, kvHeads]);
			[query, key, value] = builder.ops("Split", [all, sizes], { axis: 1 }, { outputs: 3 }) as [Value, Value, Value];
		}
		const pastKey = node.inputs[at.pastKey];
		// All layers have the same past, so its length is read once.
		const past = pastKey && context.once("past length", () => positionsOf(builder, pastKey));
		if (intAttribute(node, "do_rotary", 0) === 1) {
			const tables = tablesOf(node);
			query = emitRotary(context, query, tables, past);
			key = emitRotary(context, key, tables, past);
		}
		if (pastKey) {
			key = builder.op("Concat", [pastKey, key], { axis: 2 }, { name: "present_key" });
			value = builder.op("Concat", [node.inputs[at.pastValue], value], { axis: 2 }, { name: "present_value" });
		}
		const causal = causalBias(context, query, dtype, intAttribute(node, "local_window_size", -1), past);
		const bias = node.inputs[at.bias];
		const { probabilities, output } = emitAttention(builder, {
			query,
			key,
			value,
			heads,
			kvHeads,
			dtype,
			scale: floatAttribute(node, "scale", 0),
			headSize: headSizeOf(node) ?? null,
			softcap: floatAttribute(node, "softcap", 0),
			biases: bias ? [bias, causal] : [causal],
		});
		return {
			outputs: [output, key, value],
			sites: [{ node: node.name, layer: layerOf(node.name), probabilities, output }],
		};
	},
};
