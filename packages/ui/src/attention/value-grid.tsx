import type { RgbaImage } from "@lvlm-interpret/core/paint";
import { type CSSProperties, type JSX, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { GridMarks } from "../canvas/draw-overlay.js";
import { drawPicture } from "../canvas/draw-picture.js";
import { drawTiles } from "../canvas/draw-tiles.js";
import { framePainter } from "../canvas/frame-painter.js";
import type { DragTool } from "../canvas/grid-cells.js";
import { gridController } from "../canvas/grid-controller.js";
import { drawAsVector, pictureMarkup } from "../canvas/vectors.js";
import type { GalleryAtlas } from "../compute/gallery-atlas.js";
import { useWidth } from "../foundation/use-width.js";
import type { SelectionStore } from "../selection/store.js";

/** What a grid of values is told and asks; the functions may change from render to render. */
export interface ValueGridProps {
	readonly label: string;
	readonly rows: number;
	readonly columns: number;
	/** Cells that exist, where the last row is not full. */
	readonly count?: number;
	/** Where a part of a larger grid is shown: its first row and column, and how many there are in all. */
	readonly part?: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number };
	/** What lies under the outlines; any size, it is stretched over the grid. */
	readonly picture: RgbaImage;
	/** Over a photograph of this look; default alone and opaque. */
	readonly ground?: RgbaImage;
	readonly opacity?: number;
	readonly nameOf: (cell: number) => string;
	/** Outlines in the locked state. */
	readonly marks: () => Pick<GridMarks, "top" | "picked">;
	/** Cells that the hovered selection of another view means. */
	readonly hovered?: () => readonly number[];
	/** What else is drawn while hovering: outside React, at most once a frame. */
	readonly onHoverFrame?: (cell: number | undefined, base: HTMLCanvasElement) => void;
	readonly onHover: (cell: number | undefined) => void;
	readonly onPick: (cells: readonly number[], isAdding: boolean) => void;
	readonly onRelease: () => void;
	readonly onEdge?: (key: string) => void;
	/** What a drag picks. Default `rectangle`. */
	readonly tool?: DragTool;
	/** Crosshair through the hovered cell. */
	readonly hasCrosshair?: boolean;
	readonly store: SelectionStore;
	/** Where each cell of the picture ends in a gap: half of it, as a share of a cell, so that cells sit in their middle. */
	readonly halfGap?: { readonly x: number; readonly y: number };
	readonly className?: string;
	readonly style?: CSSProperties;
	/** Where the picture is one of thumbnails: their gaps are drawn as whole pixels of the screen, unless it is enlarged a good deal. */
	readonly atlas?: GalleryAtlas;
	/** Lies above the colours and below the outlines. */
	readonly children?: ReactNode;
}

type Part = "base" | "ground" | "overlay" | "tip" | "row" | "column";

/** A grid on canvas with pointer, keys, touch and focused cells; everything around it is the view's. */
export function ValueGrid(props: ValueGridProps): JSX.Element {
	const { label, rows, columns, count, part, picture, ground, opacity = 1, store, hasCrosshair } = props;
	const elements = useRef<Partial<Record<Part, HTMLElement | null>>>({});
	const [box, setBox] = useState<HTMLElement | null>(null);
	const latest = useRef(props);
	latest.current = props;
	const grid: RefObject<ReturnType<typeof gridController> | null> = useRef(null);

	const width = useWidth(box, picture.width);
	const ratio = globalThis.devicePixelRatio || 1;
	const pixels = Math.round(width * ratio);
	const tiles = pixels < 2 * picture.width ? props.atlas : undefined;
	// Without tiles a new width draws nothing anew.
	const [wide, tall] = tiles ? [pixels, Math.round((pixels * picture.height) / picture.width)] : [0, 0];
	useLayoutEffect(() => {
		const base = elements.current.base as HTMLCanvasElement;
		const source = tiles ? document.createElement("canvas") : base;
		drawPicture(source, picture);
		if (tiles) drawTiles(base, source, tiles, wide, tall);
		// Files have pixels of their own: there it is one a cell again.
		drawAsVector(base, tiles && (() => pictureMarkup(source)));
	}, [picture, tiles, wide, tall]);
	useLayoutEffect(() => {
		const canvas = elements.current.ground as HTMLCanvasElement | null | undefined;
		if (canvas && ground) drawPicture(canvas, ground);
	}, [ground]);
	useLayoutEffect(() => {
		const { base, overlay, tip, row, column } = elements.current;
		if (!box || !base || !overlay || !tip) return;
		let at: number | undefined;
		const painter = framePainter(() => {
			latest.current.onHoverFrame?.(at, base as HTMLCanvasElement);
			if (!row || !column) return;
			row.hidden = column.hidden = at === undefined;
			if (at === undefined) return;
			row.style.top = `${(100 * Math.floor(at / columns)) / rows}%`;
			column.style.left = `${(100 * (at % columns)) / columns}%`;
		});
		const controller = gridController(box, overlay as HTMLCanvasElement, tip, {
			rows,
			columns,
			count,
			firstRow: part?.row,
			firstColumn: part?.column,
			nameOf: (cell) => latest.current.nameOf(cell),
			marks: () => ({
				...latest.current.marks(),
				hovered: latest.current.hovered?.() ?? (at === undefined ? [] : [at]),
			}),
			onHover(cell) {
				at = cell;
				latest.current.onHover(cell);
				controller.repaint();
				painter.request();
			},
			onPick: (cells, isAdding) => latest.current.onPick(cells, isAdding),
			onRelease: () => latest.current.onRelease(),
			tool: () => latest.current.tool ?? "rectangle",
			onEdge: (key) => latest.current.onEdge?.(key),
		});
		grid.current = controller;
		const stops = [
			store.subscribe((state) => state.hover, controller.repaint),
			store.subscribe((state) => state.locked, controller.repaint),
		];
		return () => {
			for (const stop of stops) stop();
			painter.cancel();
			controller.dispose();
		};
	}, [box, rows, columns, count, part?.row, part?.column, store]);
	// Names, values and marks may be others after any render.
	useLayoutEffect(() => {
		grid.current?.repaint();
		grid.current?.refresh();
	});

	const bind = (name: Part) => (element: HTMLElement | null) => {
		elements.current[name] = element;
	};
	const { halfGap } = props;
	// Cells smaller than a pixel are averaged: taken as they come, some would be left out, and lines between them here and there.
	const shift = halfGap && `translate(${(100 * halfGap.x) / columns}%, ${(100 * halfGap.y) / rows}%)`;
	const look: CSSProperties = tiles
		? { opacity, width: wide / ratio, height: tall / ratio }
		: { opacity, transform: shift, imageRendering: picture.width > pixels ? "auto" : "pixelated" };
	return (
		// biome-ignore lint/a11y/useSemanticElements: a grid on canvas has no table.
		<div
			ref={setBox}
			role="grid"
			aria-label={label}
			aria-rowcount={part?.rows ?? rows}
			aria-colcount={part?.columns ?? columns}
			aria-multiselectable="true"
			className={["lvlm-read-box lvlm-grid", props.className].filter(Boolean).join(" ")}
			style={props.style}
		>
			<div aria-hidden="true">
				{ground && <canvas ref={bind("ground")} className="lvlm-grid-layer" style={{ transform: shift }} />}
				<canvas ref={bind("base")} className="lvlm-grid-layer" style={look} />
				{props.children}
				{hasCrosshair && (
					<>
						<div
							ref={bind("row")}
							className="lvlm-crosshair"
							data-export="none"
							data-axis="row"
							hidden
							style={{ height: `${100 / rows}%` }}
						/>
						<div
							ref={bind("column")}
							className="lvlm-crosshair"
							data-export="none"
							data-axis="column"
							hidden
							style={{ width: `${100 / columns}%` }}
						/>
					</>
				)}
				<canvas ref={bind("overlay")} className="lvlm-grid-layer" />
			</div>
			<div ref={bind("tip")} className="lvlm-read-out" aria-hidden="true" hidden />
		</div>
	);
}
