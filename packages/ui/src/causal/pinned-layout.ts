import type { CausalEdge, CausalNode, ImageLayout, Rect } from "@lvlm-interpret/core";
import { borderPoint, type GraphLayout, type NodeBox, type Point } from "./graph-geometry.js";

const gap = 12;

export interface PinnedOptions {
	/** Of the picture on the page, in pixels. */
	readonly width: number;
	readonly height: number;
	/** Size of the words' boxes, by node id. */
	readonly sizes: ReadonlyMap<number, { readonly width: number; readonly height: number }>;
}

function placeOf(rect: Rect, layout: ImageLayout, { width, height }: PinnedOptions): NodeBox {
	const [across, down] = [width / layout.imageWidth, height / layout.imageHeight];
	return {
		x: (rect.x + rect.width / 2) * across,
		y: (rect.y + rect.height / 2) * down,
		width: rect.width * across,
		height: rect.height * down,
	};
}

/** A slightly bent way between two nodes, so that lines between the same rows or columns do not hide each other. */
function route(from: NodeBox, to: NodeBox): Point[] {
	const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
	const [dx, dy] = [to.x - from.x, to.y - from.y];
	const length = Math.hypot(dx, dy) || 1;
	const bend = Math.min(24, length / 6);
	const knee = { x: middle.x + (dy / length) * bend, y: middle.y - (dx / length) * bend };
	return [borderPoint(from, knee), knee, borderPoint(to, knee)];
}

/** Patches where they are on the picture; words below it, in token order. Patches without a place stand with the words. */
export function pinnedLayout(
	nodes: readonly CausalNode[],
	edges: readonly Pick<CausalEdge, "from" | "to">[],
	layout: ImageLayout,
	options: PinnedOptions,
): GraphLayout {
	const boxes = new Map<number, NodeBox>();
	let [x, y, row] = [0, options.height + 36, 0];
	for (const { id, region } of nodes) {
		const rect = region === undefined ? undefined : layout.regions[region];
		if (rect) {
			boxes.set(id, placeOf(rect, layout, options));
			continue;
		}
		const size = options.sizes.get(id) ?? { width: 40, height: 30 };
		if (x > 0 && x + size.width > options.width) {
			x = 0;
			y += row + 2 * gap;
			row = 0;
		}
		boxes.set(id, { ...size, x: x + size.width / 2, y: y + size.height / 2 });
		x += size.width + gap;
		row = Math.max(row, size.height);
	}
	const routes = edges.map(({ from, to }) => {
		const [a, b] = [boxes.get(from), boxes.get(to)];
		return a && b ? route(a, b) : [];
	});
	return { width: options.width, height: row > 0 ? y + row + 2 : options.height, boxes, routes };
}
