/** A cell of a grid by row and column, both from 0. */
export interface Cell {
	readonly row: number;
	readonly column: number;
}

/** The cell under a point of a box, or undefined beside it. Pure arithmetic: no element a cell. */
export function cellAt(
	x: number,
	y: number,
	box: { readonly width: number; readonly height: number },
	rows: number,
	columns: number,
): Cell | undefined {
	if (!(x >= 0 && y >= 0 && x < box.width && y < box.height)) return undefined;
	return { row: Math.floor((y * rows) / box.height), column: Math.floor((x * columns) / box.width) };
}

/** Indices of all cells between two corners, row-major. */
export function cellsBetween(one: Cell, other: Cell, columns: number): number[] {
	const cells: number[] = [];
	for (let row = Math.min(one.row, other.row); row <= Math.max(one.row, other.row); row++) {
		for (let column = Math.min(one.column, other.column); column <= Math.max(one.column, other.column); column++) {
			cells.push(row * columns + column);
		}
	}
	return cells;
}

/** Where a key moves the active cell; undefined for other keys. */
export function moveCell(key: string, isControl: boolean, cell: Cell, rows: number, columns: number): Cell | undefined {
	const { row, column } = cell;
	const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
	switch (key) {
		case "ArrowLeft":
			return { row, column: clamp(column - 1, columns) };
		case "ArrowRight":
			return { row, column: clamp(column + 1, columns) };
		case "ArrowUp":
			return { row: clamp(row - 1, rows), column };
		case "ArrowDown":
			return { row: clamp(row + 1, rows), column };
		case "Home":
			return { row: isControl ? 0 : row, column: 0 };
		case "End":
			return { row: isControl ? rows - 1 : row, column: columns - 1 };
		case "PageUp":
			return { row: clamp(row - 5, rows), column };
		case "PageDown":
			return { row: clamp(row + 5, rows), column };
		default:
			return undefined;
	}
}
