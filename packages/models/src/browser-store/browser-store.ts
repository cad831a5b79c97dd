import { fileList } from "../files/file-list.js";
import type { ModelFiles } from "../files/model-files.js";
import type { ModelStore, StoredModel } from "../remote/model-store.js";
import { contentKey, type RemoteFile, type RemoteModel } from "../remote/remote-model.js";
import { type PartsOptions, partsBlob, partsOf } from "./parts.js";

/** What is written beside the blobs when a model is complete. */
interface Snapshot extends Omit<StoredModel, "byteLength" | "fileCount"> {
	readonly files: readonly { readonly name: string; readonly key: string; readonly byteLength: number }[];
}

const folderName = "lvlm-interpret-models";

/** A file name for any text. Names of the origin's own file system may hold no "/". */
const named = (text: string): string => encodeURIComponent(text).replaceAll("*", "%2A").replaceAll(".", "%2E");

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === "NotFoundError";

/** The entry, or undefined where there is none. */
async function orNone<T>(promise: Promise<T>): Promise<T | undefined> {
	try {
		return await promise;
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw error;
	}
}

/**
 * The browser's store: the origin's private file system, which survives reloads, can be appended to, and gives files that
 * are sliced without being read. A blob is kept in parts ({@link partsBlob}), so that a cut loses little and nothing is copied.
 * Layout: `lvlm-interpret-models/<id>/{blobs/<content>/<part>, snapshots/<commit>.json}`.
 *
 * @param options.root  Default `navigator.storage.getDirectory()`.
 * @param options.partBytes  Default 32 MiB.
 */
export function browserStore(
	options: PartsOptions & { readonly root?: FileSystemDirectoryHandle | Promise<FileSystemDirectoryHandle> } = {},
): ModelStore {
	const create = { create: true };
	let pending: Promise<FileSystemDirectoryHandle> | undefined;
	const top = (): Promise<FileSystemDirectoryHandle> => {
		pending ??= Promise.resolve(options.root ?? navigator.storage.getDirectory()).then((root) =>
			root.getDirectoryHandle(folderName, create),
		);
		return pending;
	};
	const below = async (id: string, name: string): Promise<FileSystemDirectoryHandle> =>
		(await (await top()).getDirectoryHandle(named(id), create)).getDirectoryHandle(name, create);
	const blobOf = async (id: string, key: string): Promise<FileSystemDirectoryHandle | undefined> => {
		const model = await orNone((await top()).getDirectoryHandle(named(id)));
		const blobs = model && (await orNone(model.getDirectoryHandle("blobs")));
		return blobs && orNone(blobs.getDirectoryHandle(named(key)));
	};
	const storedBytes = async (model: RemoteModel, file: RemoteFile): Promise<number> => {
		const blob = await blobOf(model.id, contentKey(file));
		return blob ? (await partsOf(blob)).reduce((sum, part) => sum + part.size, 0) : 0;
	};
	const snapshots = async (folder: FileSystemDirectoryHandle): Promise<Snapshot[]> => {
		const directory = await orNone(folder.getDirectoryHandle("snapshots"));
		const found: Snapshot[] = [];
		if (!directory) return found;
		for await (const handle of directory.values()) {
			const text = await (await (handle as FileSystemFileHandle).getFile()).text();
			// A page that was closed while it wrote leaves an empty file.
			if (text !== "") found.push(JSON.parse(text) as Snapshot);
		}
		return found;
	};
	const snapshotsOf = async (id: string): Promise<Snapshot[]> => {
		const folder = await orNone((await top()).getDirectoryHandle(named(id)));
		return folder ? snapshots(folder) : [];
	};
	const write = async (snapshot: Snapshot): Promise<void> => {
		const directory = await below(snapshot.id, "snapshots");
		const handle = await directory.getFileHandle(`${snapshot.commit}.json`, create);
		const stream = await handle.createWritable();
		await stream.write(JSON.stringify(snapshot));
		await stream.close();
	};
	return {
		specificationVersion: "v1",
		place: "this browser's storage",
		has: async (model, file) => (await storedBytes(model, file)) === file.byteLength && file.byteLength > 0,
		storedBytes,
		async begin(model, file) {
			const blobs = await below(model.id, "blobs");
			return partsBlob(await blobs.getDirectoryHandle(named(contentKey(file)), create), file, options);
		},
		async settle({ id, commit, revision }, files) {
			for (const other of await snapshotsOf(id)) {
				// A branch means one commit.
				if (other.commit === commit || !other.revisions.includes(revision)) continue;
				await write({ ...other, revisions: other.revisions.filter((one) => one !== revision) });
			}
			const before = (await snapshotsOf(id)).find((one) => one.commit === commit);
			const revisions = [...new Set([...(before?.revisions ?? []), revision])];
			const kept = files.map((file) => ({ name: file.name, key: contentKey(file), byteLength: file.byteLength }));
			await write({ id, commit, revisions, files: kept });
		},
		async find(id, revision): Promise<ModelFiles | undefined> {
			const found = (await snapshotsOf(id)).find((one) => one.commit === revision || one.revisions.includes(revision));
			if (!found) return undefined;
			const listed = [];
			for (const { name, key, byteLength } of found.files) {
				const directory = await blobOf(id, key);
				const blob = new Blob(directory ? await partsOf(directory) : []);
				if (blob.size !== byteLength) return undefined;
				listed.push({ name, blob });
			}
			return fileList(listed, { id });
		},
		async list() {
			const found: StoredModel[] = [];
			for await (const handle of (await top()).values()) {
				if (handle.kind !== "directory") continue;
				for (const { files, ...rest } of await snapshots(handle as FileSystemDirectoryHandle)) {
					const byteLength = files.reduce((sum, file) => sum + file.byteLength, 0);
					found.push({ ...rest, byteLength, fileCount: files.length });
				}
			}
			return found;
		},
		async remove(id) {
			const folder = await orNone((await top()).getDirectoryHandle(named(id)));
			const blobs = folder && (await orNone(folder.getDirectoryHandle("blobs")));
			let freed = 0;
			if (blobs) {
				for await (const blob of blobs.values()) {
					freed += (await partsOf(blob as FileSystemDirectoryHandle)).reduce((sum, part) => sum + part.size, 0);
				}
			}
			if (folder) await (await top()).removeEntry(named(id), { recursive: true });
			return freed;
		},
		async freeBytes() {
			const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.()) ?? {};
			return quota === undefined ? undefined : quota - (usage ?? 0);
		},
	};
}
