import type { RowBlock } from "../protocol/messages.js";

/** Blocks that are kept for good, and blocks that make room for others. */
export type Keeping = "always" | "while-there-is-room";

interface Kept {
	readonly block: RowBlock;
	readonly keeping: Keeping;
}

/** Attention by layer and query position, within a bound of bytes. Of the blocks that may go, those used longest ago go first. */
export class BlockCache {
	readonly maxBytes: number;
	readonly #queries: number;
	readonly #blockBytes: number;
	readonly #kept: Map<number, Kept> = new Map();

	/** @param size  Sizes of the source: a block has heads * (keys + 4) bytes. */
	constructor(maxBytes: number, size: { readonly heads: number; readonly queries: number; readonly keys: number }) {
		this.maxBytes = maxBytes;
		this.#queries = size.queries;
		this.#blockBytes = size.heads * (size.keys + Float32Array.BYTES_PER_ELEMENT);
	}

	get blockBytes(): number {
		return this.#blockBytes;
	}

	get bytes(): number {
		return this.#kept.size * this.#blockBytes;
	}

	#key(layer: number, query: number): number {
		return layer * this.#queries + query;
	}

	get(layer: number, query: number): RowBlock | undefined {
		const key = this.#key(layer, query);
		const kept = this.#kept.get(key);
		if (!kept) return undefined;
		// Renewed in the order of use, which is the order of the map.
		this.#kept.delete(key);
		this.#kept.set(key, kept);
		return kept.block;
	}

	has(layer: number, query: number): boolean {
		return this.#kept.has(this.#key(layer, query));
	}

	/** Keeps a block, if there is room or room can be made. */
	set(block: RowBlock, keeping: Keeping): void {
		const key = this.#key(block.layer, block.query);
		const before = this.#kept.get(key);
		this.#kept.delete(key);
		if (!this.#makeRoom()) return;
		this.#kept.set(key, { block, keeping: before?.keeping === "always" ? "always" : keeping });
	}

	#makeRoom(): boolean {
		while (this.bytes + this.#blockBytes > this.maxBytes) {
			const oldest = [...this.#kept].find(([, { keeping }]) => keeping !== "always");
			if (!oldest) return false;
			this.#kept.delete(oldest[0]);
		}
		return true;
	}

	clear(): void {
		this.#kept.clear();
	}
}
