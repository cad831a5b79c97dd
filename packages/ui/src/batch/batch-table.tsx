import { type JSX, useMemo, useState } from "react";
import type { ViewExport } from "../foundation/export-menu.js";
import type { TableData } from "../foundation/table-data.js";
import { viewExports } from "../foundation/view-exports.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { batchStyles } from "../theme/styles-batch.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { batchCaption, count } from "./batch-caption.js";
import { BatchFilters } from "./batch-filters.js";
import { BatchGrid, type Editable } from "./batch-grid.js";
import { type BatchFilter, type BatchSort, filterRows, sortRows, tagsOf } from "./batch-order.js";
import { type BatchColumnId, type BatchRow, cellOf, columnsWith } from "./batch-row.js";

export interface BatchTableProps extends FrameProps {
	/** A new list, and new rows for those that changed: equal objects are not drawn again. */
	readonly rows: readonly BatchRow[];
	/** What a number is, where it is not what the column says by itself; "mass inside the mask, relevancy `llama`". */
	readonly about?: Partial<Record<BatchColumnId, string>>;
	/** Id of the run that is open. */
	readonly current?: string;
	/** A row was clicked, or Enter pressed in it. */
	readonly onOpen?: (row: BatchRow) => void;
	/** Tags and notes can be written where this is given. */
	readonly onEdit?: (row: BatchRow, change: Pick<BatchRow, "tags" | "note">) => void;
	/** What is shown first. */
	readonly sort?: BatchSort;
	readonly filter?: BatchFilter;
	/** Most pixels that the table is high. Default 560. */
	readonly height?: number;
	/** More formats, after CSV, JSON and NPY: sessions, say. */
	readonly moreExports?: readonly ViewExport[];
	/** Default "Runs". */
	readonly title?: string;
}

/** Many questions about many pictures, with what was answered: to sort, to filter, and to open one of. Only rows in sight are drawn. */
export function BatchTable(props: BatchTableProps): JSX.Element {
	const { rows, about, current, onOpen, onEdit, height = 560, title = "Runs", moreExports = [] } = props;
	const [sort, setSort] = useState<BatchSort | undefined>(props.sort);
	const [filter, setFilter] = useState<BatchFilter>(props.filter ?? {});
	const canEdit = onEdit !== undefined;
	const columns = useMemo(
		() =>
			columnsWith(rows, canEdit).map((column) => {
				const own = about?.[column.id];
				return own ? { ...column, about: own } : column;
			}),
		[rows, canEdit, about],
	);
	const tags = useMemo(() => tagsOf(rows), [rows]);
	const passing = useMemo(() => filterRows(rows, filter), [rows, filter]);
	const order = useMemo(() => sortRows(rows, passing, sort), [rows, passing, sort]);
	const caption = useMemo(() => batchCaption(rows, order.length, sort, columns), [rows, order, sort, columns]);
	// Ascending, descending, as it was.
	const onSort = (column: BatchColumnId): void =>
		setSort((last) =>
			last?.column !== column
				? { column, isDescending: false }
				: last.isDescending
					? undefined
					: { column, isDescending: true },
		);
	const onWrite = (row: BatchRow, column: Editable, text: string): void => {
		if (text === String(cellOf(row, column))) return;
		const list = text
			.split(",")
			.map((tag) => tag.trim())
			.filter(Boolean);
		onEdit?.(row, column === "tags" ? { tags: [...new Set(list)] } : { note: text.trim() });
	};
	const table = (): TableData => ({
		columns: columns.map(({ label, isNumeric, about: what }) => ({
			label: what ? `${label.toLowerCase()} (${what})` : label.toLowerCase(),
			...(isNumeric ? { isNumeric } : {}),
		})),
		rows: order.map((index) => columns.map(({ id }) => cellOf(rows[index] as BatchRow, id))),
	});
	const numbered = columns.filter((column) => column.about);
	return (
		<ViewFrame
			{...props}
			sheet={batchStyles}
			title={title}
			status={props.status ?? (rows.length === 0 ? { kind: "empty", message: "There are no runs yet." } : undefined)}
			caption={caption}
			exports={
				props.exports ?? [
					// It is a table: there is no picture of it, and rows out of sight would not be on one.
					...viewExports({ title, caption, view: () => null, table }).filter(({ label }) => !/PNG|SVG/.test(label)),
					...moreExports,
				]
			}
			toolbar={<BatchFilters filter={filter} onChange={setFilter} rows={rows} tags={tags} />}
			legend={
				numbered.length > 0 && (
					<dl className="lvlm-batch-about">
						{numbered.map((column) => (
							<div key={column.id}>
								<dt>{column.label}</dt>
								<dd>{column.about}</dd>
							</div>
						))}
					</dl>
				)
			}
		>
			{order.length > 0 ? (
				<BatchGrid
					label={title}
					rows={rows}
					order={order}
					columns={columns}
					sort={sort}
					current={current}
					height={height}
					canEdit={canEdit}
					onSort={onSort}
					onOpen={onOpen}
					onWrite={onWrite}
				/>
			) : (
				<div className="lvlm-state" role="status">
					<span>None of {count(rows.length)} runs passes the filter.</span>
					<button type="button" className="lvlm-button" onClick={() => setFilter({})}>
						Show all
					</button>
				</div>
			)}
		</ViewFrame>
	);
}
