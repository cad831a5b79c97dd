import type { Rect } from "@lvlm-interpret/core";
import type { Area, EditOp, Fill, Point } from "./edit-ops.js";
import type { EditorTool } from "./editor-tool.js";
import { type PatchGrid, snapToPatches } from "./patch-grid.js";

export interface StrokeOptions {
	readonly fill: Fill;
	/** Of the brush and the eraser, in pixels of the picture. */
	readonly size: number;
	/** Patches to snap to, in pixels of the picture before all edits. */
	readonly grid?: PatchGrid;
}

/** The rectangle between the ends of a stroke. */
export function strokeRect(path: readonly Point[]): Rect {
	const [a, b] = [path[0], path.at(-1)] as [Point, Point];
	return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** Points nearer than this to the one before them say nothing. */
const leastStep = 0.5;

/** A stroke as it is stored: without points that say nothing, to hundredths of a pixel. */
export function thinned(path: readonly Point[]): readonly Point[] {
	const out: Point[] = [];
	for (const [index, { x, y }] of path.entries()) {
		const last = out.at(-1);
		const isEnd = index === path.length - 1;
		if (last && !isEnd && Math.hypot(x - last.x, y - last.y) < leastStep) continue;
		const point = { x: Math.round(100 * x) / 100, y: Math.round(100 * y) / 100 };
		if (last?.x !== point.x || last.y !== point.y) out.push(point);
	}
	return out;
}

function areaOf(
	tool: "rectangle" | "lasso" | "brush" | "erase",
	path: readonly Point[],
	options: StrokeOptions,
): Area | undefined {
	const shape = tool === "erase" ? "brush" : tool;
	if (options.grid) return snapToPatches({ shape, path }, options.grid);
	if (shape === "brush") return { shape, path: thinned(path), size: options.size };
	if (shape === "lasso") {
		const line = thinned(path);
		return line.length < 3 ? undefined : { shape, path: line };
	}
	const rect = strokeRect(path);
	return rect.width < leastStep || rect.height < leastStep ? undefined : { shape, rect };
}

/** A crop has at least this many pixels each way: a slip of the hand leaves no sliver. */
const leastCrop = 8;

/**
 * What a finished stroke does to a picture; undefined where it does nothing, such as a click with the rectangle.
 *
 * @param path  At least one point, in pixels of the picture before all edits.
 */
export function strokeOp(
	tool: EditorTool,
	path: readonly Point[],
	size: { readonly width: number; readonly height: number },
	options: StrokeOptions,
): EditOp | undefined {
	if (path.length === 0 || tool === "move") return undefined;
	if (tool === "crop") {
		const { x, y, width, height } = strokeRect(path);
		const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))];
		const right = Math.min(size.width, Math.round(x + width));
		const bottom = Math.min(size.height, Math.round(y + height));
		if (right - left < Math.min(leastCrop, size.width) || bottom - top < Math.min(leastCrop, size.height))
			return undefined;
		return { op: "crop", rect: { x: left, y: top, width: right - left, height: bottom - top } };
	}
	const area = areaOf(tool, path, options);
	if (!area) return undefined;
	return tool === "erase" ? { op: "restore", area } : { op: "fill", area, fill: options.fill };
}

const shapes: Readonly<Record<Area["shape"], string>> = {
	rectangle: "Rectangle",
	lasso: "Lasso",
	brush: "Brush",
	patches: "Patches",
};

/** A step in words: "Lasso, blur", "Crop to 200 × 150". */
export function opText(op: EditOp): string {
	if (op.op === "crop") return `Crop to ${Math.round(op.rect.width)} × ${Math.round(op.rect.height)}`;
	const { area } = op;
	const where =
		area.shape === "patches"
			? `${area.rects.length} ${area.rects.length === 1 ? "patch" : "patches"}`
			: shapes[area.shape];
	if (op.op === "restore") return `${where}, original`;
	return `${where}, ${op.fill.kind === "color" ? `colour ${colorText(op.fill.color)}` : op.fill.kind}`;
}

/** "#a0b1c2" */
export function colorText(color: readonly number[]): string {
	return `#${color.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** @returns Red, green, blue of "#a0b1c2". */
export function colorOfText(text: string): readonly [number, number, number] {
	const value = Number.parseInt(text.slice(1), 16);
	return [value >> 16, (value >> 8) & 255, value & 255];
}
