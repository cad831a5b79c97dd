import { type ExternalFile, LvlmError } from "@lvlm-interpret/core";

/** A file of a model folder. `name` is relative to the folder, with "/" between parts. */
export interface FileEntry {
	readonly name: string;
	readonly byteLength: number;
}

/**
 * The files of a model, wherever they are. Nothing is read before it is asked for, and never more than was asked for:
 * weights are gigabytes, and the graphs only point into them.
 */
export interface ModelFiles {
	/** What the model is called in messages and sessions: the folder's name or the Hub id. */
	readonly id: string;
	/** The files of the folder and of its direct subfolders, sorted by name. @throws {LvlmError} "model-not-found" */
	list(): Promise<readonly FileEntry[]>;
	/** Bytes [start, end) of a file. @throws {LvlmError} "model-not-found"; "invalid-model" when the file ends before `end`. */
	read(name: string, start: number, end: number): Promise<Uint8Array>;
	/** A whole small file as UTF-8, at most 100 MB. @throws {LvlmError} "model-not-found", "limit-exceeded" */
	text(name: string): Promise<string>;
	/** Where the bytes of a file are, for a backend. @throws {LvlmError} "model-not-found" */
	external(name: string): Promise<ExternalFile>;
}

/** Largest JSON or text file that is read as a whole, in bytes. A tokenizer.json of 256,000 words has 35 MB. */
export const largestTextBytes = 100_000_000;

/** The error for a file that is not there. */
export function fileNotFound(path: string, file: string, present: readonly string[]): LvlmError<"model-not-found"> {
	const some = present.slice(0, 8).join(", ");
	return new LvlmError(
		"model-not-found",
		`"${path}" has no file "${file}".`,
		{ path, file },
		{
			hint:
				present.length === 0
					? "The folder is empty."
					: `A model folder as Hugging Face lays it out is needed (config.json, *.safetensors, tokenizer.json). Found: ${some}${present.length > 8 ? ", …" : ""}.`,
		},
	);
}

/** The error for a file that is shorter than its header or index says. */
export function fileEnds(file: string, byteLength: number, end: number): LvlmError<"invalid-model"> {
	return new LvlmError(
		"invalid-model",
		`"${file}" ends at byte ${byteLength}, but bytes up to ${end} are needed.`,
		{ reason: "truncated file", file, offset: byteLength },
		{ hint: "The download may have been cut off: fetch the file again." },
	);
}

/** Refuses to read a whole file that is not small. */
export function checkTextSize(file: string, byteLength: number): void {
	if (byteLength <= largestTextBytes) return;
	throw new LvlmError("limit-exceeded", `"${file}" has ${byteLength} bytes; text files may have ${largestTextBytes}.`, {
		limit: "text file bytes",
		allowed: largestTextBytes,
		actual: byteLength,
	});
}
