import type { OnnxModel } from "@lvlm-interpret/graph";
import type { LlavaConfig } from "../../config/llava-config.js";
import { type CheckpointWeights, castToFloat32, GraphWeights } from "./checkpoint-weights.js";
import { asModel, newGraph } from "./operators.js";

/** The embedding table, under the name it is stored by: a tied checkpoint may keep the head only. */
export function embeddingName(config: LlavaConfig, weights: CheckpointWeights): string {
	const table = "model.language_model.embed_tokens.weight";
	return config.tieWordEmbeddings && !weights.has(table) && weights.has("lm_head.weight") ? "lm_head.weight" : table;
}

/**
 * `input_ids` int64 [batch_size, sequence_length] -> `inputs_embeds` float32 [batch_size, sequence_length, D]. Rows are gathered
 * from the table as it is stored and cast afterwards, so a 16-bit table is never expanded.
 */
export function buildEmbedTokens(config: LlavaConfig, checkpoint: CheckpointWeights): OnnxModel {
	const { vocabularySize, hiddenSize } = config.text;
	const { graph, writer } = newGraph("embed_tokens", new GraphWeights(checkpoint));
	const { builder, weights } = writer;
	const ids = builder.input("input_ids", "int64", ["batch_size", "sequence_length"]);
	const table = weights.stored(builder, embeddingName(config, checkpoint), [vocabularySize, hiddenSize]);
	const is32 = table.type?.dtype === "float32";
	const options = { name: "/model/embed_tokens/Gather", ...(is32 ? { outputs: ["inputs_embeds"] } : {}) };
	let rows = builder.op("Gather", [table, ids], { axis: 0 }, options);
	if (!is32) {
		rows = castToFloat32(builder.scope("/model/embed_tokens"), rows);
		rows.name = graph.uniqueName("inputs_embeds");
	}
	rows.type = { dtype: "float32", shape: ["batch_size", "sequence_length", hiddenSize] };
	graph.outputs.push(rows);
	return asModel(graph);
}
