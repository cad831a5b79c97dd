import { invariant, isDeviceTensor, type Session, type Tensor, tensor } from "@lvlm-interpret/core";

/** What a replay is made of. */
export interface ReplaySource {
	/** Prompt and answer, after image expansion. */
	readonly ids: readonly number[];
	/** Image positions, ascending: the k-th takes row k of the features. */
	readonly imagePositions: readonly number[];
	/** Shape [1, image tokens, D] or [image tokens, D], float32. */
	readonly imageFeatures: Tensor<"float32">;
}

/**
 * Feeds of the decoder for one teacher-forced forward over the first `rows` joint positions.
 *
 * @param embedTokens  The session that turns ids into embeddings.
 * @returns `inputs_embeds` [1, S, D] float32 with the image features in place, and `attention_mask` [1, S] int64, all ones;
 *   S = rows.
 */
export async function replayFeeds(
	embedTokens: Session,
	source: ReplaySource,
	rows: number,
	signal?: AbortSignal,
): Promise<{ inputs_embeds: Tensor<"float32">; attention_mask: Tensor<"int64"> }> {
	const ids = BigInt64Array.from(source.ids.slice(0, rows), BigInt);
	const outputs = await embedTokens.run(
		{ input_ids: tensor("int64", [1, rows], ids) },
		signal ? { outputs: ["inputs_embeds"], signal } : { outputs: ["inputs_embeds"] },
	);
	const embeds = outputs.inputs_embeds;
	invariant(
		embeds && !isDeviceTensor(embeds) && embeds.dtype === "float32",
		"embeddings are not float32 in host memory",
	);
	const size = embeds.shape.at(-1) as number;
	const data = Float32Array.from(embeds.data as Float32Array);
	const features = source.imageFeatures.data;
	source.imagePositions.forEach((position, index) => {
		if (position < rows) data.set(features.subarray(index * size, (index + 1) * size), position * size);
	});
	return {
		inputs_embeds: tensor("float32", [1, rows, size], data),
		attention_mask: tensor("int64", [1, rows], new BigInt64Array(rows).fill(1n)),
	};
}
