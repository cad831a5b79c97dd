import type { CausalEndMark } from "@lvlm-interpret/core";

export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A node on the drawing, in pixels; `x` and `y` are its middle. */
export interface NodeBox extends Point {
	readonly width: number;
	readonly height: number;
}

/** A graph laid out, in pixels. */
export interface GraphLayout {
	readonly width: number;
	readonly height: number;
	/** By node id. */
	readonly boxes: ReadonlyMap<number, NodeBox>;
	/** One an edge, in the order of the edges: from the border of one node to that of the other. */
	readonly routes: readonly (readonly Point[])[];
}

/** How an edge is drawn: a line, and what is at its ends. */
export interface EdgeDrawing {
	/** SVG path. */
	readonly line: string;
	readonly ends: readonly [EndDrawing, EndDrawing];
}

/** A mark: a filled triangle, a hollow circle, or nothing but the line itself. */
export type EndDrawing =
	| { readonly mark: "arrow"; readonly path: string }
	| { readonly mark: "circle"; readonly centre: Point; readonly radius: number }
	| { readonly mark: "tail" };

const arrow = { length: 11, half: 5 };
const radius = 4.5;
/** How far the line stops before the node; a tail touches it. */
const stops: Readonly<Record<CausalEndMark, number>> = { arrow: arrow.length - 1, circle: 2 * radius, tail: 0 };

function towards(from: Point, to: Point, length: number): Point {
	const whole = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

/** Where the line from a node's middle to a point leaves the node. */
export function borderPoint(box: NodeBox, to: Point): Point {
	const [dx, dy] = [to.x - box.x, to.y - box.y];
	const scale = Math.max(Math.abs(dx) / (box.width / 2), Math.abs(dy) / (box.height / 2));
	return scale === 0 ? { x: box.x, y: box.y } : { x: box.x + dx / scale, y: box.y + dy / scale };
}

function endAt(mark: CausalEndMark, tip: Point, inward: Point): EndDrawing {
	if (mark === "tail") return { mark };
	if (mark === "circle") return { mark, centre: towards(tip, inward, radius), radius };
	const base = towards(tip, inward, arrow.length);
	const across = { x: (tip.y - base.y) / arrow.length, y: (base.x - tip.x) / arrow.length };
	const corner = (side: number): string =>
		`${text(base.x + side * arrow.half * across.x)} ${text(base.y + side * arrow.half * across.y)}`;
	return { mark, path: `M${text(tip.x)} ${text(tip.y)}L${corner(1)}L${corner(-1)}Z` };
}

const text = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * An edge along its route: a smooth line that leaves and arrives straight, so that marks sit in its direction.
 *
 * @param route  At least two points, from border to border.
 */
export function drawEdge(route: readonly Point[], markAtFrom: CausalEndMark, markAtTo: CausalEndMark): EdgeDrawing {
	const [first, last] = [route[0] as Point, route.at(-1) as Point];
	const [second, butLast] = [route[1] as Point, route.at(-2) as Point];
	const points = [...route];
	points[0] = towards(first, second, stops[markAtFrom]);
	points[points.length - 1] = towards(last, butLast, stops[markAtTo]);
	const at = ({ x, y }: Point): string => `${text(x)} ${text(y)}`;
	const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
	let line = `M${at(points[0])}`;
	for (let i = 1; i < points.length - 1; i++) {
		const [before, here, after] = [points[i - 1], points[i], points[i + 1]] as [Point, Point, Point];
		if (i === 1) line += `L${at(middle(before, here))}`;
		line += `Q${at(here)} ${at(middle(here, after))}`;
	}
	line += `L${at(points.at(-1) as Point)}`;
	return { line, ends: [endAt(markAtFrom, first, second), endAt(markAtTo, last, butLast)] };
}
