import type { CausalEdge } from "@lvlm-interpret/core";
import type { GraphLayout, NodeBox, Point } from "./graph-geometry.js";
import { type GraphLayers, graphLayers, type LayerCell } from "./graph-layers.js";
import { spread } from "./spread.js";

const margin = 8;
const gap = 14;
/** Room that a passing edge takes across, and how far an edge runs straight out of a node. */
const pass = 4;
const lead = 20;

type Ends = Pick<CausalEdge, "from" | "to">;
type Sizes = ReadonlyMap<number, { readonly width: number; readonly height: number }>;

export interface LayeredOptions {
	/** `across`: later tokens further right; `down`: further down. */
	readonly direction: "across" | "down";
	/** Nodes without an edge wrap at this width, in pixels. */
	readonly width: number;
}

/** Where the cells of each layer are across it: near the cells that they have lines to. Long edges insist, so that they run straight. */
function placesOf({ cells, layers }: GraphLayers, sizes: readonly number[]): number[] {
	const places = cells.map(() => 0);
	const arrange = (layer: readonly number[], near: (cell: LayerCell) => readonly number[]): void => {
		const wanted = layer.map((index) => {
			const others = near(cells[index] as LayerCell);
			if (others.length === 0) return places[index] as number;
			return others.reduce((sum, one) => sum + (places[one] as number), 0) / others.length;
		});
		const own = layer.map((index) => sizes[index] as number);
		const weights = layer.map((index) => ((cells[index] as LayerCell).id === undefined ? 4 : 1));
		spread(wanted, own, gap, weights).forEach((place, at) => {
			places[layer[at] as number] = place;
		});
	};
	for (const layer of layers) arrange(layer, ({ before }) => before);
	for (let round = 0; round < 6; round++) {
		for (const layer of [...layers].reverse()) arrange(layer, ({ after }) => after);
		for (const layer of layers) arrange(layer, ({ before, after }) => [...before, ...after]);
	}
	const least = Math.min(...places.map((place, index) => place - (sizes[index] as number) / 2));
	return places.map((place) => place - least);
}

/** Where the edges of a node leave one of its sides: beside each other, in the order of where they go. */
function ports(count: number, side: number): number[] {
	const step = Math.min(11, (side - 8) / Math.max(1, count - 1));
	return Array.from({ length: count }, (_, at) => (at - (count - 1) / 2) * step);
}

interface Placed extends GraphLayout {
	readonly boxes: Map<number, NodeBox>;
}

/** Parts of a graph that no edge joins, the largest first; nodes without an edge are in none. */
function components(ids: readonly number[], edges: readonly Ends[]): { ids: number[]; edges: number[] }[] {
	const partOf = new Map(ids.map((id) => [id, id]));
	const rootOf = (id: number): number => {
		const above = partOf.get(id) as number;
		return above === id ? id : rootOf(above);
	};
	for (const { from, to } of edges) partOf.set(rootOf(from), rootOf(to));
	const parts = new Map<number, { ids: number[]; edges: number[] }>();
	const part = (id: number): { ids: number[]; edges: number[] } => {
		const made = parts.get(rootOf(id)) ?? { ids: [], edges: [] };
		parts.set(rootOf(id), made);
		return made;
	};
	for (const id of ids) part(id).ids.push(id);
	edges.forEach(({ from }, index) => {
		part(from).edges.push(index);
	});
	return [...parts.values()].filter((one) => one.edges.length > 0).sort((a, b) => b.ids.length - a.ids.length);
}

/** One part, from the top left of the drawing. */
function placePart(ids: readonly number[], edges: readonly Ends[], sizes: Sizes, isAcross: boolean): Placed {
	const made = graphLayers(ids, edges);
	const { cells, layers, chains } = made;
	const sizeOf = (cell: LayerCell): { along: number; across: number } => {
		const size = cell.id === undefined ? undefined : sizes.get(cell.id);
		if (!size) return { along: 0, across: pass };
		return isAcross ? { along: size.width, across: size.height } : { along: size.height, across: size.width };
	};
	const along = cells.map((cell) => sizeOf(cell).along);
	const places = placesOf(
		made,
		cells.map((cell) => sizeOf(cell).across),
	);
	const middles: number[] = [];
	let end = margin;
	for (const layer of layers) {
		const most = Math.max(0, ...layer.map((index) => along[index] as number));
		middles.push(end + most / 2);
		// More lines between two layers need more room to turn.
		const lines = layer.reduce((sum, index) => sum + (cells[index] as LayerCell).after.length, 0);
		end += most + 48 + Math.min(64, 3 * lines);
	}
	const middleOf = (index: number): { u: number; v: number } => ({
		u: middles[(cells[index] as LayerCell).layer] as number,
		v: margin + (places[index] as number),
	});
	const at = (u: number, v: number): Point => (isAcross ? { x: u, y: v } : { x: v, y: u });
	const boxes = new Map<number, NodeBox>();
	let [width, height] = [0, 0];
	const reach = ({ x, y }: Point, size = { width: 0, height: 0 }): void => {
		width = Math.max(width, x + size.width / 2 + margin);
		height = Math.max(height, y + size.height / 2 + margin);
	};
	cells.forEach(({ id }, index) => {
		const { u, v } = middleOf(index);
		const size = id === undefined ? undefined : sizes.get(id);
		if (id !== undefined && size) boxes.set(id, { ...size, ...at(u, v) });
		reach(at(u, v), size);
	});
	/** Across, from the node's middle, one an edge. */
	const shifts = (end: "from" | "to"): number[] => {
		const found = edges.map(() => 0);
		for (const [id, box] of boxes) {
			const own = edges.flatMap((edge, index) => (edge[end] === id ? [index] : []));
			const next = (index: number): number => middleOf(chains[index]?.at(end === "from" ? 1 : -2) as number).v;
			const offsets = ports(own.length, isAcross ? box.height : box.width);
			own
				.sort((a, b) => next(a) - next(b))
				.forEach((index, place) => {
					found[index] = offsets[place] as number;
				});
		}
		return found;
	};
	const [leaving, arriving] = [shifts("from"), shifts("to")];
	const routes = chains.map((chain, index) => {
		const [first, last] = [chain[0] as number, chain.at(-1) as number];
		const [start, stop] = [middleOf(first), middleOf(last)];
		const [from, to] = [start.v + (leaving[index] as number), stop.v + (arriving[index] as number)];
		const [out, into] = [start.u + (along[first] as number) / 2, stop.u - (along[last] as number) / 2];
		const passing = chain.slice(1, -1).map((cell) => at(middleOf(cell).u, middleOf(cell).v));
		return [at(out, from), at(out + lead, from), ...passing, at(into - lead, to), at(into, to)];
	});
	return { width, height, boxes, routes };
}

/**
 * Layers by token order: an edge always runs from an earlier token to a later one, so the graph has no cycle, and each layer holds
 * nodes that stand behind those of the layers before that they have edges with. Parts that no edge joins stand beside each other,
 * nodes without an edge below, in token order.
 *
 * @param sizes  By node id, in token order.
 * Cost: 60 nodes with 90 edges some milliseconds (bench/ui/graph-layout.mjs).
 */
export function layeredLayout(sizes: Sizes, edges: readonly Ends[], { direction, width }: LayeredOptions): GraphLayout {
	const isAcross = direction === "across";
	const boxes = new Map<number, NodeBox>();
	const routes: (readonly Point[])[] = edges.map(() => []);
	let [right, bottom] = [0, 0];
	for (const part of components([...sizes.keys()], edges)) {
		const own = part.edges.map((index) => edges[index] as Ends);
		const made = placePart(part.ids, own, sizes, isAcross);
		const [x, y] = isAcross ? [0, bottom] : [right, 0];
		const moved = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
		for (const [id, box] of made.boxes) boxes.set(id, { ...box, ...moved(box) });
		made.routes.forEach((route, at) => {
			routes[part.edges[at] as number] = route.map(moved);
		});
		right = Math.max(right, x + made.width);
		bottom = Math.max(bottom, y + made.height);
	}
	return below({ width: right, height: bottom, boxes, routes }, sizes, Math.max(width, right));
}

/** Puts nodes that have no place yet below a layout, in rows. */
function below(made: GraphLayout & { readonly boxes: Map<number, NodeBox> }, sizes: Sizes, width: number): GraphLayout {
	let [x, y, row, right] = [margin, made.height + (made.height > 0 ? 10 : margin), 0, made.width];
	for (const [id, size] of sizes) {
		if (made.boxes.has(id)) continue;
		if (x > margin && x + size.width + margin > width) {
			x = margin;
			y += row + gap;
			row = 0;
		}
		made.boxes.set(id, { ...size, x: x + size.width / 2, y: y + size.height / 2 });
		x += size.width + gap;
		row = Math.max(row, size.height);
		right = Math.max(right, x - gap + margin);
	}
	return { ...made, width: right, height: row > 0 ? y + row + margin : made.height };
}
