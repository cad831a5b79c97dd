import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type JSX, type KeyboardEvent, type MouseEvent, useCallback, useLayoutEffect, useRef, useState } from "react";
import { type Cell, moveCell } from "../canvas/grid-cells.js";
import { BatchLine } from "./batch-line.js";
import type { BatchSort } from "./batch-order.js";
import type { BatchColumn, BatchColumnId, BatchRow } from "./batch-row.js";

/** Of a row, in pixels: two lines of text. */
export const rowHeight = 52;
const headHeight = 40;

export type Editable = "tags" | "note";

export interface BatchGridProps {
	readonly label: string;
	readonly rows: readonly BatchRow[];
	/** Indices into `rows` of what is shown, in its order. */
	readonly order: readonly number[];
	readonly columns: readonly BatchColumn[];
	readonly sort: BatchSort | undefined;
	/** Id of the run that is open. */
	readonly current?: string;
	/** Pixels. */
	readonly height: number;
	readonly canEdit: boolean;
	readonly onSort: (column: BatchColumnId) => void;
	readonly onOpen?: (row: BatchRow) => void;
	readonly onWrite: (row: BatchRow, column: Editable, text: string) => void;
}

const isEditable = (id: BatchColumnId | undefined): id is Editable => id === "tags" || id === "note";

/**
 * The rows in sight, below headings that sort. One cell is active and in the tab order; arrows, Home, End and the page keys move it, Enter
 * sorts, opens or writes. Row 0 of the grid is that of the headings.
 */
export function BatchGrid(props: BatchGridProps): JSX.Element {
	const { label, rows, order, columns, sort, current, height, canEdit, onSort, onOpen, onWrite } = props;
	const box = useRef<HTMLDivElement>(null);
	const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
	const [writing, setWriting] = useState<{ readonly id: string; readonly column: Editable }>();
	const wantsFocus = useRef(false);
	const at = { row: Math.min(active.row, order.length), column: Math.min(active.column, columns.length - 1) };
	const virtual = useVirtualizer({
		count: order.length,
		getScrollElement: () => box.current,
		estimateSize: () => rowHeight,
		getItemKey: (place) => rows[order[place] as number]?.id ?? place,
		overscan: 6,
		scrollPaddingStart: headHeight,
		scrollMargin: headHeight,
		useFlushSync: false,
		// The active row stays, wherever it is scrolled to: it may hold the focus.
		rangeExtractor: (range) => {
			const shown = defaultRangeExtractor(range);
			const place = at.row - 1;
			return place < 0 || place >= order.length || shown.includes(place)
				? shown
				: [...shown, place].sort((a, b) => a - b);
		},
	});

	useLayoutEffect(() => {
		if (!wantsFocus.current) return;
		const cell = box.current?.querySelector<HTMLElement>("[data-cell][tabindex='0']");
		if (!cell) return;
		wantsFocus.current = false;
		cell.focus({ preventScroll: true });
		// Rows are scrolled to by the virtualizer; columns may be out of sight, too.
		cell.scrollIntoView({ block: "nearest", inline: "nearest" });
	});

	const moveTo = (cell: Cell): void => {
		wantsFocus.current = true;
		if (cell.row > 0) virtual.scrollToIndex(cell.row - 1);
		setActive(cell);
	};
	const latest = useRef({ moveTo, onOpen, onWrite });
	latest.current = { moveTo, onOpen, onWrite };
	const act = useCallback(
		(row: BatchRow, id: BatchColumnId | undefined) => {
			if (canEdit && isEditable(id)) setWriting({ id: row.id, column: id });
			else latest.current.onOpen?.(row);
		},
		[canEdit],
	);
	const onWritten = useCallback((row: BatchRow, column: Editable, text: string | undefined, isFocused: boolean) => {
		setWriting(undefined);
		if (text !== undefined) latest.current.onWrite(row, column, text);
		if (isFocused) wantsFocus.current = true;
	}, []);
	const onPick = useCallback(
		(event: MouseEvent, row: BatchRow, place: number) => {
			const index = Number((event.target as HTMLElement).closest<HTMLElement>("[data-cell]")?.dataset.cell ?? 0);
			setActive({ row: place + 1, column: index });
			act(row, columns[index]?.id);
		},
		[act, columns],
	);
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.altKey) return;
		const page = Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1);
		const control = event.ctrlKey || event.metaKey;
		const next = moveCell(event.key, control, at, order.length + 1, columns.length, page);
		const row = rows[order[at.row - 1] as number];
		if (next) moveTo(next);
		else if (event.key === "Enter" || event.key === " " || event.key === "F2") {
			if (row) act(row, columns[at.column]?.id);
			else if (at.row === 0 && event.key !== "F2") onSort((columns[at.column] as BatchColumn).id);
		} else return;
		event.preventDefault();
	};

	const tracks = columns
		.map(({ width, grow }) => (grow > 0 ? `minmax(${width}px, ${grow}fr)` : `${width}px`))
		.join(" ");
	const minWidth = columns.reduce((sum, { width }) => sum + width, 0);
	return (
		// biome-ignore lint/a11y/useSemanticElements: only the rows in sight are there, which a table cannot say.
		<div
			ref={box}
			role="grid"
			aria-label={label}
			aria-rowcount={order.length + 1}
			aria-colcount={columns.length}
			className="lvlm-batch"
			style={{ maxHeight: height }}
			onKeyDown={onKeyDown}
		>
			{/* biome-ignore lint/a11y/useSemanticElements: see above. */}
			{/* biome-ignore lint/a11y/useFocusableInteractive: its cells are focused. */}
			<div
				role="row"
				aria-rowindex={1}
				className="lvlm-batch-row lvlm-batch-head"
				style={{ gridTemplateColumns: tracks, minWidth }}
			>
				{columns.map((column, index) => {
					const isSorted = sort?.column === column.id;
					return (
						// biome-ignore lint/a11y/useSemanticElements: see above.
						// biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
						<div
							key={column.id}
							role="columnheader"
							aria-colindex={index + 1}
							aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : "none"}
							data-cell={index}
							tabIndex={at.row === 0 && at.column === index ? 0 : -1}
							className={column.isNumeric ? "lvlm-batch-cell lvlm-batch-numeric" : "lvlm-batch-cell"}
							title={column.about}
							onClick={() => {
								moveTo({ row: 0, column: index });
								onSort(column.id);
							}}
						>
							{column.label}
							<span aria-hidden="true" className="lvlm-batch-arrow">
								{isSorted ? (sort.isDescending ? "↓" : "↑") : ""}
							</span>
						</div>
					);
				})}
			</div>
			<div role="presentation" className="lvlm-batch-rows" style={{ height: virtual.getTotalSize(), minWidth }}>
				{virtual.getVirtualItems().map(({ index: place, key, start }) => {
					const row = rows[order[place] as number];
					return (
						row && (
							<BatchLine
								key={key}
								row={row}
								place={place}
								top={start - headHeight}
								tracks={tracks}
								columns={columns}
								activeColumn={at.row === place + 1 ? at.column : undefined}
								isCurrent={row.id === current}
								writing={writing?.id === row.id ? writing.column : undefined}
								canEdit={canEdit}
								onPick={onPick}
								onWritten={onWritten}
							/>
						)
					);
				})}
			</div>
		</div>
	);
}
