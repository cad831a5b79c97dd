import type { RgbImage } from "@lvlm-interpret/core";
import { fitScale, formatValue, paintGrid, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useLayoutEffect, useMemo, useRef, useState } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { gridController } from "../canvas/grid-controller.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { tokenTableCsv } from "../tokens/token-table.js";
import { ranksOf } from "../tokens/token-units.js";
import { patchCaption, topCells } from "./patch-caption.js";

const interpolations = [
	{ value: "nearest", label: "Patches" },
	{ value: "smooth", label: "Smooth" },
] as const;
const none: readonly number[] = [];

export interface PatchHeatmapProps extends FrameProps {
	/** Without one, the view says so: a shape is never guessed. */
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	/** Shape [rows, columns], row-major, in original units; NaN for none. */
	readonly values: ArrayLike<number>;
	/** What a value is: "share of attention". */
	readonly unit: string;
	readonly scale?: ScaleOptions;
	/** The part of the picture that the grid covers. */
	readonly image?: RgbImage;
	/** Of the colours over the picture, in [0, 1]. Default 0.7. */
	readonly opacity?: number;
	/** How many of the highest patches are outlined. Default 5. */
	readonly topK?: number;
	/** Which picture of the sequence this is. Default 0. */
	readonly imageIndex?: number;
	/** Default "Image". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

function drawImage(canvas: HTMLCanvasElement, image: RgbImage): void {
	const data = new Uint8ClampedArray(image.width * image.height * 4);
	for (let i = 0; i < image.width * image.height; i++) {
		data.set(image.data.subarray(3 * i, 3 * i + 3), 4 * i);
		data[4 * i + 3] = 255;
	}
	drawPicture(canvas, { width: image.width, height: image.height, data });
}

/** One number a patch over a picture; patches are picked by click, drag (a rectangle), tap or keys. */
export function PatchHeatmap(props: PatchHeatmapProps): JSX.Element {
	const {
		grid,
		values,
		unit,
		scale: scaleOptions,
		image,
		opacity = 0.7,
		topK = 5,
		imageIndex = 0,
		title = "Image",
	} = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [interpolation, setInterpolation] = useState<"nearest" | "smooth">("nearest");
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const elements = useRef<Partial<Record<"box" | "base" | "image" | "overlay" | "tip", HTMLElement | null>>>({});
	const fits = grid !== undefined && grid.rows * grid.columns === values.length;
	const rows = fits ? grid.rows : 0;
	const columns = fits ? grid.columns : 0;
	const scale = useMemo(() => fitScale(values, scaleOptions), [values, scaleOptions]);
	const ranks = useMemo(() => ranksOf(Array.from(values)), [values]);
	// Where all are equal none is a finding.
	const top = useMemo(() => (ranks.some((rank) => rank > 1) ? topCells(values, topK) : none), [values, topK, ranks]);

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
	}, [values, rows, columns, ranks, top, unit, imageIndex, isExtending, store]);

	const table = (): TableData => ({
		columns: ["row", "column", unit, "rank"].map((label) => ({ label, isNumeric: true })),
		rows: Array.from(values, (value, cell) => [
			Math.floor(cell / columns) + 1,
			(cell % columns) + 1,
			value,
			ranks[cell]!,
		]),
	});
	const bind = (name: "box" | "base" | "image" | "overlay" | "tip") => (element: HTMLElement | null) => {
		elements.current[name] = element;
	};
	const wrong = grid
		? `The grid of ${grid.rows} x ${grid.columns} does not hold ${values.length} values.`
		: "The model does not say how its patches lie on the picture.";
	return (
		<ViewFrame
			{...props}
			title={title}
			status={
				props.status ??
				(fits ? undefined : { kind: "error", message: wrong, hint: "Give the grid of the image's layout." })
			}
			caption={fits ? patchCaption(values, grid, { unit, topK, picked: regions }) : undefined}
			table={table}
			exports={props.exports ?? [{ label: "CSV", fileName: "patches.csv", make: () => tokenTableCsv(table()) }]}
			legend={<Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<>
					<Segmented label="Drawing" options={interpolations} value={interpolation} onChange={setInterpolation} />
					<span className="lvlm-view-tools">
						<button
							type="button"
							className="lvlm-button"
							aria-pressed={isExtending}
							onClick={() => setExtending(!isExtending)}
						>
							Extend
						</button>
						<button
							type="button"
							className="lvlm-button"
							disabled={regions.length === 0}
							onClick={() => store.release("region")}
						>
							Release
						</button>
					</span>
				</>
			}
		>
			{/* biome-ignore lint/a11y/useSemanticElements: a grid on canvas has no table. */}
			<div
				ref={bind("box")}
				role="grid"
				aria-label={title}
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
						style={{ opacity: image ? opacity : 1, imageRendering: interpolation === "nearest" ? "pixelated" : "auto" }}
					/>
					<canvas ref={bind("overlay")} className="lvlm-grid-layer" />
				</div>
				<div ref={bind("tip")} className="lvlm-read-out" aria-hidden="true" hidden />
			</div>
		</ViewFrame>
	);
}
