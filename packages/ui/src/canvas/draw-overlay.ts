/** What lies above the colours of a grid. Indices are row-major. */
export interface GridMarks {
	/** Outlined thinly: the cells with the highest values. */
	readonly top: readonly number[];
	readonly picked: readonly number[];
	readonly hovered: readonly number[];
}

/** Outlines in black and white, so that they show on every colour. `ratio`: canvas pixels a CSS pixel. */
export function drawOverlay(
	canvas: HTMLCanvasElement,
	rows: number,
	columns: number,
	marks: GridMarks,
	ratio: number,
): void {
	const context = canvas.getContext("2d");
	if (!context) return;
	context.clearRect(0, 0, canvas.width, canvas.height);
	const width = canvas.width / columns;
	const height = canvas.height / rows;
	const outline = (cells: readonly number[], inner: number, outer: number, dash: number[]): void => {
		for (const [color, line] of [
			["#000", outer],
			["#fff", inner],
		] as const) {
			context.strokeStyle = color;
			context.lineWidth = line * ratio;
			context.setLineDash(color === "#fff" ? dash.map((length) => length * ratio) : []);
			const path = new Path2D();
			const picked = new Set(cells);
			// Only the outer edges of neighbouring cells, so that a region reads as one shape.
			for (const cell of cells) {
				const row = Math.floor(cell / columns);
				const column = cell % columns;
				const edges = [
					[row > 0 && picked.has(cell - columns), 0, 0, 1, 0],
					[row + 1 < rows && picked.has(cell + columns), 0, 1, 1, 1],
					[column > 0 && picked.has(cell - 1), 0, 0, 0, 1],
					[column + 1 < columns && picked.has(cell + 1), 1, 0, 1, 1],
				] as const;
				for (const [isInner, x0, y0, x1, y1] of edges) {
					if (isInner) continue;
					path.moveTo((column + x0) * width, (row + y0) * height);
					path.lineTo((column + x1) * width, (row + y1) * height);
				}
			}
			context.stroke(path);
		}
	};
	outline(marks.top, 1, 2.5, [3, 2]);
	outline(marks.picked, 2.5, 5, []);
	outline(marks.hovered, 1.5, 4, []);
}
