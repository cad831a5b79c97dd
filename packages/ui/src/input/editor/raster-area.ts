import type { Rect } from "@lvlm-interpret/core";
import { crossings } from "../../canvas/crossings.js";
import type { Area, Point } from "./edit-ops.js";

/** Which pixels of a box an area covers: `bits[row * width + column]` is 1 inside. Whole pixels, no soft edge. */
export interface Mask {
	/** Upper left corner in the picture. */
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly bits: Uint8Array;
}

interface Size {
	readonly width: number;
	readonly height: number;
}

/** The pixels whose middle lies in [from, to), as a half-open range within [0, most). */
function span(from: number, to: number, most: number): readonly [number, number] {
	const start = Math.max(0, Math.ceil(from - 0.5));
	return [start, Math.max(start, Math.min(most, Math.ceil(to - 0.5)))];
}

/** The pixels of a rectangle by their middles, cut at the picture. */
export function pixelBox({ x, y, width, height }: Rect, size: Size): Rect {
	const [left, right] = span(x, x + width, size.width);
	const [top, bottom] = span(y, y + height, size.height);
	return { x: left, y: top, width: right - left, height: bottom - top };
}

function empty(box: Rect): Mask {
	return { ...box, bits: new Uint8Array(box.width * box.height) };
}

function boundsOf(points: readonly Point[], margin: number, size: Size): Rect {
	if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const { x, y } of points) {
		left = Math.min(left, x);
		right = Math.max(right, x);
		top = Math.min(top, y);
		bottom = Math.max(bottom, y);
	}
	const rect = {
		x: left - margin,
		y: top - margin,
		width: right - left + 2 * margin,
		height: bottom - top + 2 * margin,
	};
	// A point on the right edge still belongs to the box.
	return pixelBox({ ...rect, width: rect.width + 1, height: rect.height + 1 }, size);
}

/** The even-odd rule along each row of pixels. */
function lassoMask(path: readonly Point[], size: Size): Mask {
	const mask = empty(boundsOf(path, 0, size));
	for (let row = 0; row < mask.height; row++) {
		const places = crossings(path, mask.y + row + 0.5);
		for (let k = 0; k + 1 < places.length; k += 2) {
			const [from, to] = span((places[k] as number) - mask.x, (places[k + 1] as number) - mask.x, mask.width);
			mask.bits.fill(1, row * mask.width + from, row * mask.width + to);
		}
	}
	return mask;
}

/** Pixels whose middle is at most `radius` from the line between two points. */
function stampSegment(mask: Mask, a: Point, b: Point, radius: number): void {
	const box = boundsOf([a, b], radius, { width: mask.x + mask.width, height: mask.y + mask.height });
	const [dx, dy] = [b.x - a.x, b.y - a.y];
	const length = dx * dx + dy * dy;
	for (let y = Math.max(box.y, mask.y); y < box.y + box.height; y++) {
		for (let x = Math.max(box.x, mask.x); x < box.x + box.width; x++) {
			const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y];
			const t = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
			if ((px - t * dx) ** 2 + (py - t * dy) ** 2 > radius * radius) continue;
			mask.bits[(y - mask.y) * mask.width + x - mask.x] = 1;
		}
	}
}

function brushMask(path: readonly Point[], diameter: number, size: Size): Mask {
	const radius = diameter / 2;
	const mask = empty(boundsOf(path, radius, size));
	let last = path[0];
	for (const point of path) {
		stampSegment(mask, last ?? point, point, radius);
		last = point;
	}
	return mask;
}

function patchMask(rects: readonly Rect[], size: Size): Mask {
	const boxes = rects.map((rect) => pixelBox(rect, size)).filter(({ width, height }) => width > 0 && height > 0);
	const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
	if (boxes.length === 0) return empty({ x: 0, y: 0, width: 0, height: 0 });
	const right = Math.max(...boxes.map((box) => box.x + box.width));
	const bottom = Math.max(...boxes.map((box) => box.y + box.height));
	const mask = empty({ x, y, width: right - x, height: bottom - y });
	for (const box of boxes) {
		for (let row = box.y; row < box.y + box.height; row++) {
			const start = (row - y) * mask.width + box.x - x;
			mask.bits.fill(1, start, start + box.width);
		}
	}
	return mask;
}

/**
 * The pixels of an area in a picture of `size`. A pixel belongs to it by its middle; parts beside the picture are left out.
 *
 * Cost: O(pixels of its bounds), for a brush times its points.
 */
export function rasterArea(area: Area, size: Size): Mask {
	switch (area.shape) {
		case "rectangle":
			return patchMask([area.rect], size);
		case "patches":
			return patchMask(area.rects, size);
		case "lasso":
			return lassoMask(area.path, size);
		case "brush":
			return brushMask(area.path, area.size, size);
	}
}
