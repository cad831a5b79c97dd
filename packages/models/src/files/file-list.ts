import { LvlmError } from "@lvlm-interpret/core";
import { checkTextSize, fileEnds, fileNotFound, type ModelFiles } from "./model-files.js";

/** A file as a browser gives it, or bytes under a name of one's own. */
export type ListedFile = File | { readonly name: string; readonly blob: Blob };

function pathOf(file: ListedFile): string {
	const path = "blob" in file ? file.name : file.webkitRelativePath || file.name;
	return path.replaceAll("\\", "/").replace(/^\.?\/+/, "");
}

/**
 * Paths relative to the model's folder. A folder picker and a drop put the folder's own name in front of every path
 * ("llava-1.5-7b-hf/config.json"); the first part is dropped when all paths share it.
 */
function relativePaths(files: readonly ListedFile[]): string[] {
	const paths = files.map(pathOf);
	const first = paths[0]?.split("/")[0];
	const shared = paths.length > 0 && paths.every((path) => path.includes("/") && path.split("/")[0] === first);
	return shared ? paths.map((path) => path.slice((first as string).length + 1)) : paths;
}

/**
 * A model as a list of files: `<input type="file" webkitdirectory>`, a drop, or Blobs. Blobs are sliced, never read whole.
 *
 * @param options.id  Name in messages; default "files".
 * @throws {LvlmError} "invalid-argument" when two files have the same relative path.
 */
export function fileList(list: Iterable<ListedFile>, options: { readonly id?: string } = {}): ModelFiles {
	const given = [...list];
	const id = options.id ?? "files";
	const blobs = new Map<string, Blob>();
	relativePaths(given).forEach((name, index) => {
		const file = given[index] as ListedFile;
		if (blobs.has(name)) {
			throw new LvlmError("invalid-argument", `Two of the files are called "${name}".`, {
				name: "files",
				expected: "one file a name",
				actual: name,
			});
		}
		blobs.set(name, "blob" in file ? file.blob : file);
	});
	const names = [...blobs.keys()].sort();
	const find = (name: string): Blob => {
		const blob = blobs.get(name);
		if (!blob) throw fileNotFound(id, name, names);
		return blob;
	};
	return {
		id,
		async list() {
			return names.map((name) => ({ name, byteLength: find(name).size }));
		},
		async read(name, start, end) {
			const blob = find(name);
			if (end > blob.size) throw fileEnds(name, blob.size, end);
			return new Uint8Array(await blob.slice(start, end).arrayBuffer());
		},
		async text(name) {
			const blob = find(name);
			checkTextSize(name, blob.size);
			return blob.text();
		},
		async external(name) {
			return { kind: "blob", blob: find(name) };
		},
	};
}
