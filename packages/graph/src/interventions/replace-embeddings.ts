import { LvlmError } from "@lvlm-interpret/core";
import type { Value } from "../ir/value.js";
import type { ModelHandles } from "../program/program.js";

/** @throws {LvlmError} "invalid-argument" */
export function assertBatched(handles: ModelHandles, what: string): void {
	if (handles.isBatched) return;
	throw new LvlmError(
		"invalid-argument",
		`${what} is written on batched handles only.`,
		{ name: "handles", expected: "handles.reopen({ isBatched: true })", actual: "handles of batch 1" },
		{ hint: "Open them with handles.reopen({ isBatched: true })." },
	);
}

/** What is put in the place of what. */
export interface EmbeddingReplacement {
	/** Where an embedding is replaced. bool [B, S]. */
	readonly removed: Value;
	/** What stands there then. float32 [1 or B, 1 or S, D]. */
	readonly replacement: Value;
}

/**
 * Replaces embeddings at chosen positions, in place: whatever read `inputsEmbeds` reads
 *
 *     x'[b, i] = removed[b, i] ? replacement[b, i] : x[b, i].
 *
 * Exact: where nothing is removed, nothing changes, bit for bit. Positions stay what they are.
 *
 * @param handles  Batched handles ({@link ModelHandles.isBatched}).
 * @returns The embeddings that the decoder now reads, [B, S, D].
 * @throws {LvlmError} "invalid-argument" for handles of batch 1.
 */
export function replaceEmbeddings(handles: ModelHandles, { removed, replacement }: EmbeddingReplacement): Value {
	assertBatched(handles, "A replacement of embeddings");
	const { builder, inputsEmbeds, model } = handles.decoder;
	const scope = builder.scope("replace");
	const readers = [...inputsEmbeds.uses];
	const column = scope.op("Unsqueeze", [removed, scope.constant("int64", [2], undefined, "column")]);
	const changed = scope.op("Where", [column, replacement, inputsEmbeds], {}, { name: "inputs_embeds" });
	if (inputsEmbeds.type) changed.type = inputsEmbeds.type;
	for (const { node, index } of readers) model.graph.replaceInput(node, index, changed);
	return changed;
}
