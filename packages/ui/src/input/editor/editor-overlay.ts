import type { Rect } from "@lvlm-interpret/core";
import type { Point } from "./edit-ops.js";
import type { EditorTool } from "./editor-tool.js";
import type { PatchGrid } from "./patch-grid.js";
import { strokeRect } from "./stroke-op.js";

export interface OverlayMarks {
	/** The part of the picture that is shown, in its pixels. */
	readonly window: Rect;
	readonly tool: EditorTool;
	/** Of the brush, in pixels of the picture. */
	readonly size: number;
	/** The stroke that is being drawn. */
	readonly path: readonly Point[];
	/** What the brush paints, as CSS; undefined where only its outline is known. */
	readonly paint?: string;
	/** Where pointer or keys are. */
	readonly cursor?: Point;
	/** Whether keys move the cursor: it is then drawn with cross-hairs. */
	readonly isByKeys: boolean;
	/** What is left of the picture, where that is shown on the whole. */
	readonly crop?: Rect;
	readonly grid?: PatchGrid;
}

/** Black and white lines, to show on every colour. */
function outline(context: CanvasRenderingContext2D, path: Path2D, ratio: number): void {
	for (const [color, width] of [
		["#000", 3.5],
		["#fff", 1.5],
	] as const) {
		context.strokeStyle = color;
		context.lineWidth = width * ratio;
		context.stroke(path);
	}
}

/** What lies over a picture that is edited: patches, crop, the stroke so far, and where the hand is. */
export function drawEditorOverlay(canvas: HTMLCanvasElement, marks: OverlayMarks): void {
	const context = canvas.getContext("2d");
	if (!context) return;
	const { window, tool, path, cursor, crop, grid } = marks;
	const ratio = devicePixelRatio || 1;
	const scale = canvas.width / window.width;
	const x = (value: number): number => (value - window.x) * scale;
	const y = (value: number): number => ((value - window.y) * canvas.height) / window.height;
	context.clearRect(0, 0, canvas.width, canvas.height);
	context.lineJoin = "round";
	context.lineCap = "round";
	if (grid) {
		const lines = new Path2D();
		const { rect, rows, columns } = grid;
		for (let column = 0; column <= columns; column++) {
			const at = x(rect.x + (column * rect.width) / columns);
			lines.moveTo(at, y(rect.y));
			lines.lineTo(at, y(rect.y + rect.height));
		}
		for (let row = 0; row <= rows; row++) {
			const at = y(rect.y + (row * rect.height) / rows);
			lines.moveTo(x(rect.x), at);
			lines.lineTo(x(rect.x + rect.width), at);
		}
		context.lineWidth = ratio;
		context.strokeStyle = "rgb(0 0 0 / 0.35)";
		context.stroke(lines);
		context.lineWidth = 0.5 * ratio;
		context.strokeStyle = "rgb(255 255 255 / 0.7)";
		context.stroke(lines);
	}
	const kept = tool === "crop" && path.length > 1 ? strokeRect(path) : crop;
	if (kept) {
		const shade = new Path2D();
		shade.rect(0, 0, canvas.width, canvas.height);
		shade.rect(x(kept.x), y(kept.y), kept.width * scale, kept.height * scale);
		context.fillStyle = "rgb(0 0 0 / 0.55)";
		context.fill(shade, "evenodd");
		const edge = new Path2D();
		edge.rect(x(kept.x), y(kept.y), kept.width * scale, kept.height * scale);
		outline(context, edge, ratio);
	}
	const isBrush = tool === "brush" || tool === "erase";
	if (path.length > 0 && tool !== "crop") {
		const line = new Path2D();
		if (tool === "rectangle") {
			const rect = strokeRect(path);
			line.rect(x(rect.x), y(rect.y), rect.width * scale, rect.height * scale);
		} else {
			for (const point of path) line.lineTo(x(point.x), y(point.y));
			if (path.length === 1) line.lineTo(x((path[0] as Point).x) + 0.01, y((path[0] as Point).y));
			if (tool === "lasso") line.closePath();
		}
		if (isBrush) {
			context.lineWidth = marks.size * scale;
			context.strokeStyle = marks.paint ?? "rgb(255 255 255 / 0.45)";
			context.stroke(line);
		} else {
			context.fillStyle = marks.paint ?? "rgb(255 255 255 / 0.25)";
			context.fill(line, "evenodd");
			outline(context, line, ratio);
		}
	}
	if (!cursor || tool === "move") return;
	const mark = new Path2D();
	if (isBrush)
		mark.ellipse(x(cursor.x), y(cursor.y), (marks.size * scale) / 2, (marks.size * scale) / 2, 0, 0, 2 * Math.PI);
	if (marks.isByKeys) {
		const arm = 12 * ratio;
		mark.moveTo(x(cursor.x) - arm, y(cursor.y));
		mark.lineTo(x(cursor.x) + arm, y(cursor.y));
		mark.moveTo(x(cursor.x), y(cursor.y) - arm);
		mark.lineTo(x(cursor.x), y(cursor.y) + arm);
	}
	outline(context, mark, ratio);
}
