/**
 * One CSV cell (RFC 4180). Spreadsheets run text that starts with = + - @ (or their full-width forms, or white space before them) as a
 * formula, so such text gets a leading apostrophe; numbers are written in full, NaN as an empty cell.
 */
export function csvCell(cell: string | number): string {
	if (typeof cell === "number") return Number.isNaN(cell) ? "" : String(cell);
	const inert = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** Lines of cells as CSV text, each ended by CR LF. */
export function csvText(lines: readonly (readonly (string | number)[])[]): string {
	return lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}
