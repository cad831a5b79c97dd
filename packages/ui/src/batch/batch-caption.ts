import { formatValue } from "@lvlm-interpret/core/paint";
import type { BatchSort } from "./batch-order.js";
import { type BatchColumn, type BatchRow, type BatchStatus, matchOf } from "./batch-row.js";

const order: readonly BatchStatus[] = ["done", "running", "queued", "stopped", "failed"];

/** "1,234": figures of a table of thousands are read by their groups. */
export function count(value: number): string {
	return value.toLocaleString("en-US");
}

/** "611 runs: 600 done, 11 queued. 512 of 600 answers match what was expected (85 %). Shown: 88, sorted by image share, lowest first." */
export function batchCaption(
	rows: readonly BatchRow[],
	shown: number,
	sort: BatchSort | undefined,
	columns: readonly BatchColumn[],
): string {
	const counts = order.flatMap((status) => {
		const found = rows.reduce((sum, row) => sum + (row.status === status ? 1 : 0), 0);
		return found > 0 ? [`${count(found)} ${status}`] : [];
	});
	const judged = rows.map(matchOf).filter((match) => match !== undefined);
	const right = judged.filter(Boolean).length;
	const finding =
		judged.length === 0
			? ""
			: ` ${count(right)} of ${count(judged.length)} answers match what was expected (${formatValue((100 * right) / judged.length, 100)} %).`;
	const column = columns.find(({ id }) => id === sort?.column);
	const ways = column?.isNumeric ? (["lowest first", "highest first"] as const) : (["A to Z", "Z to A"] as const);
	const sorted = sort && column ? `, sorted by ${column.label.toLowerCase()}, ${ways[sort.isDescending ? 1 : 0]}` : "";
	const part = shown === rows.length ? (sorted ? " All are shown" : "") : ` Shown: ${count(shown)}`;
	return `${count(rows.length)} ${rows.length === 1 ? "run" : "runs"}: ${counts.join(", ")}.${finding}${part}${sorted}${part ? "." : ""}`;
}
