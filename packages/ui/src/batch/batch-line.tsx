import { type JSX, type MouseEvent, memo, type NamedExoticComponent } from "react";
import { BatchCell, BatchEditor } from "./batch-cell.js";
import type { Editable } from "./batch-grid.js";
import { type BatchColumn, type BatchRow, cellOf } from "./batch-row.js";

export interface BatchLineProps {
	readonly row: BatchRow;
	/** Among the rows that are shown, from 0. */
	readonly place: number;
	/** Pixels below the headings. */
	readonly top: number;
	readonly tracks: string;
	readonly columns: readonly BatchColumn[];
	/** Where the active cell is, if it is in this row. */
	readonly activeColumn: number | undefined;
	readonly isCurrent: boolean;
	readonly writing: Editable | undefined;
	readonly canEdit: boolean;
	readonly onPick: (event: MouseEvent, row: BatchRow, place: number) => void;
	readonly onWritten: (row: BatchRow, column: Editable, text: string | undefined, isFocused: boolean) => void;
}

/** One row. It renders when something of its own changes: scrolling draws new rows only. */
export const BatchLine: NamedExoticComponent<BatchLineProps> = memo(function BatchLine(
	props: BatchLineProps,
): JSX.Element {
	const { row, place, top, tracks, columns, activeColumn, isCurrent, writing, canEdit, onPick, onWritten } = props;
	return (
		// biome-ignore lint/a11y/useSemanticElements: see BatchGrid.
		// biome-ignore lint/a11y/useFocusableInteractive: its cells are focused.
		// biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
		<div
			role="row"
			aria-rowindex={place + 2}
			aria-selected={isCurrent}
			className="lvlm-batch-row"
			style={{ gridTemplateColumns: tracks, transform: `translateY(${top}px)` }}
			onClick={(event) => onPick(event, row, place)}
		>
			{columns.map((column, index) => {
				const canWrite = canEdit && (column.id === "tags" || column.id === "note");
				const isEmpty = canWrite && cellOf(row, column.id) === "";
				return (
					// biome-ignore lint/a11y/useSemanticElements: see BatchGrid.
					<div
						key={column.id}
						role="gridcell"
						aria-colindex={index + 1}
						aria-readonly={canEdit ? !canWrite : undefined}
						data-cell={index}
						tabIndex={activeColumn === index ? 0 : -1}
						className={column.isNumeric ? "lvlm-batch-cell lvlm-batch-numeric" : "lvlm-batch-cell"}
					>
						{writing === column.id ? (
							<BatchEditor
								label={column.id === "tags" ? "Tags, with commas between them" : "Note"}
								value={String(cellOf(row, column.id))}
								onDone={(text, isFocused) => onWritten(row, writing, text, isFocused)}
							/>
						) : isEmpty ? (
							<span className="lvlm-batch-add">{column.id === "tags" ? "Add tags" : "Add a note"}</span>
						) : (
							<BatchCell row={row} column={column} />
						)}
					</div>
				);
			})}
		</div>
	);
});
