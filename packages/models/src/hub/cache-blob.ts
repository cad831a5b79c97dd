import type { FileHandle } from "node:fs/promises";
import { nodeModule } from "../platform/node-module.js";
import { downloadFailed } from "../remote/failure.js";
import type { PartialFile } from "../remote/model-store.js";
import type { RemoteFile } from "../remote/remote-model.js";

/** Whether the file's content is what it must be; true where nothing is known to compare with. */
async function isIntact(path: string, file: RemoteFile): Promise<boolean> {
	if (!file.digest) return true;
	const hash = nodeModule("node:crypto").createHash(file.digest.algorithm === "git" ? "sha1" : "sha256");
	if (file.digest.algorithm === "git") hash.update(`blob ${file.byteLength}\0`);
	for await (const piece of nodeModule("node:fs").createReadStream(path, { highWaterMark: 1 << 20 }))
		hash.update(piece);
	return hash.digest("hex") === file.digest.hex;
}

/** The error for a disk that takes no more, or what the disk said. */
function storageError(error: unknown, file: RemoteFile, path: string): unknown {
	const code = (error as { code?: string }).code ?? "";
	if (!["ENOSPC", "EDQUOT"].includes(code)) return error;
	return downloadFailed(
		"storage-full",
		file.url,
		`The disk of "${path}" is full: "${file.name}" has ${file.byteLength} bytes.`,
		{
			hint: "Free some space, or let HF_HOME name a folder on another disk. What was loaded is kept.",
			cause: error,
		},
	);
}

/**
 * A blob of the cache while it is loaded: `<blob>.lvlm.incomplete` beside its place, with a name of our own, since Python's
 * tools write other parts in another way.
 *
 * @param path  Where the finished blob goes.
 * @param place  Called when it is there.
 */
export async function partialBlob(path: string, file: RemoteFile, place: () => Promise<void>): Promise<PartialFile> {
	const fs = nodeModule("node:fs/promises");
	const part = `${path}.lvlm.incomplete`;
	await fs.mkdir(nodeModule("node:path").dirname(path), { recursive: true });
	let handle: FileHandle | undefined = await fs
		.open(part, "r+")
		.catch(() => fs.open(part, "w+"))
		.catch((error) => {
			throw storageError(error, file, part);
		});
	let byteLength = (await handle.stat()).size;
	const close = async (): Promise<void> => {
		await handle?.close();
		handle = undefined;
	};
	return {
		get byteLength() {
			return byteLength;
		},
		async write(bytes) {
			let done = 0;
			try {
				while (done < bytes.length && handle) {
					const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, byteLength + done);
					done += bytesWritten;
				}
			} catch (error) {
				throw storageError(error, file, part);
			} finally {
				byteLength += done;
			}
		},
		async restart() {
			await handle?.truncate(0);
			byteLength = 0;
		},
		async finish() {
			await close();
			if (!(await isIntact(part, file))) {
				await fs.rm(part, { force: true });
				throw downloadFailed(
					"damaged",
					file.url,
					`The bytes of "${file.name}" are not those that the server announced (its digest differs); they were thrown away.`,
					{ hint: "Open the model again." },
				);
			}
			await fs.rename(part, path).catch(async (error) => {
				// Another process may have finished the same file first.
				if ((await fs.stat(path).catch(() => undefined))?.size !== file.byteLength) throw error;
			});
			await place();
		},
		close,
	};
}
