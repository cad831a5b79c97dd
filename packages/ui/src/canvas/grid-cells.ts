import { crossings } from "./crossings.js";

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

/** Where a key moves the active cell; undefined for other keys. `page`: rows that Page Up and Page Down move. */
export function moveCell(
	key: string,
	isControl: boolean,
	cell: Cell,
	rows: number,
	columns: number,
	page = 5,
): Cell | undefined {
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
			return { row: clamp(row - page, rows), column };
		case "PageDown":
			return { row: clamp(row + page, rows), column };
		default:
			return undefined;
	}
}

/** What a drag picks: the rectangle between its ends, the cells it went over, or those whose middle it went around. */
export type DragTool = "rectangle" | "brush" | "lasso";

/** A point in units of cells: `{ x: 2.5, y: 0.5 }` is the middle of row 0, column 2. */
export interface GridPoint {
	readonly x: number;
	readonly y: number;
}

/** The cell of a point; points beside the grid count for its edge. */
export function cellOfPoint({ x, y }: GridPoint, rows: number, columns: number): Cell {
	const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(value)));
	return { row: clamp(y, rows), column: clamp(x, columns) };
}

/** Indices of the cells along a line of points, in its order: pointers jump over cells when they are fast. */
function cellsAlong(path: readonly GridPoint[], rows: number, columns: number): number[] {
	const cells = new Set<number>();
	let last = path[0] as GridPoint;
	for (const point of path) {
		const steps = Math.max(1, Math.ceil(4 * Math.hypot(point.x - last.x, point.y - last.y)));
		for (let step = 0; step <= steps; step++) {
			const t = step / steps;
			const at = { x: last.x + t * (point.x - last.x), y: last.y + t * (point.y - last.y) };
			const { row, column } = cellOfPoint(at, rows, columns);
			cells.add(row * columns + column);
		}
		last = point;
	}
	return [...cells];
}

/** Indices of what a drag along `path` picks; at least the cell where it began. */
export function draggedCells(path: readonly GridPoint[], tool: DragTool, rows: number, columns: number): number[] {
	const [first, last] = [path[0], path.at(-1)];
	if (!first || !last) return [];
	if (tool === "rectangle")
		return cellsBetween(cellOfPoint(first, rows, columns), cellOfPoint(last, rows, columns), columns);
	if (tool === "brush") return cellsAlong(path, rows, columns);
	const cells: number[] = [];
	for (let row = 0; row < rows; row++) {
		const places = crossings(path, row + 0.5);
		for (let column = 0; column < columns; column++) {
			if (places.filter((x) => x > column + 0.5).length % 2 === 1) cells.push(row * columns + column);
		}
	}
	return cells.length > 0 ? cells : cellsAlong([first], rows, columns);
}
