import type { ExternalFile, ModelSource } from "@lvlm-interpret/core";
import { encodeModel, type OnnxModel } from "@lvlm-interpret/graph";
import type { ModelFiles } from "../files/model-files.js";

/** The files that a model's initialisers point into. */
export function filesOf(model: OnnxModel): string[] {
	const names = new Set<string>();
	for (const { content } of model.graph.initializers.values()) if (content.kind === "external") names.add(content.file);
	return [...names];
}

/**
 * A graph as a backend takes it: bytes on demand, and the files that they refer to.
 *
 * @param name  For messages, e.g. "decoder_model_merged".
 * @throws {LvlmError} "model-not-found" for a file that is gone.
 */
export async function modelSource(name: string, model: OnnxModel, files: ModelFiles): Promise<ModelSource> {
	const external = new Map<string, ExternalFile>();
	for (const file of filesOf(model)) external.set(file, await files.external(file));
	return { name, files: external, encode: (locate) => encodeModel(model, { locate }) };
}
