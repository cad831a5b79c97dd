import { tensor } from "@lvlm-interpret/core";
import { fitScale, type ScaleOptions, type ValueScale } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { galleryAtlas, paintAtlas } from "../compute/gallery-atlas.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { gridStatus } from "../image/grid-status.js";
import { topCells } from "../image/patch-caption.js";
import type { HeadRef, Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { HeadAxes } from "./head-axes.js";
import { hasHeads, pickHeads, releaseHeads } from "./head-picking.js";
import { bestHeads, short } from "./matrix-caption.js";
import { headWords, selectedHeads } from "./selected-heads.js";
import { ValueGrid } from "./value-grid.js";

const layouts = [
	{ value: "model", label: "By layer" },
	{ value: "rank", label: "Ranked" },
] as const;
const scales = [
	{ value: "all", label: "One scale" },
	{ value: "each", label: "Each its own" },
] as const;
const sizes = [0, 48, 96, 192];
/** One patch with nearly all mass must not darken all others; the legend says “≥”. */
const usual: ScaleOptions = { domain: { quantiles: [0, 0.998] } };
const none: readonly number[] = [];

export interface HeadGalleryProps extends FrameProps {
	/** Shape [layers, heads, rows, columns], row-major, in original units; NaN where nothing is there yet. */
	readonly values: ArrayLike<number>;
	readonly layers: number;
	readonly heads: number;
	/** Without one, the view says so: a shape is never guessed. */
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	readonly unit: string;
	/** One a head, to rank by and to name. Default: each head's sum, its mass on the image. */
	readonly metric?: { readonly unit: string; readonly values: ArrayLike<number> };
	readonly scale?: ScaleOptions;
	/** What is shown first. Default `all`: one scale, so that heads can be compared. */
	readonly scaleLock?: "all" | "each";
	/** Default `model`: a row a layer. */
	readonly layout?: "model" | "rank";
	/** Default "All heads". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The sum of each head's cells that are there; NaN for a head without any. */
function headMasses(values: ArrayLike<number>, count: number, cells: number): Float32Array {
	return Float32Array.from({ length: count }, (_, head) => {
		let sum = 0;
		let there = 0;
		for (let i = head * cells; i < (head + 1) * cells; i++) {
			if (Number.isNaN(values[i])) continue;
			sum += values[i] as number;
			there++;
		}
		return there === 0 ? Number.NaN : sum;
	});
}

function slice(values: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
	if (values instanceof Float32Array) return values.subarray(from, to);
	return Array.from({ length: to - from }, (_, i) => values[from + i] as number);
}

/** Every head of every layer as a thumbnail, all of them in one picture. A click picks a head, Shift or a rectangle several. */
export function HeadGallery(props: HeadGalleryProps): JSX.Element {
	const { values, layers, heads, grid, unit, scale: scaleOptions, title = "All heads" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => locked, store);
	const [layout, setLayout] = useState(props.layout ?? "model");
	const [lock, setLock] = useState(props.scaleLock ?? "all");
	const [size, setSize] = useState(0);
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const count = layers * heads;
	const { rows: gridRows = 0, columns: gridColumns = 0 } = grid ?? {};
	const cells = gridRows * gridColumns;
	const fits = count > 0 && cells > 0 && values.length === count * cells;
	const ofModel = { layers, heads };
	const metric = useMemo(
		() =>
			props.metric ?? {
				unit: "sum over the image",
				values: fits ? headMasses(values, count, cells) : new Float32Array(),
			},
		[props.metric, values, count, cells, fits],
	);
	const ranks = useMemo(() => ranksOf(Array.from(metric.values)), [metric]);
	const valued = ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 : 0), 0);
	const order = useMemo(() => {
		const all = Array.from({ length: count }, (_, head) => head);
		if (layout === "model") return all;
		const best = topCells(metric.values, count);
		return [...best, ...all.filter((head) => Number.isNaN(metric.values[head]))];
	}, [layout, metric, count]);
	const places = useMemo(() => new Map(order.map((head, place) => [head, place])), [order]);
	const atlas = useMemo(() => {
		const across = layout === "model" ? { across: heads } : {};
		return fits ? galleryAtlas(count, gridRows, gridColumns, { gap: 1, ...across }) : undefined;
	}, [fits, count, gridRows, gridColumns, layout, heads]);
	const shared = useMemo(() => fitScale(values, scaleOptions ?? usual), [values, scaleOptions]);
	const used = useMemo<ValueScale | ValueScale[]>(
		() =>
			lock === "all"
				? shared
				: order.map((head) => fitScale(slice(values, head * cells, (head + 1) * cells), scaleOptions)),
		[lock, shared, order, values, cells, scaleOptions],
	);
	const picture = useMemo(() => atlas && paintAtlas(atlas, values, used, order), [atlas, values, used, order]);
	const refOf = (place: number): HeadRef => {
		const head = order[place] as number;
		return { layer: Math.floor(head / heads), head: head % heads };
	};
	const placesOf = (part: Partial<Selection>): number[] =>
		hasHeads(part) ? selectedHeads(part, ofModel).map((one) => places.get(one.layer * heads + one.head) as number) : [];
	const nameOf = (place: number): string => {
		const { layer, head } = refOf(place);
		const rank = ranks[layer * heads + head];
		const value = rank
			? `${short(metric.values[layer * heads + head] as number)} ${metric.unit}, rank ${rank} of ${valued}`
			: "no value";
		return `layer ${layer}, head ${head}, ${value}`;
	};
	const table = (): TableData => ({
		columns: ["layer", "head", metric.unit, "rank"].map((label) => ({ label, isNumeric: true })),
		rows: order.map((head) => [
			Math.floor(head / heads),
			head % heads,
			metric.values[head] as number,
			ranks[head] as number,
		]),
	});
	const wrong = `${layers} x ${heads} heads of ${gridRows} x ${gridColumns} patches do not hold ${values.length} values.`;
	const hasPick = hasHeads(picked);
	// All at once without scrolling, where that leaves a thumbnail some pixels; else as large as asked.
	const aspect = atlas ? atlas.width / atlas.height : 1;
	const width =
		(size === 0 ? Math.min(112 * (atlas?.across ?? 1), 680 * aspect) : (sizes[size] as number) * (atlas?.across ?? 1)) +
		50;
	const caption = `${layers} layers x ${heads} heads, both counted from 0, each ${gridRows} x ${gridColumns} patches coloured by ${unit}, ${
		lock === "all" ? "all on one scale" : "each on a scale of its own: colours of two heads cannot be compared"
	}. Most ${metric.unit}: ${bestHeads(metric.values, heads, 3) || "no head has a value"}.${hasPick ? ` Picked: ${headWords(picked, ofModel)}.` : ""}`;
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={props.status ?? gridStatus(grid, fits ? undefined : wrong)}
			caption={caption}
			table={table}
			numbers={() => tensor("float32", [layers, heads, gridRows, gridColumns], Float32Array.from(values))}
			legend={
				lock === "all" ? (
					<Legend scale={shared} unit={unit} marker={marker} />
				) : (
					<p className="lvlm-muted">Colours run from the lowest to the highest {unit} of each head.</p>
				)
			}
			toolbar={
				<>
					<Segmented label="Order" options={layouts} value={layout} onChange={setLayout} />
					<Segmented label="Colours" options={scales} value={lock} onChange={setLock} />
					<span className="lvlm-view-tools">
						<button type="button" className="lvlm-button" disabled={size === 0} onClick={() => setSize(size - 1)}>
							Smaller
						</button>
						<button
							type="button"
							className="lvlm-button"
							disabled={size === sizes.length - 1}
							onClick={() => setSize(size + 1)}
						>
							Larger
						</button>
					</span>
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={hasPick}
						onRelease={() => releaseHeads(store)}
					/>
				</>
			}
		>
			{atlas && picture && (
				<div className="lvlm-gallery-box">
					<div
						className={layout === "model" ? "lvlm-matrix" : undefined}
						style={{ width, maxWidth: size === 0 ? "100%" : "none" }}
					>
						{layout === "model" && <HeadAxes layers={layers} heads={heads} />}
						<ValueGrid
							label={title}
							rows={Math.ceil(count / atlas.across)}
							columns={atlas.across}
							count={count}
							picture={picture}
							atlas={atlas}
							store={store}
							nameOf={nameOf}
							marks={() => ({ top: none, picked: placesOf(store.getState().locked) })}
							hovered={() => placesOf(store.getState().hover)}
							onHover={(place) => store.preview(place === undefined ? {} : refOf(place))}
							onPick={(list, isAdding) => pickHeads(store, ofModel, list.map(refOf), isAdding || isExtending)}
							onRelease={() => releaseHeads(store)}
							halfGap={{ x: 0.5 / (gridColumns + 1), y: 0.5 / (gridRows + 1) }}
							className="lvlm-gallery"
							style={{ aspectRatio: `${atlas.width} / ${atlas.height}` }}
						/>
					</div>
				</div>
			)}
		</ViewFrame>
	);
}
