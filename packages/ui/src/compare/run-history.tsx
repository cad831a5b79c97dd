import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type JSX, type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { BatchEditor } from "../batch/batch-cell.js";
import { Icon } from "../foundation/icon.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { batchStyles } from "../theme/styles-batch.js";
import { compareStyles } from "../theme/styles-compare.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { type HistoryRun, runTree, treeKey } from "./run-tree.js";

const rowHeight = 52;

export interface RunHistoryProps extends FrameProps {
	readonly runs: readonly HistoryRun[];
	/** Id of the run that is shown. */
	readonly current?: string;
	readonly onOpen: (id: string) => void;
	/** Left out, nothing can be renamed, or pinned, compared, removed. */
	readonly onRename?: (id: string, label: string) => void;
	readonly onPin?: (id: string, isPinned: boolean) => void;
	/** Sets a run beside the one that is shown. */
	readonly onCompare?: (id: string) => void;
	/** Takes a run out of the list. What was made from it stays. */
	readonly onRemove?: (id: string) => void;
	/** Most pixels that the list is high. Default 420. */
	readonly height?: number;
	/** Default "History". */
	readonly title?: string;
}

interface RowToolProps {
	readonly name: string;
	/** For what is on or off. */
	readonly isPressed?: boolean;
	readonly onUse: () => void;
}

/** A button of a row, for the pointer: keys do the same on the row. A press on it opens no run. */
function RowTool({ name, isPressed, onUse }: RowToolProps): JSX.Element {
	return (
		<button
			type="button"
			tabIndex={-1}
			className="lvlm-button"
			aria-pressed={isPressed}
			onClick={(event) => {
				event.stopPropagation();
				onUse();
			}}
		>
			{name}
		</button>
	);
}

/** The runs of a person's work as a tree: what was varied of what. Only rows in sight are drawn. */
export function RunHistory(props: RunHistoryProps): JSX.Element {
	const { runs, current, onOpen, onRename, onPin, onCompare, onRemove, height = 420, title = "History" } = props;
	const box = useRef<HTMLDivElement>(null);
	const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
	const [onlyPinned, setOnlyPinned] = useState(false);
	const [activeId, setActiveId] = useState(current);
	const [renamed, setRenamed] = useState<string>();
	const wantsFocus = useRef(false);
	const pinned = runs.filter(({ isPinned }) => isPinned).length;
	const rows = useMemo(() => {
		// Pinned ones stand alone: their parents may not be among them.
		if (onlyPinned && pinned > 0)
			return runTree(
				runs.filter(({ isPinned }) => isPinned),
				new Set(),
			);
		return runTree(runs, closed);
	}, [runs, closed, onlyPinned, pinned]);
	const found = rows.findIndex(({ run }) => run.id === (activeId ?? current));
	const at = Math.max(0, found);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => box.current,
		estimateSize: () => rowHeight,
		getItemKey: (index) => rows[index]?.run.id ?? index,
		overscan: 6,
		useFlushSync: false,
		rangeExtractor: (range) => {
			const shown = defaultRangeExtractor(range);
			return shown.includes(at) || at >= rows.length ? shown : [...shown, at].sort((a, b) => a - b);
		},
	});
	useLayoutEffect(() => {
		if (!wantsFocus.current) return;
		const item = box.current?.querySelector<HTMLElement>("[role=treeitem][tabindex='0']");
		if (!item) return;
		wantsFocus.current = false;
		item.focus({ preventScroll: true });
	});
	const goTo = (index: number): void => {
		const row = rows[index];
		if (!row) return;
		wantsFocus.current = true;
		virtual.scrollToIndex(index);
		setActiveId(row.run.id);
	};
	const setOpen = (id: string, isOpen: boolean): void => {
		const next = new Set(closed);
		if (isOpen) next.delete(id);
		else next.add(id);
		setClosed(next);
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const row = rows[at];
		if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
		const { id, isPinned } = row.run;
		const isItem = (event.target as HTMLElement).getAttribute("role") === "treeitem";
		const act = treeKey(event.key, rows, at);
		if (act && "row" in act) goTo(act.row);
		else if (act) {
			wantsFocus.current = true;
			setOpen(id, act.isOpen);
		} else if (!isItem) return;
		else if (event.key === "Enter" || event.key === " ") onOpen(id);
		else if (event.key === "F2" && onRename) setRenamed(id);
		else if (event.key.toLowerCase() === "p" && onPin) onPin(id, !isPinned);
		else if (event.key.toLowerCase() === "d" && onCompare && id !== current) onCompare(id);
		else if (event.key === "Delete" && onRemove) {
			// The row that takes its place, else the one above.
			goTo(at + 1 < rows.length ? at + 1 : at - 1);
			onRemove(id);
		} else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const shown = runs.find(({ id }) => id === current);
	const roots = rows.filter(({ level }) => level === 1).length;
	const variants = runs.filter(({ parent }) => parent !== undefined).length;
	const keys = [onRename && "F2 renames", onPin && "P pins", onCompare && "D compares", onRemove && "Delete removes"]
		.filter(Boolean)
		.join(", ");
	const caption = `${runs.length} ${runs.length === 1 ? "run" : "runs"}, ${variants} of them ${variants === 1 ? "a variation" : "variations"} of another, ${pinned} pinned.${
		onlyPinned && pinned > 0 ? ` Only the pinned ones are listed.` : ""
	}${shown ? ` Shown: “${shown.label}”.` : ""}${keys ? ` ${keys}.` : ""}`;
	const table = (): TableData => ({
		columns: [{ label: "run" }, { label: "of" }, { label: "answer" }, { label: "pinned" }],
		rows: runs.map(({ parent, label, detail, isPinned }) => [
			label,
			runs.find(({ id }) => id === parent)?.label ?? "",
			detail ?? "",
			isPinned ? "yes" : "no",
		]),
	});
	return (
		<ViewFrame
			{...props}
			sheet={`${batchStyles}${compareStyles}`}
			title={title}
			status={props.status ?? (runs.length === 0 ? { kind: "empty", message: "Nothing was asked yet." } : undefined)}
			caption={caption}
			table={table}
			toolbar={
				onPin &&
				pinned > 0 && (
					<button
						type="button"
						className="lvlm-button"
						aria-pressed={onlyPinned}
						onClick={() => setOnlyPinned(!onlyPinned)}
					>
						Pinned alone
					</button>
				)
			}
		>
			<div
				ref={box}
				role="tree"
				aria-label={`${title}, ${roots} ${roots === 1 ? "root" : "roots"}`}
				className="lvlm-history"
				style={{ maxHeight: height }}
				onKeyDown={onKeyDown}
			>
				<div role="presentation" className="lvlm-history-rows" style={{ height: virtual.getTotalSize() }}>
					{virtual.getVirtualItems().map(({ index, key, start }) => {
						const row = rows[index];
						if (!row) return null;
						const { run, level, children, isOpen, place, siblings } = row;
						return (
							// biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys.
							<div
								key={key}
								// The active row is higher where its tools stand below its text.
								ref={virtual.measureElement}
								data-index={index}
								role="treeitem"
								aria-level={level}
								aria-posinset={place}
								aria-setsize={siblings}
								aria-expanded={children > 0 ? isOpen : undefined}
								aria-selected={run.id === current}
								tabIndex={index === at ? 0 : -1}
								className="lvlm-history-row"
								style={{ transform: `translateY(${start}px)`, paddingInlineStart: 8 + 20 * Math.min(level - 1, 6) }}
								onClick={() => {
									setActiveId(run.id);
									onOpen(run.id);
								}}
							>
								<span
									aria-hidden="true"
									className="lvlm-history-fold"
									data-open={children > 0 ? isOpen : undefined}
									onClick={(event) => {
										if (children === 0) return;
										event.stopPropagation();
										setOpen(run.id, !isOpen);
									}}
								>
									{children > 0 && <Icon name={isOpen ? "minus" : "plus"} />}
								</span>
								<span className="lvlm-history-text">
									{renamed === run.id ? (
										<BatchEditor
											label="Name of the run"
											value={run.label}
											onDone={(text, isFocused) => {
												setRenamed(undefined);
												if (isFocused) wantsFocus.current = true;
												if (text?.trim() && text.trim() !== run.label) onRename?.(run.id, text.trim());
											}}
										/>
									) : (
										<>
											<span className="lvlm-history-name">{run.label}</span>
											{run.isPinned && <span className="lvlm-hidden">, pinned</span>}
											{run.detail && <span className="lvlm-history-detail">{run.detail}</span>}
										</>
									)}
								</span>
								<span className="lvlm-view-tools" data-export="none">
									{onRename && <RowTool name="Rename" onUse={() => setRenamed(run.id)} />}
									{onPin && (
										<RowTool name="Pin" isPressed={run.isPinned === true} onUse={() => onPin(run.id, !run.isPinned)} />
									)}
									{onCompare && run.id !== current && <RowTool name="Compare" onUse={() => onCompare(run.id)} />}
									{onRemove && <RowTool name="Remove" onUse={() => onRemove(run.id)} />}
								</span>
							</div>
						);
					})}
				</div>
			</div>
		</ViewFrame>
	);
}
