import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs";

/** Weights of a LLaVA-1.5-7B by name, with their true shapes, in the order of the shards. */
export function llava7bShapes(): Map<string, number[]> {
	const shapes = new Map<string, number[]>();
	const tower = "vision_tower.vision_model";
	shapes.set(`${tower}.embeddings.class_embedding`, [1024]);
	shapes.set(`${tower}.embeddings.patch_embedding.weight`, [1024, 3, 14, 14]);
	shapes.set(`${tower}.embeddings.position_embedding.weight`, [577, 1024]);
	const norm = (name: string): void => {
		shapes.set(`${name}.weight`, [1024]);
		shapes.set(`${name}.bias`, [1024]);
	};
	const dense = (name: string, out: number, into: number): void => {
		shapes.set(`${name}.weight`, [out, into]);
		shapes.set(`${name}.bias`, [out]);
	};
	norm(`${tower}.pre_layrnorm`);
	for (let layer = 0; layer < 24; layer++) {
		const name = `${tower}.encoder.layers.${layer}`;
		for (const one of ["q_proj", "k_proj", "v_proj", "out_proj"]) dense(`${name}.self_attn.${one}`, 1024, 1024);
		dense(`${name}.mlp.fc1`, 4096, 1024);
		dense(`${name}.mlp.fc2`, 1024, 4096);
		norm(`${name}.layer_norm1`);
		norm(`${name}.layer_norm2`);
	}
	norm(`${tower}.post_layernorm`);
	dense("multi_modal_projector.linear_1", 4096, 1024);
	dense("multi_modal_projector.linear_2", 4096, 4096);
	shapes.set("language_model.model.embed_tokens.weight", [32_064, 4096]);
	for (let layer = 0; layer < 32; layer++) {
		const name = `language_model.model.layers.${layer}`;
		for (const one of ["q_proj", "k_proj", "v_proj", "o_proj"])
			shapes.set(`${name}.self_attn.${one}.weight`, [4096, 4096]);
		for (const one of ["gate_proj", "up_proj"]) shapes.set(`${name}.mlp.${one}.weight`, [11_008, 4096]);
		shapes.set(`${name}.mlp.down_proj.weight`, [4096, 11_008]);
		for (const one of ["input_layernorm", "post_attention_layernorm"]) shapes.set(`${name}.${one}.weight`, [4096]);
	}
	shapes.set("language_model.model.norm.weight", [4096]);
	shapes.set("language_model.lm_head.weight", [32_064, 4096]);
	return shapes;
}

/** As the official llava-1.5-7b-hf says it: nearly all of LlamaConfig left to the library's defaults. */
export const llava7bConfig = {
	architectures: ["LlavaForConditionalGeneration"],
	model_type: "llava",
	image_token_index: 32_000,
	projector_hidden_act: "gelu",
	torch_dtype: "float16",
	text_config: { max_position_embeddings: 4096, model_type: "llama", rms_norm_eps: 1e-5, vocab_size: 32_064 },
	vision_config: {
		hidden_size: 1024,
		image_size: 336,
		intermediate_size: 4096,
		model_type: "clip_vision_model",
		num_attention_heads: 16,
		num_hidden_layers: 24,
		patch_size: 14,
		projection_dim: 768,
		vocab_size: 32_000,
	},
};

/** Where a tensor lies. */
export interface Placed {
	readonly file: string;
	readonly offset: number;
}

/**
 * Writes a float16 checkpoint of the given shapes as sparse files: real headers, no data on the disk.
 *
 * @returns Where each tensor begins.
 */
export function writeSparseCheckpoint(
	folder: string,
	config: object,
	shapes: Map<string, number[]>,
	shards: number,
): Map<string, Placed> {
	const bytesOf = (shape: number[]): number => 2 * shape.reduce((a, b) => a * b, 1);
	const total = [...shapes.values()].reduce((sum, shape) => sum + bytesOf(shape), 0);
	const weightMap: Record<string, string> = {};
	const headers: Record<string, object>[] = Array.from({ length: shards }, () => ({}));
	const sizes = new Array<number>(shards).fill(0);
	let before = 0;
	for (const [name, shape] of shapes) {
		const shard = Math.min(shards - 1, Math.floor((before * shards) / total));
		const start = sizes[shard] as number;
		const end = start + bytesOf(shape);
		(headers[shard] as Record<string, object>)[name] = { dtype: "F16", shape, data_offsets: [start, end] };
		sizes[shard] = end;
		before += end - start;
		weightMap[name] = `model-0000${shard + 1}-of-0000${shards}.safetensors`;
	}
	const placed = new Map<string, Placed>();
	headers.forEach((header, shard) => {
		const file = `model-0000${shard + 1}-of-0000${shards}.safetensors`;
		const json = Buffer.from(JSON.stringify({ __metadata__: { format: "pt" }, ...header }));
		const length = Buffer.alloc(8);
		length.writeBigUInt64LE(BigInt(json.length));
		const handle = openSync(`${folder}/${file}`, "w");
		writeSync(handle, Buffer.concat([length, json]));
		ftruncateSync(handle, 8 + json.length + (sizes[shard] as number));
		closeSync(handle);
		for (const [name, entry] of Object.entries(header)) {
			const [start] = (entry as { data_offsets: [number, number] }).data_offsets;
			placed.set(name, { file, offset: 8 + json.length + start });
		}
	});
	writeFileSync(`${folder}/config.json`, JSON.stringify(config));
	writeFileSync(
		`${folder}/model.safetensors.index.json`,
		JSON.stringify({ metadata: { total_size: total }, weight_map: weightMap }),
	);
	return placed;
}
