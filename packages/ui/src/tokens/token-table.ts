import type { TableData } from "../foundation/table-data.js";
import type { TokenUnit } from "./token-units.js";

/** The table twin of a strip: also what its CSV holds. */
export function tokenTable(units: readonly TokenUnit[], unit: string | undefined): TableData {
	const columns = [{ label: "positions" }, { label: "text" }];
	if (!unit) return { columns, rows: units.map((one) => [one.positions.join(" "), one.text]) };
	return {
		columns: [...columns, { label: unit, isNumeric: true }, { label: "rank", isNumeric: true }],
		rows: units.map((one) => [one.positions.join(" "), one.text, one.value, one.rank]),
	};
}

/** A cell of RFC 4180; numbers in full, none as an empty cell. */
function csvCell(cell: string | number): string {
	if (typeof cell === "number") return Number.isNaN(cell) ? "" : String(cell);
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A table as CSV (RFC 4180, UTF-8). */
export function tokenTableCsv(data: TableData): Blob {
	const lines = [data.columns.map((column) => column.label), ...data.rows];
	return new Blob([`${lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`], { type: "text/csv" });
}
