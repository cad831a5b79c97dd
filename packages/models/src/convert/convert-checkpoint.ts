import { type ExternalFile, LvlmError, type ModelFacts, type Progress } from "@lvlm-interpret/core";
import { type ModelFamily, partNames } from "../families/family.js";
import { type Checkpoint, openCheckpoint } from "../families/open-checkpoint.js";
import { folder } from "../files/folder.js";
import { nodeModule } from "../platform/node-module.js";
import { copyFile, isCompanion, linkFile, writeWhole } from "./place-files.js";

export interface ConvertOptions {
	/** Folder to write to; default the checkpoint's own, beside the shards. Made when it is not there. */
	readonly out?: string;
	/** Copy the weights into `out` instead of hard-linking them. Default false. */
	readonly copyWeights?: boolean;
	readonly families?: readonly ModelFamily[];
	/** Files done; while a shard is copied, its bytes. */
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
}

/** A file of the converted model. */
export interface ConvertedFile {
	readonly path: string;
	readonly byteLength: number;
	/** "written" and "copied" take room on the disk, "linked" does not. */
	readonly how: "written" | "linked" | "copied";
}

export interface Conversion {
	readonly folder: string;
	readonly files: readonly ConvertedFile[];
	/** Bytes of the files that are not links. */
	readonly writtenBytes: number;
	/** The model that was converted. */
	readonly facts: ModelFacts;
}

type PathFile = Extract<ExternalFile, { kind: "path" }>;

/** The weight files that the graphs point into, by name. */
function weightFiles(checkpoint: Checkpoint): Map<string, PathFile> {
	const files = new Map<string, PathFile>();
	for (const part of partNames) {
		for (const [name, file] of checkpoint.sources[part].files) if (file.kind === "path") files.set(name, file);
	}
	return files;
}

/** ONNX Runtime refuses data that is a link out of the folder of a model that is not; say so before it does. */
async function checkBeside(target: string, weights: ReadonlyMap<string, PathFile>): Promise<void> {
	const { join } = nodeModule("node:path");
	for (const [name, file] of weights) {
		if (file.path === join(target, name)) continue;
		throw new LvlmError(
			"invalid-argument",
			`"${name}" is a link to "${file.path}"; graphs beside it could not read it.`,
			{ name: "out", expected: "a folder of its own for a checkpoint of links", actual: target },
			{ hint: "Name a folder to convert into (out); the weights are hard-linked there." },
		);
	}
}

/**
 * Writes `vision_encoder.onnx`, `embed_tokens.onnx` and `decoder_model_merged.onnx` into the folder of the safetensors files, which
 * they point into by plain name: any ONNX Runtime opens them by path. Another folder gets the weights as hard links (or
 * copies) and the configs and tokenizer as copies. Node only. Weights are not read, unless they are copied.
 *
 * @param path  A checkpoint folder as Hugging Face lays it out.
 * @throws {LvlmError} as `openCheckpoint`, without "out-of-memory"; "invalid-argument" where links are impossible. @throws {DOMException} AbortError
 */
export async function convertCheckpoint(path: string, options: ConvertOptions = {}): Promise<Conversion> {
	const { signal, onProgress, families } = options;
	const { mkdir, realpath, writeFile } = nodeModule("node:fs/promises");
	const { join } = nodeModule("node:path");
	const files = folder(path);
	const checkpoint = await openCheckpoint(files, {
		freeBytes: Number.POSITIVE_INFINITY,
		...(families ? { families } : {}),
		...(signal ? { signal } : {}),
	});
	if (options.out !== undefined) await mkdir(options.out, { recursive: true });
	const target = await realpath(options.out ?? path);
	const weights = weightFiles(checkpoint);
	const beside = target === (await realpath(path));
	if (beside) await checkBeside(target, weights);

	const companions = beside ? [] : (await files.list()).filter(({ name }) => isCompanion(name));
	const total = partNames.length + (beside ? 0 : weights.size + companions.length);
	const done: ConvertedFile[] = [];
	const finish = (name: string, byteLength: number, how: ConvertedFile["how"]): void => {
		done.push({ path: join(target, name), byteLength, how });
		onProgress?.({ phase: "write", done: done.length, total, unit: "files", detail: name });
		signal?.throwIfAborted();
	};
	if (!beside) {
		for (const [name, file] of weights) {
			if (options.copyWeights) {
				let bytes = 0;
				const report = (count: number): void => {
					bytes += count;
					onProgress?.({ phase: "write", done: bytes, total: file.byteLength, unit: "bytes", detail: name });
				};
				await copyFile(file.path, join(target, name), report, signal);
			} else await linkFile(file.path, join(target, name));
			finish(name, file.byteLength, options.copyWeights ? "copied" : "linked");
		}
		for (const { name, byteLength } of companions) {
			const bytes = await files.read(name, 0, byteLength);
			await writeWhole(join(target, name), (part) => writeFile(part, bytes));
			finish(name, byteLength, "copied");
		}
	}
	for (const part of partNames) {
		const bytes = checkpoint.sources[part].encode((file) => file);
		await writeWhole(join(target, `${part}.onnx`), (temporary) => writeFile(temporary, bytes));
		finish(`${part}.onnx`, bytes.length, "written");
	}
	const writtenBytes = done.reduce((sum, one) => sum + (one.how === "linked" ? 0 : one.byteLength), 0);
	return { folder: target, files: done, writtenBytes, facts: checkpoint.facts };
}
