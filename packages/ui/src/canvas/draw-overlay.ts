/** What lies above the colours of a grid. Indices are row-major. */
export interface GridMarks {
	/** Outlined thinly: the cells with the highest values. */
	readonly top: readonly number[];
	readonly picked: readonly number[];
	readonly hovered: readonly number[];
}

/** Name of the mark, width of its white line and of the black one below it in CSS pixels, dashes of the white one. */
const strokes = [
	["top", 1, 2.5, [3, 2]],
	["picked", 2.5, 5, []],
	["hovered", 1.5, 4, []],
] as const;

/** Outer edges of cells as an SVG path; inner edges are left out, so that a region reads as one shape. */
function outlinePath(cells: readonly number[], rows: number, columns: number, width: number, height: number): string {
	const [w, h] = [width / columns, height / rows];
	let [top, bottom, left, right] = [rows, -1, columns, -1];
	for (const cell of cells) {
		const row = Math.floor(cell / columns);
		const column = cell % columns;
		if (row < top) top = row;
		if (row > bottom) bottom = row;
		if (column < left) left = column;
		if (column > right) right = column;
	}
	// A full rectangle, which most picks are, needs no look at its cells: a drag over a large matrix spans thousands.
	if (cells.length > 0 && cells.length === (bottom - top + 1) * (right - left + 1)) {
		return `M${left * w} ${top * h}H${(right + 1) * w}V${(bottom + 1) * h}H${left * w}Z`;
	}
	const picked = new Set(cells);
	let path = "";
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
			if (!isInner) path += `M${(column + x0) * w} ${(row + y0) * h}L${(column + x1) * w} ${(row + y1) * h}`;
		}
	}
	return path;
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
	for (const [name, inner, outer, dash] of strokes) {
		const path = new Path2D(outlinePath(marks[name], rows, columns, canvas.width, canvas.height));
		for (const [color, line] of [
			["#000", outer],
			["#fff", inner],
		] as const) {
			context.strokeStyle = color;
			context.lineWidth = line * ratio;
			context.setLineDash(color === "#fff" ? dash.map((length) => length * ratio) : []);
			context.stroke(path);
		}
	}
}

/** The same outlines as SVG in a box of 1 by 1; line widths stay CSS pixels. */
export function overlayMarkup(rows: number, columns: number, marks: GridMarks): string {
	return strokes
		.map(([name, inner, outer, dash]) => {
			const path = outlinePath(marks[name], rows, columns, 1, 1);
			const line = (color: string, width: number, dashes: string): string =>
				`<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" vector-effect="non-scaling-stroke"${dashes}/>`;
			const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
			return path && line("#000", outer, "") + line("#fff", inner, dashes);
		})
		.join("");
}
