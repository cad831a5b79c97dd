import type { ImageLayout, Rect, RgbImage } from "@lvlm-interpret/core";
import { fitScale, paintOverlay, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { framePainter } from "../canvas/frame-painter.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { Legend } from "../foundation/legend.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { ZoomTools } from "../foundation/zoom-tools.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { regionCaption, tilesOf } from "./stage-caption.js";
import { stageGestures } from "./stage-gestures.js";
import { outlineRegions } from "./stage-outlines.js";
import { panBy, zoomAt, zoomOf } from "./stage-window.js";
import { type TruthMask, truthCells, truthWords } from "./truth-mask.js";
import { TruthKey } from "./truth-parts.js";

const none: readonly number[] = [];

export interface ImageStageProps extends FrameProps {
	readonly image: RgbImage;
	/** Where the picture's tokens lie on it; without one only the picture is shown. */
	readonly layout?: ImageLayout;
	/** One a region of the layout, NaN for none: colours over the picture. */
	readonly values?: ArrayLike<number>;
	/** What a value is. Needed with values. */
	readonly unit?: string;
	readonly scale?: ScaleOptions;
	/** Of the colours, in [0, 1]. Default 0.6. */
	readonly opacity?: number;
	/** Where the object really is, one share a region: an outline with a hatch, and the mass inside it in the caption. */
	readonly truth?: TruthMask;
	/** Parts of the picture to go to, in its pixels: tiles of a model that cuts pictures up. */
	readonly tiles?: readonly { readonly label: string; readonly rect: Rect }[];
	/** The picture in words. */
	readonly alt?: string;
	readonly imageIndex?: number;
	/** Default "Picture". */
	readonly title?: string;
	readonly store?: SelectionStore;
}

/** A picture to look at closely, with colours of any layout over it: zoom and pan, the whole, what the model saw, or a tile. */
export function ImageStage(props: ImageStageProps): JSX.Element {
	const { image, layout, values, unit = "", scale: scaleOptions, opacity = 0.6, tiles, imageIndex = 0 } = props;
	const { title = "Picture", alt = "picture", truth } = props;
	const store = useSelectionStore(props.store);
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const parts = useMemo(() => tilesOf(image, layout, tiles), [image, layout, tiles]);
	const [part, setPart] = useState("0");
	const base = (parts[Number(part)] ?? parts[0])?.rect as Rect;
	const [zoom, setZoom] = useState(1);
	const window = useRef(base);
	const [stage, setStage] = useState<HTMLDivElement | null>(null);
	const canvas = useRef<HTMLCanvasElement>(null);
	const overlay = useRef<HTMLCanvasElement>(null);
	const hint = useId();
	const fits =
		(!layout || (layout.imageWidth === image.width && layout.imageHeight === image.height)) &&
		(!values || values.length === layout?.regions.length);
	const mask = truth && truth.shares.length === layout?.regions.length ? truth : undefined;
	const truthRegions = useMemo(() => (mask ? truthCells(mask) : none), [mask]);
	const scale = useMemo(
		() => (values && fits ? fitScale(values, scaleOptions) : undefined),
		[values, fits, scaleOptions],
	);
	const picture = useMemo(() => {
		const made = document.createElement("canvas");
		const isColoured = fits && layout && values && scale;
		drawPicture(made, isColoured ? paintOverlay(image, layout, values, scale, { opacity }) : rgbaOf(image));
		return made;
	}, [image, layout, values, scale, fits, opacity]);
	const painter = useRef<ReturnType<typeof framePainter>>(null);
	const move = useRef((_: Rect): void => undefined);
	move.current = (next) => {
		window.current = next;
		setZoom(Math.round(100 * zoomOf(base, next)) / 100);
		painter.current?.request();
	};
	useLayoutEffect(() => {
		const [target, marks] = [canvas.current, overlay.current];
		if (!stage || !target || !marks) return;
		const paint = (): void => {
			const { x, y, width, height } = window.current;
			const context = target.getContext("2d");
			if (!context) return;
			context.clearRect(0, 0, target.width, target.height);
			// Enlarged pixels stay pixels: nothing is made up between them.
			context.imageSmoothingEnabled = target.width / width < 2;
			context.drawImage(picture, x, y, width, height, 0, 0, target.width, target.height);
			const { hover, locked } = store.getState();
			outlineRegions(marks, layout, window.current, {
				picked: locked.image === imageIndex ? locked.regions : none,
				truth: truthRegions,
				hovered: (hover.image ?? locked.image) === imageIndex ? (hover.regions ?? none) : none,
			});
		};
		const frames = framePainter(paint);
		painter.current = frames;
		const sizes = new ResizeObserver(() => {
			for (const one of [target, marks]) {
				one.width = Math.max(1, Math.round(stage.clientWidth * (devicePixelRatio || 1)));
				one.height = Math.max(1, Math.round(stage.clientHeight * (devicePixelRatio || 1)));
			}
			paint();
		});
		sizes.observe(stage);
		const stops = [
			store.subscribe((state) => state.hover, frames.request),
			store.subscribe((state) => state.locked, frames.request),
		];
		paint();
		return () => {
			for (const stop of stops) stop();
			sizes.disconnect();
			frames.cancel();
		};
	}, [stage, picture, layout, store, imageIndex, truthRegions]);
	useLayoutEffect(() => move.current(base), [base]);
	useEffect(() => {
		if (!stage) return;
		return stageGestures(stage, {
			zoom: (factor, x, y) => move.current(zoomAt(base, window.current, factor, x, y)),
			pan: (x, y) => move.current(panBy(base, window.current, x, y)),
			reset: () => move.current(base),
		});
	}, [stage, base]);
	const table =
		layout && fits
			? (): TableData => ({
					columns: [
						...["region", "left", "top", "width", "height"].map((label) => ({ label, isNumeric: true })),
						...(values ? [{ label: unit, isNumeric: true }] : []),
					],
					rows: layout.regions.map((rect, region) => [
						region,
						...(rect ? [rect.x, rect.y, rect.width, rect.height] : Array(4).fill(Number.NaN)),
						...(values ? [values[region] as number] : []),
					]),
				})
			: undefined;
	const message = `The layout of ${layout?.regions.length ?? 0} regions on ${layout?.imageWidth} x ${layout?.imageHeight} pixels does not fit the picture of ${image.width} x ${image.height} with ${values?.length ?? 0} values.`;
	const turn = (factor: number): void => move.current(zoomAt(base, window.current, factor));
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={
				props.status ?? (fits ? undefined : { kind: "error", message, hint: "Give values one a region of the layout." })
			}
			caption={
				regionCaption(image, parts[Number(part)]?.label ?? "", { zoom, layout, values, unit, picked: regions }) +
				(values ? truthWords(values, truth) : "")
			}
			table={table}
			legend={
				(scale || mask) && (
					<>
						{scale && <Legend scale={scale} unit={unit} />}
						{mask && <TruthKey mask={mask} />}
					</>
				)
			}
			toolbar={
				<>
					{parts.length > 1 && parts.length <= 3 && (
						<Segmented
							label="Part"
							options={parts.map((one, index) => ({ value: String(index), label: one.label }))}
							value={part}
							onChange={setPart}
						/>
					)}
					{parts.length > 3 && (
						<label className="lvlm-field">
							Part
							<select className="lvlm-select" value={part} onChange={(event) => setPart(event.target.value)}>
								{parts.map((one, index) => (
									<option key={one.label} value={index}>
										{one.label}
									</option>
								))}
							</select>
						</label>
					)}
					<span className="lvlm-view-tools">
						<ZoomTools zoom={zoom} least={1} most={16} step={1.5} onTurn={turn} onWhole={() => move.current(base)} />
					</span>
				</>
			}
		>
			{/* biome-ignore lint/a11y/useSemanticElements: a picture that is moved by keys, not a fieldset. */}
			<div
				ref={setStage}
				className="lvlm-stage"
				role="group"
				aria-label={alt}
				aria-describedby={hint}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: arrows, plus and minus act on it.
				tabIndex={0}
				style={{ aspectRatio: `${base.width} / ${base.height}` }}
			>
				<canvas ref={canvas} />
				<canvas ref={overlay} />
			</div>
			<p id={hint} className="lvlm-hidden">
				Arrow keys move, plus and minus zoom, 0 shows the whole.
			</p>
		</ViewFrame>
	);
}
