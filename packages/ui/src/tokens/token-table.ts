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
