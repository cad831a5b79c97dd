import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, parse, relative, sep } from "node:path";
import { LvlmError, type ModelSource } from "@lvlm-interpret/core";

/** A model source in the form that onnxruntime-node takes. */
export interface PlacedModel {
	readonly graph: Uint8Array;
	/** The folder that all locations of path files are relative to; absent where there are none. */
	readonly folder?: string;
	readonly inMemory: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/**
 * Encodes a model with locations that ONNX Runtime accepts.
 *
 * Since 1.24 it refuses absolute locations, ".." and symbolic links that leave the model's folder (a Hub cache is made of
 * such links). So every path is resolved first, the folder is the deepest one that holds all of them, each location is
 * relative to it, and the folder is given by the option session.model_external_initializers_file_folder_path.
 * Files in memory are matched by their exact location instead; where a model mixes both kinds, the files on disk are read
 * into memory too.
 *
 * @throws {LvlmError} "model-not-found" (a file is missing), "invalid-model" (a file's length differs from what the source
 *   states), "capability-missing" (the files lie on different drives; a file above 2 GiB is mixed with files in memory).
 */
export async function placeModel(model: ModelSource): Promise<PlacedModel> {
	const paths = new Map<string, string>();
	const locations = new Map<string, string>();
	const inMemory: { path: string; data: Uint8Array }[] = [];
	for (const [file, content] of model.files) {
		if (content.kind === "path") {
			paths.set(file, await resolveFile(model.name, file, content.path, content.byteLength));
			continue;
		}
		const path = `in-memory-${inMemory.length}`;
		locations.set(file, path);
		const data = content.kind === "bytes" ? content.bytes : new Uint8Array(await content.blob.arrayBuffer());
		inMemory.push({ path, data });
	}
	// Given any file in memory the runtime looks for no other on disk, so all of them must be there.
	if (inMemory.length > 0) {
		for (const [file, path] of paths) {
			const location = `in-memory-${inMemory.length}`;
			locations.set(file, location);
			inMemory.push({ path: location, data: await readWhole(model.name, path) });
		}
		paths.clear();
	}
	const folder = paths.size > 0 ? commonFolder(model.name, [...paths.values()]) : undefined;
	if (folder !== undefined) {
		for (const [file, path] of paths) locations.set(file, relative(folder, path).split(sep).join("/"));
	}
	const graph = model.encode((file) => {
		const location = locations.get(file);
		if (location === undefined) {
			throw new LvlmError(
				"invalid-model",
				`"${model.name}" has weights in the file "${file}", which its source does not list.`,
				{ reason: "unlisted external file", file },
			);
		}
		return location;
	});
	return folder === undefined ? { graph, inMemory } : { graph, folder, inMemory };
}

/** The path without symbolic links, of a file that is there and as long as stated. */
async function resolveFile(name: string, file: string, path: string, byteLength: number): Promise<string> {
	let resolved: string;
	try {
		resolved = await realpath(path);
	} catch (cause) {
		throw new LvlmError(
			"model-not-found",
			`The weights of "${name}" are not at "${path}".`,
			{ path, file },
			{ hint: "Was the model folder moved or deleted?", cause },
		);
	}
	const { size } = await stat(resolved);
	if (size !== byteLength) {
		throw new LvlmError(
			"invalid-model",
			`"${path}" has ${size} bytes, but "${name}" was built for ${byteLength}.`,
			{ reason: `${size} bytes instead of ${byteLength}`, file },
			{ hint: "The file changed after the model was opened, or its download is not complete." },
		);
	}
	return resolved;
}

async function readWhole(name: string, path: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch (cause) {
		throw new LvlmError(
			"capability-missing",
			`"${path}" cannot be read into memory, which "${name}" needs because others of its files are there.`,
			{ owner: "onnx", capability: "weights both in memory and in large files", neededBy: name },
			{ hint: "Give all weights of a model by path.", cause },
		);
	}
}

/** The deepest folder above all of `paths`, which are absolute. */
export function commonFolder(name: string, paths: readonly string[]): string {
	const roots = new Set(paths.map((path) => parse(path).root.toLowerCase()));
	if (roots.size > 1) {
		throw new LvlmError(
			"capability-missing",
			`The weight files of "${name}" lie on different drives (${[...roots].join(", ")}).`,
			{ owner: "onnx", capability: "weights on several drives", neededBy: name },
			{ hint: "Put them on one drive." },
		);
	}
	let folder = dirname(paths[0] as string);
	for (const path of paths) {
		while (relative(folder, path).startsWith(`..${sep}`)) folder = dirname(folder);
	}
	return folder;
}
