import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useState } from "react";
import { Root } from "../theme/root.js";
import { tableStyles } from "../theme/styles-table.js";
import type { TableData } from "./table-data.js";
import { withoutBidiMarks } from "./without-bidi-marks.js";

const pageSize = 100;

function compare(a: string | number, b: string | number): number {
	if (typeof a === "number" && typeof b === "number")
		return (Number.isNaN(a) ? -Infinity : a) - (Number.isNaN(b) ? -Infinity : b);
	return String(a).localeCompare(String(b), "en", { numeric: true });
}

function asText(data: TableData): string {
	const lines = [data.columns.map((column) => column.label), ...data.rows];
	return lines.map((cells) => cells.map((cell) => String(cell).replace(/[\t\n\r]/g, " ")).join("\t")).join("\n");
}

export interface DataTableProps {
	readonly label: string;
	readonly data: TableData;
}

/** Numbers as a table: sortable by its headings, copyable, a hundred rows at a time. */
export function DataTable({ label, data }: DataTableProps): JSX.Element {
	const [sort, setSort] = useState<{ column: number; isDescending: boolean }>();
	const [page, setPage] = useState(0);
	const [isCopied, setCopied] = useState(false);
	const rows = useMemo(() => {
		if (!sort) return data.rows;
		const sign = sort.isDescending ? -1 : 1;
		return [...data.rows].sort((a, b) => sign * compare(a[sort.column] ?? "", b[sort.column] ?? ""));
	}, [data, sort]);
	const pages = Math.max(1, Math.ceil(rows.length / pageSize));
	const current = Math.min(page, pages - 1);
	const shown = rows.slice(current * pageSize, (current + 1) * pageSize);
	const sortBy = (column: number): void =>
		setSort((last) => ({
			column,
			isDescending: last?.column === column ? !last.isDescending : data.columns[column]?.isNumeric === true,
		}));
	const copy = async (): Promise<void> => {
		await navigator.clipboard.writeText(asText({ ...data, rows }));
		setCopied(true);
	};
	return (
		<Root sheet={tableStyles}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard. */}
			<section className="lvlm-table-box" aria-label={`${label}, table`} tabIndex={0}>
				<table className="lvlm-table">
					<thead>
						<tr>
							{data.columns.map((column, index) => (
								<th
									key={column.label}
									scope="col"
									className={column.isNumeric ? "lvlm-numeric" : undefined}
									aria-sort={sort?.column === index ? (sort.isDescending ? "descending" : "ascending") : undefined}
								>
									<button type="button" className="lvlm-button" onClick={() => sortBy(index)}>
										{withoutBidiMarks(column.label)}
										<span aria-hidden="true">{sort?.column === index ? (sort.isDescending ? "↓" : "↑") : ""}</span>
									</button>
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{shown.map((row, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and hold no state.
							<tr key={index}>
								{row.map((cell, column) => (
									<td
										key={data.columns[column]?.label}
										className={typeof cell === "number" ? "lvlm-numeric" : undefined}
									>
										{typeof cell === "string"
											? withoutBidiMarks(cell)
											: Number.isInteger(cell)
												? cell
												: formatValue(cell)}
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</section>
			<div className="lvlm-view-bar">
				{pages > 1 && (
					<span className="lvlm-field">
						<button type="button" className="lvlm-button" disabled={current === 0} onClick={() => setPage(current - 1)}>
							Previous
						</button>
						<span className="lvlm-number">
							{current * pageSize + 1}–{current * pageSize + shown.length} of {rows.length}
						</span>
						<button
							type="button"
							className="lvlm-button"
							disabled={current === pages - 1}
							onClick={() => setPage(current + 1)}
						>
							Next
						</button>
					</span>
				)}
				<button type="button" className="lvlm-button" onClick={copy}>
					{isCopied ? "Copied" : "Copy table"}
				</button>
			</div>
		</Root>
	);
}
