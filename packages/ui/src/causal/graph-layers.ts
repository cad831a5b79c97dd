import type { CausalEdge } from "@lvlm-interpret/core";

/** A place in a layer: a node, or where a long edge passes. */
export interface LayerCell {
	/** Of the node; undefined where an edge passes. */
	readonly id?: number;
	readonly layer: number;
	/** Indices of cells in the layer before and in the one after that lines lead to. */
	readonly before: number[];
	readonly after: number[];
}

export interface GraphLayers {
	readonly cells: readonly LayerCell[];
	/** Indices of cells, top to bottom, one list a layer. */
	readonly layers: readonly number[][];
	/** The cells of each edge: node, where it passes, node; in the order of the edges. */
	readonly chains: readonly (readonly number[])[];
}

type Ends = Pick<CausalEdge, "from" | "to">;

/** The layer of each node: behind all that it has edges from; what has none stands right before the first that it has one to. */
function ranks(ids: readonly number[], edges: readonly Ends[]): Map<number, number> {
	const rank = new Map(ids.map((id) => [id, 0]));
	const of = (id: number): number => rank.get(id) ?? 0;
	const incoming = new Map(ids.map((id) => [id, edges.filter(({ to }) => to === id)]));
	for (const id of ids) for (const { from } of incoming.get(id) ?? []) rank.set(id, Math.max(of(id), of(from) + 1));
	for (const id of [...ids].reverse()) {
		const out = edges.filter(({ from }) => from === id);
		if (incoming.get(id)?.length === 0 && out.length > 0) rank.set(id, Math.min(...out.map(({ to }) => of(to))) - 1);
	}
	return rank;
}

/** How many pairs of lines between two layers cross. */
function crossings(cells: readonly LayerCell[], layer: readonly number[], next: readonly number[]): number {
	const place = new Map(next.map((cell, at) => [cell, at]));
	const ends = layer.flatMap((cell) =>
		(cells[cell] as LayerCell).after.map((end) => place.get(end) as number).sort((a, b) => a - b),
	);
	let count = 0;
	for (let i = 0; i < ends.length; i++)
		for (let j = 0; j < i; j++) if ((ends[j] as number) > (ends[i] as number)) count++;
	return count;
}

/**
 * Nodes in layers, edges cut where they pass a layer, and an order in each layer with few crossings: the mean place of the
 * neighbours, from left to right and back, eight times; the best of all that came up stays.
 *
 * @param ids  In token order: every edge runs from an earlier one to a later one.
 * Source: Sugiyama, Tagawa & Toda 1981, Methods for visual understanding of hierarchical system structures.
 */
export function graphLayers(ids: readonly number[], edges: readonly Ends[]): GraphLayers {
	const rank = ranks(ids, edges);
	const cells: LayerCell[] = [];
	const layers: number[][] = [];
	const add = (layer: number, id?: number): number => {
		cells.push({ ...(id === undefined ? {} : { id }), layer, before: [], after: [] });
		while (layers.length <= layer) layers.push([]);
		layers[layer]?.push(cells.length - 1);
		return cells.length - 1;
	};
	const cellOf = new Map(ids.map((id) => [id, add(rank.get(id) ?? 0, id)]));
	const chains = edges.map(({ from, to }) => {
		const [start, end] = [cellOf.get(from) as number, cellOf.get(to) as number];
		const chain = [start];
		for (let layer = (cells[start] as LayerCell).layer + 1; layer < (cells[end] as LayerCell).layer; layer++) {
			chain.push(add(layer));
		}
		chain.push(end);
		chain.slice(1).forEach((cell, at) => {
			const last = chain[at] as number;
			cells[last]?.after.push(cell);
			cells[cell]?.before.push(last);
		});
		return chain;
	});
	const total = (): number =>
		layers.slice(1).reduce((sum, layer, at) => sum + crossings(cells, layers[at] as number[], layer), 0);
	let best = layers.map((layer) => [...layer]);
	let least = total();
	for (let sweep = 0; sweep < 8 && least > 0; sweep++) {
		const side = sweep % 2 === 0 ? "before" : "after";
		const order = sweep % 2 === 0 ? layers.slice(1) : layers.slice(0, -1).reverse();
		for (const layer of order) {
			const place = new Map(layers.flatMap((one) => one.map((cell, at) => [cell, at] as const)));
			const middle = new Map(
				layer.map((cell, at) => {
					const near = (cells[cell] as LayerCell)[side];
					const sum = near.reduce((all, one) => all + (place.get(one) as number), 0);
					return [cell, near.length === 0 ? at : sum / near.length] as const;
				}),
			);
			layer.sort((a, b) => (middle.get(a) as number) - (middle.get(b) as number));
		}
		const now = total();
		if (now < least) {
			least = now;
			best = layers.map((layer) => [...layer]);
		}
	}
	return { cells, layers: best, chains };
}
