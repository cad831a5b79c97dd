import type { ImageLayout, Rect } from "@lvlm-interpret/core";
import { draggedCells } from "../../canvas/grid-cells.js";
import type { Area, Point } from "./edit-ops.js";

/** Patches of equal size in rows and columns over a part of a picture, in its pixels. */
export interface PatchGrid {
	readonly rows: number;
	readonly columns: number;
	/** What they cover together; it may overhang the picture. */
	readonly rect: Rect;
}

/** The grid of a layout whose regions form one; undefined where they do not. */
export function patchGridOf({ grid, regions }: ImageLayout): PatchGrid | undefined {
	const places = regions.filter((rect): rect is Rect => rect !== null);
	const [first, last] = [places[0], places.at(-1)];
	if (!grid || !first || !last || places.length !== grid.rows * grid.columns) return undefined;
	const rect = { x: first.x, y: first.y, width: last.x + last.width - first.x, height: last.y + last.height - first.y };
	return { ...grid, rect };
}

/**
 * An area in whole patches: those that a rectangle or a brush touches, those whose middle a lasso goes around.
 * The brush counts by its line, not by its width. Undefined beside the grid.
 */
export function snapToPatches(
	area: { readonly shape: "rectangle" | "lasso" | "brush"; readonly path: readonly Point[] },
	{ rows, columns, rect }: PatchGrid,
): Area | undefined {
	const path = area.path.map(({ x, y }) => ({
		x: ((x - rect.x) * columns) / rect.width,
		y: ((y - rect.y) * rows) / rect.height,
	}));
	const isBeside = (along: "x" | "y", count: number): boolean =>
		path.every((point) => point[along] < 0) || path.every((point) => point[along] >= count);
	if (path.length === 0 || isBeside("x", columns) || isBeside("y", rows)) return undefined;
	const [width, height] = [rect.width / columns, rect.height / rows];
	return {
		shape: "patches",
		rects: draggedCells(path, area.shape, rows, columns).map((cell) => ({
			x: rect.x + (cell % columns) * width,
			y: rect.y + Math.floor(cell / columns) * height,
			width,
			height,
		})),
	};
}
