import { LvlmError } from "@lvlm-interpret/core";
import { nodeModule } from "../platform/node-module.js";

/** Files that a model folder needs beside its weights and graphs: configs, tokenizer, chat template. */
const companion = /^[^/]+\.(json|jinja|txt|model)$/;

export const isCompanion = (name: string): boolean => companion.test(name);

/** Writes through a neighbour, so that a reader never meets half a file; the neighbour is removed when writing fails. */
export async function writeWhole(path: string, write: (part: string) => Promise<void>): Promise<void> {
	const { mkdir, rename, rm } = nodeModule("node:fs/promises");
	const { dirname } = nodeModule("node:path");
	await mkdir(dirname(path), { recursive: true });
	const part = `${path}.part`;
	await rm(part, { force: true });
	try {
		await write(part);
		await rename(part, path);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}

/**
 * A second name for a file: no bytes are copied.
 *
 * @throws {LvlmError} "invalid-argument" where the target cannot hold hard links to the source (another disk).
 */
export async function linkFile(from: string, to: string): Promise<void> {
	const { link, stat } = nodeModule("node:fs/promises");
	const source = await stat(from);
	const there = await stat(to).catch(() => undefined);
	if (there && there.ino === source.ino && there.dev === source.dev) return;
	try {
		await writeWhole(to, (part) => link(from, part));
	} catch (error) {
		const code = (error as { code?: string }).code ?? "";
		if (!["EXDEV", "EPERM", "ENOTSUP", "EMLINK"].includes(code)) throw error;
		throw new LvlmError(
			"invalid-argument",
			`"${from}" cannot be hard-linked to "${to}" (${code}).`,
			{ name: "out", expected: "a folder on the disk of the checkpoint", actual: to },
			{ hint: "Copy the weights instead (copyWeights, --copy-weights).", cause: error },
		);
	}
}

/** Copies a file of any size; `onBytes` gets the bytes of each piece. @throws {DOMException} AbortError */
export async function copyFile(
	from: string,
	to: string,
	onBytes: (count: number) => void,
	signal: AbortSignal | undefined,
): Promise<void> {
	const { createReadStream, createWriteStream } = nodeModule("node:fs");
	const { pipeline } = nodeModule("node:stream/promises");
	await writeWhole(to, async (part) => {
		const source = createReadStream(from, { highWaterMark: 1 << 22 });
		source.on("data", (piece) => onBytes(piece.length));
		await pipeline(source, createWriteStream(part), ...(signal ? [{ signal }] : []));
	});
}
