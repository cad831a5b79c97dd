import type { RowBlock } from "../protocol/messages.js";

/** Blocks that are kept for good, and blocks that make room for others. */
export type Keeping = "always" | "while-there-is-room";

/** Attention by layer and query position, within a bound of bytes. Of the blocks that may go, those used longest ago go first. */
export class BlockCache {
	readonly maxBytes: number;
	/** Of one block: heads * (keys + 4). */
	readonly blockBytes: number;
	readonly #queries: number;
	readonly #always: Map<number, RowBlock> = new Map();
	/** In the order of use. */
	readonly #others: Map<number, RowBlock> = new Map();

	/** @param size  Sizes of the source. */
	constructor(maxBytes: number, size: { readonly heads: number; readonly queries: number; readonly keys: number }) {
		this.maxBytes = maxBytes;
		this.#queries = size.queries;
		this.blockBytes = size.heads * (size.keys + Float32Array.BYTES_PER_ELEMENT);
	}

	get bytes(): number {
		return (this.#always.size + this.#others.size) * this.blockBytes;
	}

	#key(layer: number, query: number): number {
		return layer * this.#queries + query;
	}

	has(layer: number, query: number): boolean {
		const key = this.#key(layer, query);
		return this.#always.has(key) || this.#others.has(key);
	}

	get(layer: number, query: number): RowBlock | undefined {
		const key = this.#key(layer, query);
		const block = this.#others.get(key);
		if (!block) return this.#always.get(key);
		this.#others.delete(key);
		this.#others.set(key, block);
		return block;
	}

	/** Keeps a block, if there is room or room can be made. */
	set(block: RowBlock, keeping: Keeping): void {
		const key = this.#key(block.layer, block.query);
		if (this.#always.has(key)) return;
		this.#others.delete(key);
		for (const oldest of this.#others.keys()) {
			if (this.bytes + this.blockBytes <= this.maxBytes) break;
			this.#others.delete(oldest);
		}
		if (this.bytes + this.blockBytes > this.maxBytes) return;
		(keeping === "always" ? this.#always : this.#others).set(key, block);
	}

	clear(): void {
		this.#always.clear();
		this.#others.clear();
	}
}
