import { type RowData, type Rows, tensor } from "@lvlm-interpret/core";
import type { RowBlock } from "../protocol/messages.js";

/** Indices by axis. */
export interface Picked {
	readonly layers: readonly number[];
	readonly heads: readonly number[];
	readonly queries: readonly number[];
	/** Undefined: all of them, in order. */
	readonly keys: readonly number[] | undefined;
}

type BlockAt = (layer: number, query: number) => RowBlock | undefined;

/** Rows as bytes with their scales: nothing is computed, so that a gallery of all heads costs little more than copying it. */
interface Gathered {
	/** [layers, heads, queries, keys]; zeros where no block is. */
	readonly bytes: Uint8Array;
	readonly scales: Float32Array;
	readonly ready: Uint8Array;
	readonly shape: readonly number[];
}

function gather({ layers, heads, queries, keys }: Picked, keyCount: number, blockAt: BlockAt): Gathered {
	const shape = [layers.length, heads.length, queries.length, keys?.length ?? keyCount];
	const width = shape[3] as number;
	const count = layers.length * heads.length * queries.length;
	const bytes = new Uint8Array(count * width);
	const scales = new Float32Array(count).fill(Number.NaN);
	const ready = new Uint8Array(count);
	layers.forEach((layer, l) => {
		queries.forEach((query, q) => {
			const block = blockAt(layer, query);
			if (!block) return;
			heads.forEach((head, h) => {
				const row = (l * heads.length + h) * queries.length + q;
				scales[row] = block.scales[head] as number;
				ready[row] = 1;
				const from = head * keyCount;
				if (!keys) {
					bytes.set(block.bytes.subarray(from, from + keyCount), row * width);
					return;
				}
				for (let key = 0; key < width; key++) {
					bytes[row * width + key] = block.bytes[from + (keys[key] as number)] as number;
				}
			});
		});
	});
	return { bytes, scales, ready, shape };
}

/**
 * Rows as they are stored: value = byte * scale / 255, where a row's scale is its largest value over all keys, those that were not asked
 * for included.
 */
export function storedRows(picked: Picked, keyCount: number, blockAt: BlockAt): Rows<"uint8"> {
	const { bytes, scales, ready, shape } = gather(picked, keyCount, blockAt);
	const axes = ["layer", "head", "query", "key"];
	return { tensor: tensor("uint8", shape, bytes, axes), scales, ready, isComplete: !ready.includes(0) };
}

/** The same as what `memoryRowSource` reads, which reduces and converts it. */
export function rowData(picked: Picked, keyCount: number, blockAt: BlockAt): RowData {
	const { bytes, scales, ready, shape } = gather(picked, keyCount, blockAt);
	return { tensor: tensor("uint8", shape, bytes), scales, ready };
}
