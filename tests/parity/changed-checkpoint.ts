import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { folder, readSafetensorsHeader } from "@lvlm-interpret/models";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Changes a float32 weight [rows, columns] (row-major) in place. */
export type Change = (name: string, values: Float32Array, shape: readonly number[]) => void;

/**
 * A copy of a float32 checkpoint (config.json, model.safetensors) with changed weights, in a folder that is gone afterwards.
 *
 * @param work  Gets the copy's path, relative to the repository's root.
 */
export async function withChangedCheckpoint<T>(
	model: string,
	change: Change,
	work: (path: string) => Promise<T>,
): Promise<T> {
	const from = join(root, model);
	const to = await mkdtemp(join(tmpdir(), "lvlm-checkpoint-"));
	try {
		const files = folder(from);
		const entry = (await files.list()).find(({ name }) => name === "model.safetensors");
		if (!entry) throw new Error(`no model.safetensors in ${model}`);
		const bytes = new Uint8Array(await readFile(join(from, entry.name)));
		for (const one of await readSafetensorsHeader(files, entry)) {
			if (one.storedDType !== "F32") throw new Error(`${one.name} is ${one.storedDType}`);
			const values = new Float32Array(bytes.slice(one.offset, one.offset + one.byteLength).buffer);
			change(one.name, values, one.shape);
			bytes.set(new Uint8Array(values.buffer), one.offset);
		}
		await writeFile(join(to, entry.name), bytes);
		await writeFile(join(to, "config.json"), await readFile(join(from, "config.json")));
		return await work(relative(root, to));
	} finally {
		await rm(to, { recursive: true, force: true });
	}
}
