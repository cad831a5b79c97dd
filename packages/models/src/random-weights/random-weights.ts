import { type ExternalFile, LvlmError } from "@lvlm-interpret/core";
import type { ModelFiles } from "../files/model-files.js";
import { drawAnew } from "./drawn-anew.js";
import type { WeightBlock } from "./weight-blocks.js";

/** Largest file of weights that is taken into memory, in bytes: what runtimes accept there. */
export const largestRandomFile: number = 2 ** 31 - 1;

/**
 * A model's files, in which the weights of some blocks are drawn anew before a backend sees them (see `drawAnew`): in memory, nothing is
 * written. Everything else is what it was; without a block all of it.
 *
 * @param blocks  Of `weightBlocks`, e.g. the first few of them: a cascade from the top down.
 * @throws {LvlmError} by what it returns: "limit-exceeded" for a file above 2 GiB.
 * Cost: each file of weights once in memory, and a few passes over it.
 * Source: Adebayo et al. 2018, "Sanity checks for saliency maps", arXiv:1810.03292, section 3.1.
 *
 * @example
 * ```ts
 * const files = folder("models/shapes-llava");
 * const blocks = weightBlocks(await openCheckpoint(files));
 * const forgetful = await openModel(withRandomWeights(files, blocks.slice(0, 3), { seed: 0 }), { backend });
 * ```
 */
export function withRandomWeights(
	files: ModelFiles,
	blocks: readonly WeightBlock[],
	{ seed }: { readonly seed: number },
): ModelFiles {
	const ranges = blocks.flatMap((block) => block.ranges);
	const made = new Map<string, Promise<ExternalFile>>();
	const make = async (name: string): Promise<ExternalFile> => {
		const own = (await files.list()).find((entry) => entry.name === name);
		// The error for a file that is not there is the files' own.
		if (!own) return files.external(name);
		if (own.byteLength > largestRandomFile) {
			throw new LvlmError(
				"limit-exceeded",
				`"${name}" has ${own.byteLength} bytes; weights are drawn anew in memory, where a file may have ${largestRandomFile}.`,
				{ limit: "bytes of a file of random weights", allowed: largestRandomFile, actual: own.byteLength },
				{ hint: "Store the checkpoint in shards of at most 2 GiB (save_pretrained with max_shard_size)." },
			);
		}
		const bytes = await files.read(name, 0, own.byteLength);
		for (const range of ranges) if (range.file === name) drawAnew(bytes, range, seed);
		return { kind: "bytes", bytes };
	};
	return {
		list: () => files.list(),
		read: (name, start, end) => files.read(name, start, end),
		text: (name) => files.text(name),
		id: blocks.length === 0 ? files.id : `${files.id} with random weights (${blocks.length} blocks, seed ${seed})`,
		external(name) {
			const known = made.get(name) ?? make(name);
			made.set(name, known);
			return known;
		},
	};
}
