import type { ImageLayout, Rect } from "@lvlm-interpret/core";

/** Outlines regions of any layout, as far as a window of the picture shows them; black and white, to show on every colour. */
export function outlineRegions(
	canvas: HTMLCanvasElement,
	layout: ImageLayout | undefined,
	window: Rect,
	marks: { readonly picked: readonly number[]; readonly hovered: readonly number[] },
): void {
	const context = canvas.getContext("2d");
	if (!context) return;
	context.clearRect(0, 0, canvas.width, canvas.height);
	const [across, down] = [canvas.width / window.width, canvas.height / window.height];
	const ratio = devicePixelRatio || 1;
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
