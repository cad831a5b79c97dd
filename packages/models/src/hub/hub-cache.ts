import { folder } from "../files/folder.js";
import type { ModelFiles } from "../files/model-files.js";
import { nodeModule } from "../platform/node-module.js";
import type { ModelStore, StoredModel } from "../remote/model-store.js";
import { contentKey, type RemoteFile, type RemoteModel } from "../remote/remote-model.js";
import { partialBlob } from "./cache-blob.js";
import { isCommit, isHubId } from "./hub-id.js";

const prefix = "models--";
/** Models of plain addresses, which Python's tools know nothing of. */
const addresses = ".lvlm-interpret";

/** Size of what a path leads to, links followed; undefined when there is nothing. */
async function sizeOf(path: string): Promise<number | undefined> {
	return (
		await nodeModule("node:fs/promises")
			.stat(path)
			.catch(() => undefined)
	)?.size;
}

const namesIn = async (path: string): Promise<string[]> =>
	nodeModule("node:fs/promises")
		.readdir(path)
		.catch(() => []);

/** Names below `path`, with "/" between parts: a branch may be called "refs/pr/1". */
async function pathsBelow(path: string, before = ""): Promise<string[]> {
	const { readdir } = nodeModule("node:fs/promises");
	const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
	const nested = entries.map((entry) =>
		entry.isDirectory() ? pathsBelow(`${path}/${entry.name}`, `${before}${entry.name}/`) : [before + entry.name],
	);
	return (await Promise.all(nested)).flat();
}

/**
 * The cache on disk that Python's huggingface_hub, transformers and `hf` share (Node only):
 * `models--org--name/{blobs/<digest>, refs/<branch>, snapshots/<commit>/<file>}`, snapshots being relative links to blobs. Where links
 * are not possible (Windows without developer mode) the file itself lies in the snapshot, as Python does it.
 *
 * Two processes may load the same file at once: both write the same bytes to the same places, and the content is hashed at the end.
 *
 * @param folderPath  Default see {@link hubSettings}.
 * Source: huggingface_hub 1.33, file_download.py; https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 * Differs from the source: its lock files are not used; what is half loaded is kept and continued.
 */
export function hubCache(folderPath: string): ModelStore {
	const { dirname, join, relative } = nodeModule("node:path");
	const fs = nodeModule("node:fs/promises");
	const rootOf = (id: string): string =>
		isHubId(id)
			? join(folderPath, prefix + id.replaceAll("/", "--"))
			: join(folderPath, addresses, encodeURIComponent(id).replaceAll("*", "%2A"));
	const blobOf = (id: string, file: RemoteFile): string => join(rootOf(id), "blobs", contentKey(file));
	const snapshotOf = (id: string, commit: string): string => join(rootOf(id), "snapshots", commit);

	const place = async (model: RemoteModel, file: RemoteFile): Promise<void> => {
		const blob = blobOf(model.id, file);
		const link = join(snapshotOf(model.id, model.commit), file.name);
		await fs.mkdir(dirname(link), { recursive: true });
		await fs.rm(link, { force: true });
		try {
			await fs.symlink(relative(dirname(link), blob), link);
		} catch (error) {
			// Another process may have made the same link meanwhile.
			if ((error as { code?: string }).code !== "EEXIST") await fs.rename(blob, link);
		}
	};
	const has = async (model: RemoteModel, file: RemoteFile): Promise<boolean> => {
		const link = join(snapshotOf(model.id, model.commit), file.name);
		if ((await sizeOf(link)) === file.byteLength) return true;
		if ((await sizeOf(blobOf(model.id, file))) !== file.byteLength) return false;
		await place(model, file);
		return true;
	};
	const find = async (id: string, revision: string): Promise<ModelFiles | undefined> => {
		const ref = join(rootOf(id), "refs", revision);
		const commit = isCommit(revision) ? revision : (await fs.readFile(ref, "utf8").catch(() => "")).trim();
		if (!isCommit(commit)) return undefined;
		const path = snapshotOf(id, commit);
		// A snapshot may hold a config alone, fetched by another tool.
		if ((await sizeOf(join(path, "config.json"))) === undefined) return undefined;
		return folder(path, { id });
	};
	const describe = async (id: string): Promise<StoredModel[]> => {
		const root = rootOf(id);
		const revisions = new Map<string, string[]>();
		for (const ref of await pathsBelow(join(root, "refs"))) {
			const commit = (await fs.readFile(join(root, "refs", ref), "utf8")).trim();
			revisions.set(commit, [...(revisions.get(commit) ?? []), ref]);
		}
		const found: StoredModel[] = [];
		for (const commit of await namesIn(join(root, "snapshots"))) {
			const files = await pathsBelow(join(root, "snapshots", commit));
			const sizes = await Promise.all(files.map((file) => sizeOf(join(root, "snapshots", commit, file))));
			const byteLength = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
			found.push({ id, commit, revisions: revisions.get(commit) ?? [], byteLength, fileCount: files.length });
		}
		return found;
	};
	return {
		specificationVersion: "v1",
		place: folderPath,
		has,
		async storedBytes(model, file) {
			if (await has(model, file)) return file.byteLength;
			return (await sizeOf(`${blobOf(model.id, file)}.lvlm.incomplete`)) ?? 0;
		},
		begin: (model, file) => partialBlob(blobOf(model.id, file), file, () => place(model, file)),
		async settle(model) {
			if (model.revision === model.commit) return;
			const ref = join(rootOf(model.id), "refs", model.revision);
			await fs.mkdir(dirname(ref), { recursive: true });
			await fs.writeFile(ref, model.commit);
		},
		find,
		async list() {
			const names = (await namesIn(folderPath)).filter((name) => name.startsWith(prefix));
			const ids = names.map((name) => name.slice(prefix.length).replaceAll("--", "/"));
			const others = (await namesIn(join(folderPath, addresses))).map((name) => decodeURIComponent(name));
			return (await Promise.all([...ids, ...others].map(describe))).flat();
		},
		async remove(id) {
			const root = rootOf(id);
			const sizes = await Promise.all(
				(await pathsBelow(root)).map(async (file) => {
					const facts = await fs.lstat(join(root, file));
					return facts.isSymbolicLink() ? 0 : facts.size;
				}),
			);
			await fs.rm(root, { recursive: true, force: true });
			return sizes.reduce((sum, size) => sum + size, 0);
		},
		async freeBytes() {
			let path = folderPath;
			// The cache may not exist yet: its disk is that of the nearest folder above.
			while ((await sizeOf(path)) === undefined && dirname(path) !== path) path = dirname(path);
			const facts = await fs.statfs(path).catch(() => undefined);
			return facts && facts.bavail * facts.bsize;
		},
	};
}
