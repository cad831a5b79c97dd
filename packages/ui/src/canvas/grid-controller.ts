import { type ReadOut, readOut } from "../foundation/read-out.js";
import { drawOverlay, type GridMarks, overlayMarkup } from "./draw-overlay.js";
import { framePainter } from "./frame-painter.js";
import { type Cell, cellAt, cellOfPoint, type DragTool, draggedCells, type GridPoint, moveCell } from "./grid-cells.js";
import { drawAsVector } from "./vectors.js";

/** What a grid on canvas asks and tells. All of it outside React. */
export interface GridOptions {
	readonly rows: number;
	readonly columns: number;
	/** Cells that exist, where the last row is not full. Default: all. */
	readonly count?: number;
	/** What the first row and column count as among all, where only a part is shown. Default 0. */
	readonly firstRow?: number;
	readonly firstColumn?: number;
	/** What a drag with the mouse picks. Default: at each drag a rectangle. */
	readonly tool?: () => DragTool;
	/** A key would leave the grid. */
	readonly onEdge?: (key: string) => void;
	/** The cell's name with value and rank: spoken, and shown beside the pointer. */
	readonly nameOf: (cell: number) => string;
	readonly marks: () => GridMarks;
	readonly onHover: (cell: number | undefined) => void;
	/** `isAdding`: the cells join those that are picked, or leave them. */
	readonly onPick: (cells: readonly number[], isAdding: boolean) => void;
	readonly onRelease: () => void;
}

export interface GridController {
	/** Asks for the overlay: at most one paint a frame. */
	repaint(): void;
	/** Tells anew what is picked to the accessibility tree. */
	refresh(): void;
	dispose(): void;
}

function element(role: string, parent: HTMLElement): HTMLElement {
	const made = document.createElement("div");
	made.setAttribute("role", role);
	parent.append(made);
	return made;
}

/**
 * Pointer, keyboard and accessibility of a grid drawn on canvas. The active cell is a real `gridcell`; each move makes a new one
 * and focuses it, so that a screen reader speaks it once, by the focus alone.
 *
 * Touch: a tap picks. The active cell then is a handle: dragging it reads values, with the name above the finger; a finger
 * elsewhere scrolls the page.
 */
export function gridController(
	box: HTMLElement,
	overlay: HTMLCanvasElement,
	tip: HTMLElement,
	options: GridOptions,
): GridController {
	const { rows, columns, nameOf, marks, onHover, onPick, onRelease } = options;
	const { count = rows * columns, firstRow = 0, firstColumn = 0, onEdge, tool = () => "rectangle" as const } = options;
	const tips: ReadOut = readOut(tip);
	let active: Cell = { row: 0, column: 0 };
	let row: HTMLElement | undefined;
	let path: GridPoint[] = [];
	let dragged: readonly number[] | undefined;
	let isReading = false;
	let hovered: number | undefined;
	const stop = new AbortController();
	const painter = framePainter(() => {
		const shown = dragged ? { ...marks(), hovered: dragged } : marks();
		drawOverlay(overlay, rows, columns, shown, devicePixelRatio || 1);
	});
	const indexOf = (cell: Cell): number => cell.row * columns + cell.column;

	const refresh = (): void => {
		row?.firstElementChild?.setAttribute("aria-selected", String(marks().picked.includes(indexOf(active))));
	};
	const activate = (cell: Cell, isFocused: boolean): void => {
		active = cell;
		const old = row;
		row = element("row", box);
		row.setAttribute("aria-rowindex", String(firstRow + cell.row + 1));
		const made = element("gridcell", row);
		made.setAttribute("aria-colindex", String(firstColumn + cell.column + 1));
		made.setAttribute("aria-label", nameOf(indexOf(cell)));
		made.tabIndex = 0;
		made.className = "lvlm-grid-cell";
		made.style.left = `${(100 * (cell.column + 0.5)) / columns}%`;
		made.style.top = `${(100 * (cell.row + 0.5)) / rows}%`;
		made.style.width = `${100 / columns}%`;
		made.style.height = `${100 / rows}%`;
		refresh();
		if (isFocused) made.focus({ preventScroll: true });
		old?.remove();
	};
	const show = (cell: Cell | undefined, isTouch: boolean): void => {
		const index = cell && indexOf(cell);
		if (index !== hovered) {
			hovered = index;
			onHover(index);
		}
		if (!cell || index === undefined) {
			tips.hide();
			return;
		}
		tips.show(
			nameOf(index),
			((cell.column + 0.5) * box.clientWidth) / columns,
			(cell.row * box.clientHeight) / rows,
			isTouch,
		);
	};
	const cellOf = (event: PointerEvent | MouseEvent): Cell | undefined => {
		const rect = box.getBoundingClientRect();
		const cell = cellAt(event.clientX - rect.x, event.clientY - rect.y, rect, rows, columns);
		return cell && indexOf(cell) < count ? cell : undefined;
	};
	const pointOf = (event: PointerEvent): GridPoint => {
		const rect = box.getBoundingClientRect();
		return {
			x: ((event.clientX - rect.x) * columns) / rect.width,
			y: ((event.clientY - rect.y) * rows) / rect.height,
		};
	};
	const listen = <K extends keyof HTMLElementEventMap>(
		type: K,
		handler: (event: HTMLElementEventMap[K]) => void,
	): void => box.addEventListener(type, handler, { signal: stop.signal });

	listen("pointerdown", (event) => {
		if (event.button !== 0) return;
		const cell = cellOf(event);
		if (event.pointerType === "touch") isReading = (event.target as HTMLElement).closest("[role=gridcell]") !== null;
		else if (cell) path = [pointOf(event)];
		if (path.length > 0 || isReading) box.setPointerCapture(event.pointerId);
	});
	// Text that is marked on the page would be dragged away instead, and the pointer taken from the grid.
	listen("dragstart", (event) => event.preventDefault());
	listen("pointermove", (event) => {
		if (event.pointerType === "touch" && !isReading) return;
		if (path.length > 0) {
			path.push(pointOf(event));
			dragged = draggedCells(path, tool(), rows, columns);
			painter.request();
		}
		show(cellOf(event), event.pointerType === "touch");
	});
	listen("pointerup", (event) => {
		const cell = cellOf(event);
		const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
		if (path.length > 0) {
			// A drag may end beside the grid: it then goes to its edge.
			path.push(pointOf(event));
			const cells = draggedCells(path, tool(), rows, columns);
			const end = cellOfPoint(path.at(-1) as GridPoint, rows, columns);
			path = [];
			dragged = undefined;
			onPick(count < rows * columns ? cells.filter((one) => one < count) : cells, isAdding);
			activate(indexOf(end) < count ? end : active, true);
			if (!cell) show(undefined, false);
			painter.request();
		} else if (isReading && cell) activate(cell, true);
		if (isReading) show(undefined, true);
		isReading = false;
	});
	listen("pointercancel", () => {
		path = [];
		dragged = undefined;
		painter.request();
		isReading = false;
		show(undefined, true);
	});
	listen("click", (event) => {
		// A mouse has picked at pointerup; a tap comes only as a click, when it did not become a scroll.
		const cell = cellOf(event);
		if ((event as PointerEvent).pointerType !== "touch" || !cell) return;
		onPick([indexOf(cell)], false);
		activate(cell, true);
	});
	listen("pointerleave", (event) => {
		if (event.pointerType !== "touch") show(undefined, false);
	});
	listen("focusin", (event) => {
		if ((event.target as HTMLElement).matches(":focus-visible")) show(active, false);
	});
	listen("focusout", () => show(undefined, false));
	listen("keydown", (event) => {
		if (event.altKey) return;
		const moved = moveCell(event.key, event.ctrlKey || event.metaKey, active, rows, columns);
		const next = moved && indexOf(moved) >= count ? { row: rows - 1, column: (count - 1) % columns } : moved;
		if (next && indexOf(next) === indexOf(active)) onEdge?.(event.key);
		if (next) {
			activate(next, true);
			show(next, false);
			if (event.shiftKey) onPick([indexOf(next)], true);
		} else if (event.key === " " || event.key === "Enter") onPick([indexOf(active)], event.key === " ");
		else if (event.key === "Escape" && marks().picked.length > 0) onRelease();
		else return;
		event.preventDefault();
	});
	const sizes = new ResizeObserver(() => {
		// It stands where a cell was.
		tips.hide();
		const ratio = devicePixelRatio || 1;
		overlay.width = Math.max(1, Math.round(box.clientWidth * ratio));
		overlay.height = Math.max(1, Math.round(box.clientHeight * ratio));
		painter.request();
	});
	sizes.observe(box);
	drawAsVector(overlay, () => overlayMarkup(rows, columns, { ...marks(), hovered: [] }));
	activate(active, false);
	return {
		repaint: painter.request,
		refresh,
		dispose() {
			stop.abort();
			sizes.disconnect();
			painter.cancel();
			row?.remove();
			tips.hide();
		},
	};
}
