/** The part of a matrix that is shown. */
export interface MatrixWindow {
	readonly row: number;
	readonly column: number;
	readonly rows: number;
	readonly columns: number;
}

const least = 4;

function inside(start: number, size: number, all: number): { start: number; size: number } {
	const fitted = Math.max(Math.min(least, all), Math.min(all, Math.round(size)));
	return { start: Math.max(0, Math.min(all - fitted, Math.round(start))), size: fitted };
}

/** A window of the wanted place and size, moved and cut so that it lies in the matrix; never under four cells where there are four. */
export function fitWindow(wanted: MatrixWindow, rows: number, columns: number): MatrixWindow {
	const vertical = inside(wanted.row, wanted.rows, rows);
	const horizontal = inside(wanted.column, wanted.columns, columns);
	return { row: vertical.start, rows: vertical.size, column: horizontal.start, columns: horizontal.size };
}

/** The window grown (factor above 1) or shrunk about its middle. */
export function zoomWindow(window: MatrixWindow, factor: number, rows: number, columns: number): MatrixWindow {
	const wanted = { ...window, rows: window.rows * factor, columns: window.columns * factor };
	return fitWindow(
		{
			...wanted,
			row: window.row + (window.rows - wanted.rows) / 2,
			column: window.column + (window.columns - wanted.columns) / 2,
		},
		rows,
		columns,
	);
}

/** The window moved by half its size in the direction of an arrow key. */
export function moveWindow(window: MatrixWindow, key: string, rows: number, columns: number): MatrixWindow {
	const down = key === "ArrowDown" || key === "PageDown" ? 1 : key === "ArrowUp" || key === "PageUp" ? -1 : 0;
	const right = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
	return fitWindow(
		{
			...window,
			row: window.row + down * Math.ceil(window.rows / 2),
			column: window.column + right * Math.ceil(window.columns / 2),
		},
		rows,
		columns,
	);
}

/** The window's values out of a matrix of `columns` columns. */
export function cutWindow(values: ArrayLike<number>, columns: number, window: MatrixWindow): Float32Array {
	const out = new Float32Array(window.rows * window.columns);
	for (let row = 0; row < window.rows; row++) {
		const from = (window.row + row) * columns + window.column;
		for (let column = 0; column < window.columns; column++) {
			out[row * window.columns + column] = values[from + column] as number;
		}
	}
	return out;
}
