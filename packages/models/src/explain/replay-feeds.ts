import { invariant, isDeviceTensor, type Session, type Tensor, tensor } from "@lvlm-interpret/core";

/** What a replay is made of. */
export interface ReplaySource {
	/** Prompt and answer, after image expansion. */
	readonly ids: readonly number[];
	/** Image positions, ascending: the k-th takes row k of the features. */
	readonly imagePositions: readonly number[];
	/** Shape [1, image tokens, D] or [image tokens, D], float32. */
	readonly imageFeatures: Tensor<"float32">;
	/** The picture as the vision encoder reads it, [1, C, H, W], float32. */
	readonly pixelValues: Tensor<"float32">;
}

/**
 * Feeds of an explanation graph for one teacher-forced forward over the first `rows` joint positions; a graph takes those that
 * it has inputs for.
 *
 * @param embedTokens  The session that turns ids into embeddings.
 * @returns `inputs_embeds` [1, S, D] float32 with the image features in place, and `attention_mask` [1, S] int64, all ones;
 *   S = rows; `pixel_values` and `image_positions` int64 [M] for graphs that hold the vision encoder; `pad_embeds` [1, 1, D] float32, the
 *   embedding of the padding token where the model has one.
 */
export async function replayFeeds(
	embedTokens: Session,
	source: ReplaySource,
	rows: number,
	signal?: AbortSignal,
	padTokenId?: number,
): Promise<Record<string, Tensor>> {
	const pad = padTokenId === undefined ? [] : [padTokenId];
	const ids = BigInt64Array.from([...source.ids.slice(0, rows), ...pad], BigInt);
	const outputs = await embedTokens.run(
		{ input_ids: tensor("int64", [1, ids.length], ids) },
		signal ? { outputs: ["inputs_embeds"], signal } : { outputs: ["inputs_embeds"] },
	);
	const embeds = outputs.inputs_embeds;
	invariant(
		embeds && !isDeviceTensor(embeds) && embeds.dtype === "float32",
		"embeddings are not float32 in host memory",
	);
	const size = embeds.shape.at(-1) as number;
	const data = Float32Array.from((embeds.data as Float32Array).subarray(0, rows * size));
	const features = source.imageFeatures.data;
	source.imagePositions.forEach((position, index) => {
		if (position < rows) data.set(features.subarray(index * size, (index + 1) * size), position * size);
	});
	return {
		inputs_embeds: tensor("float32", [1, rows, size], data),
		attention_mask: tensor("int64", [1, rows], new BigInt64Array(rows).fill(1n)),
		pixel_values: source.pixelValues,
		...(pad.length > 0
			? { pad_embeds: tensor("float32", [1, 1, size], (embeds.data as Float32Array).slice(rows * size)) }
			: {}),
		image_positions: tensor("int64", [source.imagePositions.length], BigInt64Array.from(source.imagePositions, BigInt)),
	};
}
