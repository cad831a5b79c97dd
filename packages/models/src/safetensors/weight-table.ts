import { LvlmError } from "@lvlm-interpret/core";
import { fileNotFound, type ModelFiles } from "../files/model-files.js";
import { readSafetensorsHeader, type StoredTensor } from "./header.js";

/** All weights of a checkpoint by name, from the headers alone. */
export type WeightTable = ReadonlyMap<string, StoredTensor>;

const single = "model.safetensors";
const index = "model.safetensors.index.json";

/** A plain relative name: an index must not lead out of the model's folder. */
const isPlainName = (name: unknown): name is string =>
	typeof name === "string" && name !== "" && !/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name);

function readIndex(json: string): Map<string, string> {
	const invalid = (reason: string) =>
		new LvlmError("invalid-model", `"${index}" cannot be read: ${reason}.`, { reason, file: index });
	let parsed: unknown;
	try {
		parsed = JSON.parse(json);
	} catch (error) {
		throw invalid(`it is no JSON (${(error as Error).message})`);
	}
	const map = (parsed as { weight_map?: unknown } | null)?.weight_map;
	if (typeof map !== "object" || map === null || Array.isArray(map)) throw invalid("it has no weight_map");
	for (const [name, file] of Object.entries(map)) {
		if (!isPlainName(file))
			throw invalid(`weight "${name}" lies in ${JSON.stringify(file)}, which is no file of the folder`);
	}
	return new Map(Object.entries(map as Record<string, string>));
}

/**
 * Reads where every weight lies: `model.safetensors`, or the shards of `model.safetensors.index.json` (the single file
 * comes first, as in the Hugging Face library). Only headers are read.
 *
 * @throws {LvlmError} "model-not-found" (neither file, a shard missing), "invalid-model" (see {@link readSafetensorsHeader}; also an index
 *   that names a weight its shard does not have, and a weight in two shards), "limit-exceeded"; AbortError.
 */
export async function readWeights(
	files: ModelFiles,
	options: { readonly signal?: AbortSignal } = {},
): Promise<WeightTable> {
	const entries = new Map((await files.list()).map((entry) => [entry.name, entry]));
	const present = [...entries.keys()];
	const table = new Map<string, StoredTensor>();
	let located: Map<string, string> | undefined;
	if (!entries.has(single)) {
		if (!entries.has(index)) throw fileNotFound(files.id, single, present);
		located = readIndex(await files.text(index));
	}
	for (const file of located ? new Set(located.values()) : [single]) {
		options.signal?.throwIfAborted();
		const entry = entries.get(file);
		if (!entry) throw fileNotFound(files.id, file, present);
		for (const tensor of await readSafetensorsHeader(files, entry)) {
			const other = table.get(tensor.name);
			if (other) {
				throw new LvlmError("invalid-model", `Weight "${tensor.name}" is in "${other.file}" and in "${file}".`, {
					reason: "duplicate name",
					file,
					offset: tensor.offset,
				});
			}
			table.set(tensor.name, tensor);
		}
	}
	for (const [name, file] of located ?? []) {
		if (table.get(name)?.file !== file) {
			throw new LvlmError("invalid-model", `"${index}" says that "${name}" is in "${file}", but it is not.`, {
				reason: "index and shard disagree",
				file,
			});
		}
	}
	return table;
}
