import { LvlmError } from "@lvlm-interpret/core";
import { nodeModule } from "../platform/node-module.js";
import { checkTextSize, type FileEntry, fileEnds, fileNotFound, type ModelFiles } from "./model-files.js";

interface Found extends FileEntry {
	/** With all symbolic links resolved: runtimes refuse links that leave the model's folder. */
	readonly path: string;
}

const isMissing = (error: unknown): boolean =>
	typeof error === "object" &&
	error !== null &&
	["ENOENT", "ENOTDIR"].includes((error as { code?: string }).code ?? "");

async function filesBelow(folder: string): Promise<Map<string, Found>> {
	const { readdir, realpath, stat } = nodeModule("node:fs/promises");
	const { join } = nodeModule("node:path");
	const found = new Map<string, Found>();
	const visit = async (directory: string, prefix: string): Promise<void> => {
		for (const name of await readdir(directory)) {
			try {
				const path = await realpath(join(directory, name));
				const facts = await stat(path);
				if (facts.isFile()) found.set(prefix + name, { name: prefix + name, byteLength: facts.size, path });
				else if (facts.isDirectory() && prefix === "") await visit(path, `${name}/`);
			} catch (error) {
				// A dangling link is a file that is not there.
				if (!isMissing(error)) throw error;
			}
		}
	};
	try {
		await visit(await realpath(folder), "");
	} catch (error) {
		if (!isMissing(error)) throw error;
		throw new LvlmError(
			"model-not-found",
			`There is no folder "${folder}".`,
			{ path: folder, file: "config.json" },
			{ hint: "Give the folder that holds config.json and the safetensors files.", cause: error },
		);
	}
	return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A model folder on disk (Node only). Symbolic links are followed, so a snapshot folder of the Hugging Face cache works;
 * files of any size, sparse ones too, since only the ranges asked for are read.
 *
 * @param path  The folder that holds config.json.
 * @param options.id  Name in messages; default the folder's last part.
 */
export function folder(path: string, options: { readonly id?: string } = {}): ModelFiles {
	let pending: Promise<Map<string, Found>> | undefined;
	const files = (): Promise<Map<string, Found>> => {
		pending ??= filesBelow(path);
		return pending;
	};
	const find = async (name: string): Promise<Found> => {
		const all = await files();
		const found = all.get(name);
		if (!found) throw fileNotFound(path, name, [...all.keys()]);
		return found;
	};
	const read = async (name: string, start: number, end: number): Promise<Uint8Array> => {
		const found = await find(name);
		const { open } = nodeModule("node:fs/promises");
		const handle = await open(found.path, "r");
		try {
			const bytes = new Uint8Array(end - start);
			let done = 0;
			while (done < bytes.length) {
				const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
				if (bytesRead === 0) throw fileEnds(name, start + done, end);
				done += bytesRead;
			}
			return bytes;
		} finally {
			await handle.close();
		}
	};
	return {
		id:
			options.id ??
			path
				.replace(/[/\\]+$/, "")
				.split(/[/\\]/)
				.pop() ??
			path,
		async list() {
			return [...(await files()).values()].map(({ name, byteLength }) => ({ name, byteLength }));
		},
		read,
		async text(name) {
			const { byteLength } = await find(name);
			checkTextSize(name, byteLength);
			return new TextDecoder().decode(await read(name, 0, byteLength));
		},
		async external(name) {
			const found = await find(name);
			return { kind: "path", path: found.path, byteLength: found.byteLength };
		},
	};
}
