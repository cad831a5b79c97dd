import { type Tensor, tensor } from "@lvlm-interpret/core";
import type { TableData } from "../foundation/table-data.js";
import { csvText } from "./csv.js";
import { encodeNpy } from "./npy.js";

/** A table as CSV (RFC 4180, UTF-8), with no text that a spreadsheet would run. */
export function tableCsv(data: TableData): Blob {
	return new Blob([csvText([data.columns.map((column) => column.label), ...data.rows])], { type: "text/csv" });
}

/** Title, caption and the table's rows by column; what has no value is null. */
export function tableJson(title: string, caption: string, data: TableData): Blob {
	const number = (value: number): number | string | null =>
		Number.isFinite(value) ? value : Number.isNaN(value) ? null : String(value);
	const columns = data.columns.map(({ label }, index) => ({
		label,
		values: data.rows.map((row) => (typeof row[index] === "number" ? number(row[index]) : (row[index] ?? null))),
	}));
	return new Blob([`${JSON.stringify({ title, caption, columns }, null, "\t")}\n`], { type: "application/json" });
}

/** The numbers of a table without its texts: float64 [rows, numeric columns]. */
function numbersOf(data: TableData): Tensor {
	const places = data.columns.flatMap((column, index) => (column.isNumeric ? [index] : []));
	const values = data.rows.flatMap((row) =>
		places.map((place) => (typeof row[place] === "number" ? row[place] : Number.NaN)),
	);
	return tensor("float64", [data.rows.length, places.length], Float64Array.from(values));
}

/** What a view draws as NumPy's .npy, in original units: its tensor, or the numbers of its table. */
export function viewNpy(numbers: Tensor | undefined, data: TableData): Blob {
	return new Blob([encodeNpy(numbers ?? numbersOf(data)) as Uint8Array<ArrayBuffer>]);
}
