import { fileList, type ListedFile } from "../files/file-list.js";
import type { ModelFiles } from "../files/model-files.js";

/** The files of a folder and of its direct subfolders: deeper ones belong to no model. */
async function filesOf(directory: FileSystemDirectoryHandle, prefix: string, depth: number): Promise<ListedFile[]> {
	const found: ListedFile[] = [];
	for await (const [name, handle] of directory.entries()) {
		if (handle.kind === "file") {
			found.push({ name: prefix + name, blob: await (handle as FileSystemFileHandle).getFile() });
		} else if (depth > 0) {
			found.push(...(await filesOf(handle as FileSystemDirectoryHandle, `${prefix}${name}/`, depth - 1)));
		}
	}
	return found;
}

/** A folder that a person picked (`showDirectoryPicker()`) or dropped. Files are sliced where they are, never copied. */
export async function directoryFiles(directory: FileSystemDirectoryHandle): Promise<ModelFiles> {
	return fileList(await filesOf(directory, "", 1), { id: directory.name });
}

/**
 * What was dropped on a page: one folder, or the files of one. Call it in the drop event itself: the transfer is empty
 * afterwards.
 *
 * @throws {LvlmError} "invalid-argument" when two files have the same name.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<ModelFiles> {
	// All items are asked before the first pause.
	const items = [...transfer.items]
		.filter((item) => item.kind === "file")
		.map((item) => ({
			file: item.getAsFile(),
			handle: (
				item as DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> }
			).getAsFileSystemHandle?.(),
		}));
	const handles = await Promise.all(items.map((item) => item.handle));
	const folders = handles.filter((handle): handle is FileSystemDirectoryHandle => handle?.kind === "directory");
	const [only] = folders;
	if (only && folders.length === 1) return directoryFiles(only);
	return fileList(items.flatMap(({ file }) => (file ? [file] : [])));
}
