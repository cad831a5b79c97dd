import { hideKeys, type ModelHandles, type ProgramGraph, replaceEmbeddings, type Value } from "@lvlm-interpret/graph";

/**
 * How positions are taken away; none moves a position.
 * `mean`: their embeddings are replaced, image tokens by the mean image embedding of this image, words by a neutral embedding.
 * `block`: they are hidden from all later positions in every layer.
 */
export type Removal = "mean" | "block";

export const removals: readonly Removal[] = ["mean", "block"];

/** What stands for a removed word: the padding token's embedding, or the mean of the prompt's own text embeddings. */
export type NeutralWord = "padding token" | "mean of the prompt's words";

export function neutralWord(handles: Pick<ModelHandles, "facts">): NeutralWord {
	return handles.facts.text.padTokenId === undefined ? "mean of the prompt's words" : "padding token";
}

/** A decoder from which positions are removed, copy by copy. Letters: B copies, S positions, R rows that predict. */
export interface RemovalValues {
	/** [B, R, V]. */
	readonly logits: Value;
	/** Most likely token, the lowest id of equal ones. int64 [B, R]. */
	readonly predicted: Value;
	/** Of the token that `targets` names, in nats. [B, R]. */
	readonly logProbability: Value;
}

/** [1, 1, D], what stands for a removed word. */
function neutral(handles: ModelHandles, embeds: Value): Value {
	const { facts, decoder } = handles;
	const { builder } = decoder;
	if (facts.text.padTokenId !== undefined) {
		return builder.input("pad_embeds", "float32", [1, 1, facts.text.hiddenSize]);
	}
	return meanOf(handles, embeds, builder.input("text_positions", "int64", ["text_tokens"]));
}

/** Mean of some rows of [1, S, D], [1, 1, D]. */
function meanOf(handles: ModelHandles, embeds: Value, positions: Value): Value {
	const { builder } = handles.decoder;
	const rows = builder.op("Gather", [embeds, positions], { axis: 1 });
	return builder.op("ReduceMean", [rows, builder.constant("int64", [1], undefined, "axis")], { keepdims: 1 });
}

/**
 * Writes a removal onto batched handles. Feeds: `batch` int64 [1] B; `removed` bool [B, S]; `rows` int64 [R], the joint positions that
 * predict; `targets` int64 [R], token ids. For `mean` also `is_image` bool [S]; and `text_positions` int64 where the model has no padding
 * token; the replay brings `image_positions` and `pad_embeds`.
 *
 * Cost: B replays; behind the last layer only R rows are computed.
 */
export function writeRemoval(handles: ModelHandles, removal: Removal): RemovalValues {
	const { decoder } = handles;
	const { builder, model } = decoder;
	const ints = (...list: number[]) => builder.constant("int64", list, undefined, "ints");
	const removed = builder.input("removed", "bool", ["batch_size", "sequence_length"]);
	if (removal === "block") hideKeys(handles, { hidden: removed });
	else {
		// The replay's own embeddings, once: the handles have B copies of them.
		const embeds = model.graph.inputs.find(({ name }) => name === "inputs_embeds") as Value;
		const image = meanOf(handles, embeds, builder.input("image_positions", "int64", ["image_tokens"]));
		const isImage = builder.op("Unsqueeze", [builder.input("is_image", "bool", ["sequence_length"]), ints(0, 2)]);
		const replacement = builder.op("Where", [isImage, image, neutral(handles, embeds)], {}, { name: "replacement" });
		replaceEmbeddings(handles, { removed, replacement });
	}
	return readRows(handles);
}

/**
 * Reads rows of batched handles off: see {@link writeRemoval} for what comes out, and the feeds `rows` and `targets`. Behind the last
 * layer only these rows are computed. Changes the handles' graph.
 */
export function readRows(handles: ModelHandles): RemovalValues {
	const { decoder } = handles;
	const { builder, model } = decoder;
	const ints = (...list: number[]) => builder.constant("int64", list, undefined, "ints");
	const rows = builder.input("rows", "int64", ["rows"]);
	const end = decoder.hiddenStates.at(-1) as Value;
	const readers = [...end.uses];
	const chosen = builder.op("Gather", [end, rows], { axis: 1 }, { name: "rows" });
	for (const { node, index } of readers) model.graph.replaceInput(node, index, chosen);
	const { logits } = decoder;
	logits.type = {
		dtype: logits.type?.dtype ?? "float32",
		shape: ["batch_size", "rows", handles.facts.text.vocabularySize],
	};

	const targets = builder.input("targets", "int64", ["rows"]);
	const last = ints(-1);
	const leading = builder.op("Shape", [logits], { start: 0, end: 2 });
	const places = builder.op("Expand", [
		builder.op("Unsqueeze", [targets, ints(0, 2)]),
		builder.op("Concat", [leading, ints(1)], { axis: 0 }),
	]);
	const own = builder.op("Squeeze", [builder.op("GatherElements", [logits, places], { axis: 2 }), last]);
	// ln p = -softplus(logsumexp of the other logits - own logit): where p is nearly 1, it keeps its digits.
	const nothing = builder.op("Expand", [
		builder.constant("float32", -1e30, [], "nothing"),
		builder.op("Shape", [places]),
	]);
	const others = builder.op("ScatterElements", [logits, places, nothing], { axis: 2 }, { name: "others" });
	const total = builder.op("ReduceLogSumExp", [others, last], { keepdims: 0 });
	return {
		logits,
		predicted: builder.op("ArgMax", [logits], { axis: 2, keepdims: 0 }, { name: "predicted" }),
		logProbability: builder.op("Neg", [builder.op("Softplus", [builder.op("Sub", [total, own])])]),
	};
}

/** Key of a removal's graph in a program. */
export function removalKey(removal: Removal): string {
	return `removal.${removal}`;
}

/**
 * The graphs that {@link createRemovalTester} runs, by key, for a driven program's `graphs`.
 *
 * @param handles  Any handles of the model: each graph is written on handles of its own.
 */
export function removalGraphs(
	handles: ModelHandles,
	of: readonly Removal[] = removals,
): Readonly<Record<string, ProgramGraph>> {
	return Object.fromEntries(
		of.map((removal) => {
			const own = handles.reopen({ isBatched: true });
			const { predicted, logProbability } = writeRemoval(own, removal);
			return [removalKey(removal), { handles: own, outputs: { predicted, log_probability: logProbability } }];
		}),
	);
}
