import type { RgbImage } from "@lvlm-interpret/core";
import { formatValue, paintGrid, type ValueScale } from "@lvlm-interpret/core/paint";
import { type JSX, type RefObject, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { gridController } from "../canvas/grid-controller.js";
import type { LegendMarker } from "../foundation/legend.js";
import type { Selection, SelectionStore } from "../selection/store.js";

const none: readonly number[] = [];

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
	readonly opacity: number;
	readonly isSmooth: boolean;
	readonly imageIndex: number;
	/** Whether clicks and taps add, as Shift does. */
	readonly isExtending: boolean;
	readonly store: SelectionStore;
	readonly marker: RefObject<LegendMarker | null>;
}

function drawImage(canvas: HTMLCanvasElement, image: RgbImage): void {
	const data = new Uint8ClampedArray(image.width * image.height * 4);
	for (let i = 0; i < image.width * image.height; i++) {
		data.set(image.data.subarray(3 * i, 3 * i + 3), 4 * i);
		data[4 * i + 3] = 255;
	}
	drawPicture(canvas, { width: image.width, height: image.height, data });
}

/** The grid itself, without what is around it: colours over the picture, outlines, picking. */
export function PatchGrid(props: PatchGridProps): JSX.Element {
	const { label, rows, columns, values, unit, scale, ranks, top, image, opacity, isSmooth } = props;
	const { imageIndex, isExtending, store, marker } = props;
	const elements = useRef<Partial<Record<"box" | "base" | "image" | "overlay" | "tip", HTMLElement | null>>>({});

	useLayoutEffect(() => {
		const canvas = elements.current.base as HTMLCanvasElement | null | undefined;
		if (canvas && rows > 0) drawPicture(canvas, paintGrid(values, rows, columns, scale));
	}, [values, rows, columns, scale]);
	useLayoutEffect(() => {
		const canvas = elements.current.image as HTMLCanvasElement | null | undefined;
		if (canvas && image) drawImage(canvas, image);
	}, [image]);
	useLayoutEffect(() => {
		const { box, overlay, tip } = elements.current;
		if (!box || !overlay || !tip || rows === 0) return;
		const count = ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 : 0), 0);
		const isOurs = (part: Partial<Selection>): boolean => (part.image ?? imageIndex) === imageIndex;
		const picked = (): readonly number[] => {
			const { locked } = store.getState();
			return isOurs(locked) ? locked.regions : none;
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
				return { top, picked: picked(), hovered: isOurs(hover) ? (hover.regions ?? none) : none };
			},
			onHover(cell) {
				store.preview(cell === undefined ? {} : { image: imageIndex, regions: [cell] });
				marker.current?.show(cell === undefined ? Number.NaN : (values[cell] as number));
			},
			onPick(cells, isAdding) {
				const old = picked();
				const areAll = cells.every((cell) => old.includes(cell));
				let next: number[];
				if (isAdding || isExtending) {
					next = areAll ? old.filter((cell) => !cells.includes(cell)) : [...new Set([...old, ...cells])];
				} else next = areAll && old.length === cells.length ? [] : [...cells];
				store.lock({ image: imageIndex, regions: next });
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
	}, [values, rows, columns, ranks, top, unit, imageIndex, isExtending, store, marker]);

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
					<canvas ref={bind("overlay")} className="lvlm-grid-layer" />
				</div>
				<div ref={bind("tip")} className="lvlm-read-out" aria-hidden="true" hidden />
			</div>
		</>
	);
}
