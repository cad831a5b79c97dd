import { elementCount, LvlmError, type ModelFacts, type ModelSource } from "@lvlm-interpret/core";
import type { JsonObject } from "../config/json-fields.js";
import type { ModelFiles } from "../files/model-files.js";
import { storedDTypes } from "../safetensors/dtype.js";
import { readWeights, type WeightTable } from "../safetensors/weight-table.js";
import { type FamilyModel, type ModelFamily, type PartName, partNames } from "./family.js";
import { fingerprint } from "./fingerprint.js";
import { llava } from "./llava/llava.js";
import { checkMemory, freeMemoryBytes } from "./memory.js";
import { modelSource } from "./source.js";

/** The families that are opened when none are given. */
export const builtInFamilies: readonly ModelFamily[] = [llava];

export interface OpenCheckpointOptions {
	/** Families to choose from; default {@link builtInFamilies}. */
	readonly families?: readonly ModelFamily[];
	/** Bytes that may be used; default what is free now (no limit where that cannot be known, as in browsers). */
	readonly freeBytes?: number;
	readonly signal?: AbortSignal;
}

/** A checkpoint whose graphs are built. No weight has been read. */
export interface Checkpoint
	extends Pick<FamilyModel, "parts" | "config" | "imageTokenId" | "imageTokensPerImage" | "featureStrategy"> {
	readonly files: ModelFiles;
	/** Id of the family that opened it. */
	readonly family: string;
	readonly facts: ModelFacts;
	/** The same graphs as backends take them. */
	readonly sources: Readonly<Record<PartName, ModelSource>>;
	/** Bytes of the weights in float32, in which they run. */
	readonly neededBytes: number;
}

function parseConfig(text: string): JsonObject {
	const invalid = (reason: string) =>
		new LvlmError("invalid-model", `config.json cannot be read: ${reason}.`, { reason, file: "config.json" });
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		throw invalid(`it is no JSON (${(error as Error).message})`);
	}
	if (typeof json !== "object" || json === null || Array.isArray(json)) throw invalid("it is no object");
	return json as JsonObject;
}

function chooseFamily(config: JsonObject, families: readonly ModelFamily[]): ModelFamily {
	const family = families.find((one) => one.matches(config));
	if (family) return family;
	const modelType = String(config.model_type ?? "");
	const architecture = Array.isArray(config.architectures) ? String(config.architectures[0] ?? "") : "";
	const supported = families.flatMap((one) => one.supports);
	throw new LvlmError(
		"unsupported-model",
		`No family opens a model of type "${modelType}"${architecture ? ` (${architecture})` : ""}.`,
		{ modelType, architecture, supported },
		{ hint: `Supported: ${supported.join("; ")}.` },
	);
}

/** What config.json and the headers of the weights say, and the graphs that follow from it. */
export interface ReadCheckpoint extends Pick<Checkpoint, "family" | "facts" | "neededBytes"> {
	readonly model: FamilyModel;
	/** All stored weights, by name. */
	readonly weights: WeightTable;
}

/**
 * The first half of {@link openCheckpoint}: everything that can be known without a weight, also of files on a server.
 *
 * @throws {LvlmError} as {@link openCheckpoint}, but for memory. @throws {DOMException} AbortError
 */
export async function readCheckpoint(
	files: ModelFiles,
	options: Pick<OpenCheckpointOptions, "families" | "signal"> = {},
): Promise<ReadCheckpoint> {
	const { signal, families = builtInFamilies } = options;
	signal?.throwIfAborted();
	const configText = await files.text("config.json");
	const json = parseConfig(configText);
	const family = chooseFamily(json, families);
	const weights = await readWeights(files, signal ? { signal } : {});
	signal?.throwIfAborted();
	const model = await family.open({ id: files.id, config: json, weights, files });
	const stored = [...weights.values()];
	const facts: ModelFacts = {
		id: files.id,
		modelType: String(json.model_type),
		fingerprint: await fingerprint(configText, weights),
		weightBytes: stored.reduce((sum, one) => sum + one.byteLength, 0),
		weightDtypes: [...new Set(stored.map((one) => storedDTypes[one.storedDType]?.dtype ?? one.storedDType))].sort(),
		text: model.text,
		vision: model.vision,
	};
	const neededBytes = 4 * model.used.reduce((sum, one) => sum + elementCount(one.shape), 0);
	return { family: family.id, facts, neededBytes, model, weights };
}

/**
 * Opens a Hugging Face checkpoint: reads config.json and the headers of the safetensors files, and builds the graphs of the
 * model, whose weights stay where they are.
 *
 * @param files  See `folder()` and `fileList()`.
 * @throws {LvlmError} "model-not-found", "invalid-model", "limit-exceeded", "shape-mismatch", "unsupported-model", and "out-of-memory"
 *   when the weights in float32 do not fit into free memory. @throws {DOMException} AbortError
 * Cost: the headers (a few hundred kB at 7B parameters) and the rotary tables; tens of milliseconds.
 */
export async function openCheckpoint(files: ModelFiles, options: OpenCheckpointOptions = {}): Promise<Checkpoint> {
	const { family, facts, neededBytes, model } = await readCheckpoint(files, options);
	const freeBytes = options.freeBytes ?? (await freeMemoryBytes());
	if (freeBytes !== undefined) checkMemory(files.id, neededBytes, freeBytes);
	const sources = await Promise.all(
		partNames.map(
			async (name): Promise<[PartName, ModelSource]> => [name, await modelSource(name, model.parts[name], files)],
		),
	);
	const { parts, config, imageTokenId, imageTokensPerImage, featureStrategy } = model;
	return {
		files,
		family,
		facts,
		config,
		imageTokenId,
		imageTokensPerImage,
		featureStrategy,
		neededBytes,
		parts,
		sources: Object.fromEntries(sources) as Record<PartName, ModelSource>,
	};
}
