import type { ImageLayout, Rect } from "@lvlm-interpret/core";

/** Outlines regions of any layout, as far as a window of the picture shows them; black and white, to show on every colour. */
export function outlineRegions(
	canvas: HTMLCanvasElement,
	layout: ImageLayout | undefined,
	window: Rect,
	marks: {
		readonly picked: readonly number[];
		readonly hovered: readonly number[];
		/** Of a ground-truth mask: hatched, too. */
		readonly truth?: readonly number[];
	},
): void {
	const context = canvas.getContext("2d");
	if (!context) return;
	context.clearRect(0, 0, canvas.width, canvas.height);
	const [across, down] = [canvas.width / window.width, canvas.height / window.height];
	const ratio = devicePixelRatio || 1;
	const hatch = new Path2D();
	// Edges that two regions share are inside the object: only those that one has are drawn.
	const edges = new Map<string, readonly [number, number, number, number] | undefined>();
	const edge = (...ends: [number, number, number, number]): void => {
		const name = ends.map(Math.round).join(" ");
		edges.set(name, edges.has(name) ? undefined : ends);
	};
	for (const region of marks.truth ?? []) {
		const rect = layout?.regions[region];
		if (!rect) continue;
		const [x, y] = [(rect.x - window.x) * across, (rect.y - window.y) * down];
		const [right, bottom] = [x + rect.width * across, y + rect.height * down];
		hatch.moveTo(x, bottom);
		hatch.lineTo(right, y);
		edge(x, y, right, y);
		edge(x, bottom, right, bottom);
		edge(x, y, x, bottom);
		edge(right, y, right, bottom);
	}
	const outline = new Path2D();
	for (const ends of edges.values()) {
		if (!ends) continue;
		outline.moveTo(ends[0], ends[1]);
		outline.lineTo(ends[2], ends[3]);
	}
	for (const [path, color, width] of [
		[hatch, "#000", 2],
		[hatch, "#fff", 1],
		[outline, "#000", 5],
		[outline, "#fff", 2],
	] as const) {
		context.strokeStyle = color;
		context.lineWidth = width * ratio;
		context.stroke(path);
	}
	for (const [regions, inner, outer] of [
		[marks.picked, 2, 4],
		[marks.hovered, 1.5, 4],
	] as const) {
		const path = new Path2D();
		for (const region of regions) {
			const rect = layout?.regions[region];
			if (!rect) continue;
			path.rect((rect.x - window.x) * across, (rect.y - window.y) * down, rect.width * across, rect.height * down);
		}
		for (const [color, width] of [
			["#000", outer],
			["#fff", inner],
		] as const) {
			context.strokeStyle = color;
			context.lineWidth = width * ratio;
			context.stroke(path);
		}
	}
}
