/**
 * Cells of a CSV text, row by row (RFC 4180): quoted cells may hold commas, line ends and doubled quotes. A byte order mark and empty
 * lines are left out; a quote that is never closed takes the rest of the text.
 */
export function parseCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	const cell = /(?:"((?:[^"]|"")*)(?:"|$)|([^",\r\n][^,\r\n]*)?)(,|\r\n|\n|\r|$)/y;
	const source = text.replace(/^\uFEFF/, "");
	while (cell.lastIndex < source.length || row.length > 0) {
		const found = cell.exec(source);
		// Text after a closing quote: no CSV, and no cell to guess.
		if (!found) throw new SyntaxError(`CSV row ${rows.length + 1}: text follows a closing quote`);
		row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
		if (found[3] === ",") continue;
		if (row.length > 1 || row[0] !== "") rows.push(row);
		row = [];
	}
	return rows;
}
