import type { RowAxis, RowRequest, RowSource } from "@lvlm-interpret/core";
import type { HeadRef, Selection } from "../selection/store.js";

type Heads = Pick<Selection, "layer" | "head" | "heads">;
type Size = { readonly layers: number; readonly heads: number };

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** The heads that a selection means, in order of layer and head: those listed, one, a layer's, one in each layer, or all. */
export function selectedHeads({ layer, head, heads }: Heads, size: Size): HeadRef[] {
	const listed = heads?.filter((one) => one.layer < size.layers && one.head < size.heads);
	if (listed && listed.length > 0) {
		return [...listed].sort((a, b) => a.layer - b.layer || a.head - b.head);
	}
	const layers = layer === undefined || layer >= size.layers ? range(size.layers) : [layer];
	const columns = head === undefined || head >= size.heads ? range(size.heads) : [head];
	return layers.flatMap((one) => columns.map((other) => ({ layer: one, head: other })));
}

/** "layer 3, head 2", "mean over all 6 heads of layer 3", … Layers and heads count from 0 everywhere. */
export function headWords(selection: Heads, size: Size): string {
	const { layer, head, heads } = selection;
	if (heads && heads.length > 0) {
		const chosen = selectedHeads(selection, size);
		const [first] = chosen;
		if (chosen.length === 1 && first) return `layer ${first.layer}, head ${first.head}`;
		return `mean over ${chosen.length} picked heads`;
	}
	if (layer !== undefined && head !== undefined) return `layer ${layer}, head ${head}`;
	if (layer !== undefined) return `mean over all ${size.heads} heads of layer ${layer}`;
	if (head !== undefined) return `mean over head ${head} of all ${size.layers} layers`;
	return `mean over all ${size.layers} layers and ${size.heads} heads`;
}

/** Values of rows, with how many of them could be read. */
export interface MeanRows {
	/** Float32Array, the axes of the request that are not folded, in the order layer, head, query, key; NaN where not ready. */
	readonly values: Float32Array;
	/** Share of the rows that are there, in [0, 1]. */
	readonly readyShare: number;
}

/**
 * The mean over the heads that a selection means, and over the further axes `over`. Heads that are no block of layers x heads
 * are read layer by layer and weighted by how many each layer has.
 *
 * @throws {LvlmError} "invalid-argument" for queries or keys that the source does not have.
 */
export async function meanRows(
	source: RowSource,
	selection: Heads,
	request: Pick<RowRequest, "queries" | "keys" | "signal"> & { readonly over?: readonly RowAxis[] },
): Promise<MeanRows> {
	const chosen = selectedHeads(selection, source.shape);
	const byHeads = new Map<string, { heads: number[]; layers: number[] }>();
	for (const layer of new Set(chosen.map((one) => one.layer))) {
		const heads = chosen.filter((one) => one.layer === layer).map((one) => one.head);
		const block = byHeads.get(heads.join()) ?? { heads, layers: [] };
		block.layers.push(layer);
		byHeads.set(heads.join(), block);
	}
	const over: RowAxis[] = ["layer", "head", ...(request.over ?? [])];
	let values = new Float32Array();
	let ready = 0;
	for (const [index, { layers, heads }] of [...byHeads.values()].entries()) {
		const rows = await source.rows({ ...request, layers, heads, over });
		const part = rows.tensor.data;
		const weight = (layers.length * heads.length) / chosen.length;
		if (index === 0) values = new Float32Array(part.length);
		for (let i = 0; i < part.length; i++) values[i] = (values[i] as number) + weight * (part[i] as number);
		ready += (weight * rows.ready.reduce((sum, one) => sum + one, 0)) / Math.max(1, rows.ready.length);
	}
	return { values, readyShare: ready };
}
