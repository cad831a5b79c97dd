/** A line from a token to what it looks at. Points in [0, 1] of the box. */
export interface Link {
	readonly from: { readonly x: number; readonly y: number };
	readonly to: { readonly x: number; readonly y: number };
	/** In (0, 1], of the strongest one. */
	readonly share: number;
}

/**
 * The columns of a row that get a line: the highest `topK` values of at least `threshold`, highest first.
 *
 * @param values  Shape [rows, columns], row-major; NaN gets none.
 */
export function strongestLinks(
	values: ArrayLike<number>,
	columns: number,
	row: number,
	options: { readonly topK: number; readonly threshold: number },
): { readonly column: number; readonly value: number }[] {
	const found: { column: number; value: number }[] = [];
	for (let column = 0; column < columns; column++) {
		const value = values[row * columns + column] as number;
		if (value >= options.threshold && value > 0) found.push({ column, value });
	}
	return found.sort((a, b) => b.value - a.value || a.column - b.column).slice(0, options.topK);
}

/** A link as an SVG path in a box of the given size: it leaves and arrives level. */
export function linkPath({ from, to }: Link, width: number, height: number): string {
	const [x0, y0, x1, y1] = [from.x * width, from.y * height, to.x * width, to.y * height];
	const bend = (x0 + x1) / 2;
	return `M${x0} ${y0}C${bend} ${y0} ${bend} ${y1} ${x1} ${y1}`;
}

/** Line width in CSS pixels and opacity of a link: both grow with its share. */
export function linkLook(share: number): { readonly width: number; readonly opacity: number } {
	return { width: 1 + 4 * share, opacity: 0.35 + 0.65 * share };
}
