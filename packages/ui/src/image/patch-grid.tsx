import type { RgbImage } from "@lvlm-interpret/core";
import { formatValue, paintGrid, type ValueScale } from "@lvlm-interpret/core/paint";
import { type JSX, type RefObject, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { gridController } from "../canvas/grid-controller.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import type { LegendMarker } from "../foundation/legend.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import type { TruthMask } from "./truth-mask.js";
import { TruthOverlay } from "./truth-parts.js";

const none: readonly number[] = [];
/** How much of the colour a dimmed cell keeps. */
const dimShare = 0.2;

export interface PatchGridProps {
	readonly label: string;
	readonly rows: number;
	readonly columns: number;
	/** Shape [rows, columns], row-major. */
	readonly values: ArrayLike<number>;
	readonly unit: string;
	readonly scale: ValueScale;
	/** 1 is the highest; 0 for no value. */
	readonly ranks: readonly number[];
	/** Outlined cells. */
	readonly top: readonly number[];
	readonly image?: RgbImage;
	/** Of as many shares as there are values. */
	readonly truth?: TruthMask;
	readonly opacity: number;
	readonly isSmooth: boolean;
	/** Drawn faintly. */
	readonly dimmed?: readonly number[];
	/** The region that each cell is, where the grid is one tile of several. Default: its own index. */
	readonly regions?: readonly number[];
	readonly imageIndex: number;
	/** Whether clicks and taps add, as Shift does. */
	readonly isExtending: boolean;
	readonly store: SelectionStore;
	readonly marker: RefObject<LegendMarker | null>;
}

/** The grid itself, without what is around it: colours over the picture, outlines, picking. */
export function PatchGrid(props: PatchGridProps): JSX.Element {
	const { label, rows, columns, values, unit, scale, ranks, top, image, truth, opacity, isSmooth } = props;
	const { imageIndex, isExtending, store, marker, dimmed = none, regions } = props;
	const elements = useRef<Partial<Record<"box" | "base" | "image" | "overlay" | "tip", HTMLElement | null>>>({});

	useLayoutEffect(() => {
		const canvas = elements.current.base as HTMLCanvasElement | null | undefined;
		if (!canvas || rows === 0) return;
		const picture = paintGrid(values, rows, columns, scale);
		for (const cell of dimmed) picture.data[4 * cell + 3] = (picture.data[4 * cell + 3] as number) * dimShare;
		drawPicture(canvas, picture);
	}, [values, rows, columns, scale, dimmed]);
	useLayoutEffect(() => {
		const canvas = elements.current.image as HTMLCanvasElement | null | undefined;
		if (canvas && image) drawPicture(canvas, rgbaOf(image));
	}, [image]);
	useLayoutEffect(() => {
		const { box, overlay, tip } = elements.current;
		if (!box || !overlay || !tip || rows === 0) return;
		const count = ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 : 0), 0);
		const isOurs = (part: Partial<Selection>): boolean => (part.image ?? imageIndex) === imageIndex;
		const places = regions && new Map(regions.map((region, cell) => [region, cell]));
		const cellsOf = (list: readonly number[]): readonly number[] =>
			places ? list.flatMap((region) => places.get(region) ?? []) : list;
		const regionOf = (cell: number): number => regions?.[cell] ?? cell;
		const picked = (): readonly number[] => {
			const { locked } = store.getState();
			return isOurs(locked) ? cellsOf(locked.regions) : none;
		};
		const grid = gridController(box, overlay as HTMLCanvasElement, tip, {
			rows,
			columns,
			nameOf: (cell) =>
				`row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}, ${
					ranks[cell] ? `${formatValue(values[cell] as number)} ${unit}, rank ${ranks[cell]} of ${count}` : "no value"
				}`,
			marks: () => {
				const { hover } = store.getState();
				return { top, picked: picked(), hovered: isOurs(hover) ? cellsOf(hover.regions ?? none) : none };
			},
			onHover(cell) {
				store.preview(cell === undefined ? {} : { image: imageIndex, regions: [regionOf(cell)] });
				marker.current?.show(cell === undefined ? Number.NaN : (values[cell] as number));
			},
			onPick(cells, isAdding) {
				const old = picked();
				const areAll = cells.every((cell) => old.includes(cell));
				let next: number[];
				if (isAdding || isExtending) {
					next = areAll ? old.filter((cell) => !cells.includes(cell)) : [...new Set([...old, ...cells])];
				} else {
					// Only a click lets go of what is picked; a rectangle that is drawn again stays.
					next = areAll && old.length === 1 && cells.length === 1 ? [] : [...cells];
				}
				store.lock({ image: imageIndex, regions: next.map(regionOf) });
			},
			onRelease: () => store.release("region"),
		});
		const stops = [
			store.subscribe((state) => state.hover, grid.repaint),
			store.subscribe(
				(state) => state.locked,
				() => {
					grid.repaint();
					grid.refresh();
				},
			),
		];
		return () => {
			for (const stop of stops) stop();
			grid.dispose();
		};
	}, [values, rows, columns, ranks, top, unit, imageIndex, isExtending, regions, store, marker]);

	const bind = (name: "box" | "base" | "image" | "overlay" | "tip") => (element: HTMLElement | null) => {
		elements.current[name] = element;
	};
	return (
		<>
			{/* biome-ignore lint/a11y/useSemanticElements: a grid on canvas has no table. */}
			<div
				ref={bind("box")}
				role="grid"
				aria-label={label}
				aria-rowcount={rows}
				aria-colcount={columns}
				aria-multiselectable="true"
				className="lvlm-read-box lvlm-grid"
				style={{ aspectRatio: image ? `${image.width} / ${image.height}` : `${columns} / ${rows}` }}
			>
				<div aria-hidden="true">
					{image && <canvas ref={bind("image")} className="lvlm-grid-layer" />}
					<canvas
						ref={bind("base")}
						className="lvlm-grid-layer"
						style={{ opacity: image ? opacity : 1, imageRendering: isSmooth ? "auto" : "pixelated" }}
					/>
					{truth && <TruthOverlay mask={truth} rows={rows} columns={columns} />}
					<canvas ref={bind("overlay")} className="lvlm-grid-layer" />
				</div>
				<div ref={bind("tip")} className="lvlm-read-out" aria-hidden="true" hidden />
			</div>
		</>
	);
}
