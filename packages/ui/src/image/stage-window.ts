import type { Rect } from "@lvlm-interpret/core";

/** How far a picture can be enlarged. */
const mostZoom = 16;

/** How many times larger than the whole of `base` a window shows it. */
export function zoomOf(base: Rect, window: Rect): number {
	return base.width / window.width;
}

/** A window of the same size inside `base`. */
function inside(base: Rect, { x, y, width, height }: Rect): Rect {
	const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
	return {
		x: clamp(x, base.x, base.x + base.width - width),
		y: clamp(y, base.y, base.y + base.height - height),
		width,
		height,
	};
}

/**
 * A window enlarged by `factor` about a point that stays where it is; never beyond `base`.
 *
 * @param x  Of the point, as a share of the window, in [0, 1]; `y` likewise.
 */
export function zoomAt(base: Rect, window: Rect, factor: number, x = 0.5, y = 0.5): Rect {
	const zoom = Math.max(1, Math.min(mostZoom, zoomOf(base, window) * factor));
	const [width, height] = [base.width / zoom, base.height / zoom];
	return inside(base, {
		x: window.x + x * (window.width - width),
		y: window.y + y * (window.height - height),
		width,
		height,
	});
}

/** A window moved by shares of its own size; it stops at the edge of `base`. */
export function panBy(base: Rect, window: Rect, x: number, y: number): Rect {
	return inside(base, { ...window, x: window.x + x * window.width, y: window.y + y * window.height });
}
