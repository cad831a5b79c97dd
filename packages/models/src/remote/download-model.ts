import { isLvlmError, type Progress } from "@lvlm-interpret/core";
import { downloadFile } from "./download-file.js";
import type { ModelStore } from "./model-store.js";
import type { RemoteFile, RemoteModel } from "./remote-model.js";

const isTextFile = (name: string): boolean => /\.(json|jinja)$/.test(name);

/** The files that opening a model takes: all small text files, and the weights that are named. */
export function neededFiles(model: RemoteModel, weightFiles: Iterable<string>): RemoteFile[] {
	const weights = new Set(weightFiles);
	return model.files.filter((file) => weights.has(file.name) || isTextFile(file.name));
}

/**
 * Downloads files of a model into a store, one after the other (text files first: a refused download should be refused early).
 * What is there already is not fetched; what is there in part is continued.
 *
 * @param options.onProgress  Phase "download", in bytes: of the file, and of all files together.
 * @throws {LvlmError} "download-failed". @throws {DOMException} AbortError; what was loaded is kept.
 */
export async function downloadModel(
	model: RemoteModel,
	files: readonly RemoteFile[],
	store: ModelStore,
	options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: Progress) => void } = {},
): Promise<void> {
	const { signal, onProgress } = options;
	const total = files.reduce((sum, file) => sum + file.byteLength, 0);
	const ordered = [...files].sort((a, b) => Number(isTextFile(b.name)) - Number(isTextFile(a.name)));
	let before = 0;
	for (const file of ordered) {
		signal?.throwIfAborted();
		const report = (done: number): void =>
			onProgress?.({
				phase: "download",
				done: before + done,
				total,
				unit: "bytes",
				detail: file.name,
				file: { name: file.name, done, total: file.byteLength },
			});
		if (!(await store.has(model, file))) {
			await downloadFile(model, file, await store.begin(model, file), {
				...(signal ? { signal } : {}),
				onBytes: report,
			});
		}
		report(file.byteLength);
		before += file.byteLength;
	}
	await store.settle(model, files);
}

/** Runs `load`, and once more from the list of files when a file changed on the server meanwhile. */
export async function twiceIfChanged<T>(load: () => Promise<T>): Promise<T> {
	try {
		return await load();
	} catch (error) {
		if (!isLvlmError(error, "download-failed") || error.fields.reason !== "changed") throw error;
		return load();
	}
}
