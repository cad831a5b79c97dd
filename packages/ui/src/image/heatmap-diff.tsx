import { type RgbImage, tensor } from "@lvlm-interpret/core";
import { fitScale, type ValueScale } from "@lvlm-interpret/core/paint";
import { type JSX, useEffect, useMemo, useRef, useState } from "react";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { withoutBidiMarks } from "../foundation/without-bidi-marks.js";
import { createSelectionStore, type Selection, type SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { comparePlaces } from "./compare-places.js";
import { commonArea, diffFinding, type NamedMap, placedMap, type ShownMap, shownMap, unlikeness } from "./diff-maps.js";
import { gridStatus } from "./grid-status.js";
import { linkPlaces } from "./link-places.js";
import { PatchGrid } from "./patch-grid.js";

export type { NamedMap } from "./diff-maps.js";

const modes = [
	{ value: "side", label: "Side by side" },
	{ value: "difference", label: "Difference" },
	{ value: "swipe", label: "Swipe" },
] as const;
const locks = [
	{ value: "one", label: "One scale" },
	{ value: "own", label: "Own scales" },
] as const;
const none: readonly number[] = [];

/** `swipe`: one map, whose columns up to a line are those of `a`, and behind it those of `b`. */
export type DiffMode = "side" | "difference" | "swipe";

export interface HeatmapDiffProps extends FrameProps {
	/** Of maps without a layout of their own. */
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	readonly a: NamedMap;
	readonly b: NamedMap;
	/** Of maps without a unit of their own. */
	readonly unit: string;
	readonly image?: RgbImage;
	/** Of the colours over the picture, in [0, 1]. Default 0.7. */
	readonly opacity?: number;
	/** What is shown first; the reader can change it. Default `side`. */
	readonly mode?: DiffMode;
	/** Whether colours mean the same in both maps. Default `one`, where both have one unit. */
	readonly scaleLock?: "one" | "own";
	readonly imageIndex?: number;
	/** Default "Comparison". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The columns of one map before a line, and those of the other from it on. */
function swiped(a: ArrayLike<number>, b: ArrayLike<number>, columns: number, line: number): Float32Array {
	return Float32Array.from(a, (value, cell) => (cell % columns < line ? value : (b[cell] as number)));
}

/** What a swipe shows, on either side of the line. */
function swipeWords(a: string, b: string, columns: number, line: number): string {
	if (line === 0 || line === columns) return `“${line === 0 ? b : a}” alone`;
	return `${line === 1 ? "column 1" : `columns 1 to ${line}`} of “${a}”, the rest of “${b}”`;
}

/**
 * Two maps of one picture, on one scale side by side, as their difference, or one swiped over the other. Maps on different grids are
 * compared by area, in pixels of the picture; a difference is shown only of one unit and one method. Both share the selection.
 */
export function HeatmapDiff(props: HeatmapDiffProps): JSX.Element {
	const { grid, a, b, unit, image, opacity = 0.7, imageIndex = 0, title = "Comparison" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	// Regions of another layout have numbers of their own.
	const [second] = useState(() => createSelectionStore());
	// Cells that are no regions of any layout.
	const [cells] = useState(() => createSelectionStore());
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [chosen, setMode] = useState<DiffMode>(props.mode ?? "side");
	const [chosenLock, setLock] = useState<"one" | "own">(props.scaleLock ?? "one");
	const [line, setLine] = useState<number>();
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const markerB = useRef<LegendMarker>(null);
	const placed = useMemo(() => {
		const both = [placedMap(a, grid, image), placedMap(b, grid, image)] as const;
		return both[0] && both[1] ? ([both[0], both[1]] as const) : undefined;
	}, [a, b, grid, image]);
	const compared = useMemo(() => placed && comparePlaces(placed[0], placed[1]), [placed]);
	const unlike = unlikeness(a, b, unit);
	const isOneUnit = (a.unit ?? unit) === (b.unit ?? unit);
	const mode = !compared || (unlike && chosen === "difference") || (!isOneUnit && chosen === "swipe") ? "side" : chosen;
	const isShared = isOneUnit && (mode !== "side" || chosenLock === "one");
	const isSameGrid = compared?.isSameGrid ?? false;
	const { rows, columns } = compared ?? { rows: 0, columns: 0 };
	useEffect(() => {
		if (!placed || isSameGrid) return undefined;
		return linkPlaces(store, placed[0].layout, second, placed[1].layout);
	}, [store, second, placed, isSameGrid]);

	const at = line ?? Math.round(columns / 2);
	const shown = useMemo((): readonly ShownMap[] => {
		if (!placed) return [];
		const picture = [a.image ?? image, b.image ?? image];
		// On one scale a colour is so much in so many pixels, whatever the grid.
		const area = isShared && !isSameGrid ? commonArea(placed) : undefined;
		const maps = placed.map((one, index) => {
			const spread = { rows, columns, values: (index === 0 ? compared?.a : compared?.b) ?? [] };
			return shownMap((index === 0 ? a : b).label, one, picture[index], spread, area);
		});
		const [first] = maps as [ShownMap];
		if (mode === "side" || !compared) return maps;
		const under = isSameGrid ? { regions: first.regions, image: first.image } : { image: picture[0] };
		const values = mode === "swipe" ? swiped(compared.a, compared.b, columns, at) : compared.difference;
		const label = mode === "swipe" ? `${a.label}, then ${b.label}` : `${a.label} − ${b.label}`;
		return [{ label, rows, columns, values, ...under }];
	}, [placed, compared, a, b, image, mode, isShared, isSameGrid, rows, columns, at]);
	const ranks = useMemo(() => shown.map((map) => ranksOf(Array.from(map.values))), [shown]);
	const scales = useMemo((): readonly ValueScale[] => {
		if (mode === "difference") return [fitScale(compared?.difference ?? [], { signed: true })];
		if (!isShared) return shown.map((map) => fitScale(map.values));
		// Both maps, also where half of each is hidden: a line that moves changes no colour.
		const all = mode === "swipe" && compared ? [compared.a, compared.b] : shown.map((map) => map.values);
		return [fitScale(Float32Array.from(all.flatMap((values) => Array.from(values))))];
	}, [mode, isShared, shown, compared]);

	const perArea = isSameGrid || !isShared ? "" : ", in an area of one patch of the finer grid";
	const unitOf = (index: number): string => {
		const own = (index === 0 ? a : b).unit ?? unit;
		return mode === "difference" ? `difference in ${own}${perArea}` : `${own}${perArea}`;
	};
	const table = (): TableData => {
		const more = unlike ? [] : ["difference"];
		return {
			columns: ["row", "column", a.label, b.label, ...more].map((label) => ({ label, isNumeric: true })),
			rows: Array.from(compared?.difference ?? [], (difference, cell) => [
				Math.floor(cell / columns) + 1,
				(cell % columns) + 1,
				compared?.a[cell] as number,
				compared?.b[cell] as number,
				...(unlike ? [] : [difference]),
			]),
		};
	};
	const hasPlaces = grid ?? (a.layout && b.layout);
	const wrong = `The values do not fit: ${a.values.length} and ${b.values.length}${grid ? `, of a grid of ${grid.rows} x ${grid.columns}` : ""}.`;
	const offered = modes.filter(({ value }) =>
		value === "side" ? true : compared && (value === "difference" ? !unlike : isOneUnit),
	);
	const colours =
		mode !== "side"
			? ""
			: isShared
				? isSameGrid
					? ""
					: " Colours of both are of equal areas."
				: " Each has a scale of its own: colours of the two cannot be compared.";
	const storeOf = (map: ShownMap, index: number): SelectionStore =>
		isSameGrid ? store : !map.regions ? cells : index === 0 ? store : second;
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={
				props.status ??
				gridStatus(hasPlaces, placed ? undefined : wrong, "Give each map the layout that its values lie on.")
			}
			caption={
				placed &&
				`${diffFinding(a, b, compared, unlike)}${mode === "swipe" ? ` Shown: ${swipeWords(a.label, b.label, columns, at)}.` : ""}${colours}`
			}
			table={compared && table}
			numbers={
				compared && (() => tensor("float32", [2, rows, columns], Float32Array.from([...compared.a, ...compared.b])))
			}
			legend={isShared && scales[0] && <Legend scale={scales[0]} unit={unitOf(0)} marker={marker} />}
			toolbar={
				<>
					{offered.length > 1 && <Segmented label="Comparison" options={offered} value={mode} onChange={setMode} />}
					{mode === "side" && isOneUnit && (
						<Segmented label="Colours" options={locks} value={chosenLock} onChange={setLock} />
					)}
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={regions.length > 0}
						onRelease={() => store.release("region")}
					/>
				</>
			}
		>
			{mode === "swipe" && (
				<label className="lvlm-field lvlm-swipe">
					Line
					<input
						className="lvlm-range"
						style={{ flex: 1, minWidth: 0 }}
						type="range"
						min={0}
						max={columns}
						value={at}
						aria-valuetext={`${at} columns of ${a.label}, ${columns - at} of ${b.label}`}
						onChange={(event) => setLine(Number(event.target.value))}
					/>
				</label>
			)}
			<div className="lvlm-pair">
				{shown.map((map, index) => {
					const scale = scales[index] ?? scales[0];
					return (
						// Two runs may have one name.
						<div key={mode === "side" ? index : mode}>
							<p className="lvlm-pair-name">{withoutBidiMarks(map.label)}</p>
							{scale && (
								<PatchGrid
									label={map.label}
									rows={map.rows}
									columns={map.columns}
									values={map.values}
									unit={unitOf(index)}
									scale={scale}
									ranks={ranks[index] ?? none}
									top={none}
									image={map.image}
									opacity={opacity}
									isSmooth={false}
									regions={map.regions}
									imageIndex={imageIndex}
									isExtending={isExtending}
									store={storeOf(map, index)}
									marker={index === 0 || isShared ? marker : markerB}
								/>
							)}
							{!isShared && scale && (
								<div className="lvlm-pair-legend">
									<Legend scale={scale} unit={unitOf(index)} marker={index === 0 ? marker : markerB} />
								</div>
							)}
						</div>
					);
				})}
			</div>
		</ViewFrame>
	);
}
