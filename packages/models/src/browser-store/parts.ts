/// <reference lib="dom.asynciterable" />
import { downloadFailed } from "../remote/failure.js";
import type { PartialFile } from "../remote/model-store.js";
import type { RemoteFile } from "../remote/remote-model.js";

export interface PartsOptions {
	/** Size of a part in bytes. */
	readonly partBytes?: number;
}

const defaultPartBytes = 32 * 2 ** 20;

/** The parts of a blob, in order, as files of the browser's: nothing is read. */
export async function partsOf(directory: FileSystemDirectoryHandle): Promise<File[]> {
	const files: File[] = [];
	for await (const handle of directory.values()) {
		if (handle.kind === "file") files.push(await (handle as FileSystemFileHandle).getFile());
	}
	return files.filter((file) => /^\d{6}$/.test(file.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Turns the browser's refusal to store more into an error that says how much is needed and free. */
async function quotaError(error: unknown, file: RemoteFile): Promise<unknown> {
	if (!(error instanceof Error) || error.name !== "QuotaExceededError") return error;
	const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.().catch(() => undefined)) ?? {};
	const numbers =
		quota === undefined
			? ""
			: ` It grants ${quota} bytes in all, of which ${usage ?? 0} are used, and the file has ${file.byteLength}.`;
	return downloadFailed(
		"storage-full",
		file.url,
		`The browser stores no more: "${file.name}" does not fit.${numbers}`,
		{
			hint: "Delete models that you no longer need, or free space on the disk. What was loaded is kept.",
			cause: error,
		},
	);
}

/**
 * A blob in numbered parts of equal size, the last one shorter. A stream of the origin's private file system counts only when it is
 * closed, and opening a file again copies it: so each part is a file, closed when it is full or when writing ends.
 */
export async function partsBlob(
	directory: FileSystemDirectoryHandle,
	file: RemoteFile,
	options: PartsOptions = {},
): Promise<PartialFile> {
	const { partBytes = defaultPartBytes } = options;
	let byteLength = 0;
	// Parts count up to the first one that is not full: what lies behind a gap cannot be used.
	for (const part of await partsOf(directory)) {
		if (part.name !== nameOf(Math.floor(byteLength / partBytes)) || byteLength % partBytes !== 0) break;
		byteLength += Math.min(part.size, partBytes);
	}
	let stream: FileSystemWritableFileStream | undefined;
	/** Bytes given to the open stream, which are lost when it cannot be closed. */
	let unsaved = 0;
	const close = async (): Promise<void> => {
		const open = stream;
		stream = undefined;
		try {
			await open?.close();
		} catch (error) {
			byteLength -= unsaved;
			throw await quotaError(error, file);
		} finally {
			unsaved = 0;
		}
	};
	const open = async (): Promise<FileSystemWritableFileStream> => {
		const handle = await directory.getFileHandle(nameOf(Math.floor(byteLength / partBytes)), { create: true });
		const opened = await handle.createWritable({ keepExistingData: byteLength % partBytes > 0 });
		await opened.seek(byteLength % partBytes);
		return opened;
	};
	return {
		get byteLength() {
			return byteLength;
		},
		async write(bytes) {
			for (let from = 0; from < bytes.length; ) {
				const room = partBytes - (byteLength % partBytes);
				const piece = bytes.subarray(from, from + room);
				try {
					stream ??= await open();
					await stream.write(piece as Uint8Array<ArrayBuffer>);
				} catch (error) {
					// Keeps what the stream took before, where that is possible.
					await close().catch(() => undefined);
					throw await quotaError(error, file);
				}
				byteLength += piece.length;
				unsaved += piece.length;
				from += piece.length;
				if (byteLength % partBytes === 0) await close();
			}
		},
		async restart() {
			await stream?.abort();
			stream = undefined;
			unsaved = 0;
			byteLength = 0;
			for (const part of await partsOf(directory)) await directory.removeEntry(part.name);
		},
		async finish() {
			await close();
			const stored = (await partsOf(directory)).reduce((sum, part) => sum + part.size, 0);
			if (stored !== file.byteLength) {
				throw downloadFailed(
					"damaged",
					file.url,
					`"${file.name}" has ${stored} bytes in the browser's storage instead of ${file.byteLength}.`,
					{
						hint: "Delete the stored model and load it again.",
					},
				);
			}
		},
		close,
	};
}

function nameOf(index: number): string {
	return String(index).padStart(6, "0");
}
