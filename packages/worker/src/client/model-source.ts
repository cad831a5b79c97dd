import { LvlmError } from "@lvlm-interpret/core";
import type { WireSource } from "../protocol/calls.js";

/** A file under a name of one's own. */
export interface NamedBlob {
	readonly name: string;
	readonly blob: Blob;
}

/**
 * A model: a Hub id ("organisation/name"), the address of a folder, a path (in a page: "/models/x" and "./x" are addresses on its own
 * site; in Node: on disk); the files of `<input webkitdirectory>` or a drop; or a folder that a person picked.
 */
export type EngineSource =
	| string
	| URL
	| FileSystemDirectoryHandle
	| Iterable<File | NamedBlob>
	| { readonly id?: string; readonly files: Iterable<File | NamedBlob> };

function named(file: File | NamedBlob): NamedBlob {
	// The path below the picked folder does not survive the way to the worker by itself.
	return "blob" in file ? file : { name: file.webkitRelativePath || file.name, blob: file };
}

function nameOf(name: string): string {
	const isOfSite = /^\.{0,2}\//.test(name) && typeof location !== "undefined";
	return isOfSite ? new URL(name, location.href).href : name;
}

/** @throws {LvlmError} "invalid-argument" for what is no model. */
export function wireSource(source: EngineSource): WireSource {
	if (typeof source === "string" && source.trim() !== "") return { kind: "name", name: nameOf(source) };
	if (source instanceof URL) return { kind: "name", name: source.href };
	if (typeof source === "object" && source !== null) {
		if ("kind" in source && source.kind === "directory") return { kind: "directory", handle: source };
		if (Symbol.iterator in source) return { kind: "files", files: [...source].map(named) };
		if ("files" in source) {
			const id = source.id === undefined ? {} : { id: source.id };
			return { kind: "files", ...id, files: [...source.files].map(named) };
		}
	}
	throw new LvlmError("invalid-argument", "There is no model to open.", {
		name: "source",
		expected: "a Hub id, an address, a path, files or a folder",
		actual: source === "" ? "an empty text" : String(source),
	});
}

/**
 * What was dropped on a page, as a source. Call it in the drop event itself: the transfer is empty afterwards.
 *
 * @returns The folder, where one was dropped alone; else the files.
 */
export async function droppedSource(transfer: DataTransfer): Promise<EngineSource> {
	type Item = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
	// All items are asked before the first pause.
	const items = [...transfer.items]
		.filter((item) => item.kind === "file")
		.map((item: Item) => ({ file: item.getAsFile(), handle: item.getAsFileSystemHandle?.() }));
	const handles = await Promise.all(items.map((item) => item.handle));
	const folders = handles.filter((handle) => handle?.kind === "directory");
	if (folders.length === 1) return folders[0] as FileSystemDirectoryHandle;
	return items.flatMap(({ file }) => (file ? [file] : []));
}
