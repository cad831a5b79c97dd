import { type RgbImage, tensor } from "@lvlm-interpret/core";
import { fitScale, formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { PickTools } from "../attention/pick-tools.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { compareMaps } from "./compare-maps.js";
import { gridStatus } from "./grid-status.js";
import { topCells } from "./patch-caption.js";
import { PatchGrid } from "./patch-grid.js";

const modes = [
	{ value: "side", label: "Side by side" },
	{ value: "difference", label: "Difference" },
	{ value: "swipe", label: "Swipe" },
] as const;
const none: readonly number[] = [];

/** A map with its name: "layer 3". Values have shape [rows, columns], row-major. */
export interface NamedMap {
	readonly label: string;
	readonly values: ArrayLike<number>;
}

/** `swipe`: one map, whose columns up to a line are those of `a`, and behind it those of `b`. */
export type DiffMode = "side" | "difference" | "swipe";

export interface HeatmapDiffProps extends FrameProps {
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	readonly a: NamedMap;
	readonly b: NamedMap;
	readonly unit: string;
	readonly image?: RgbImage;
	/** Of the colours over the picture, in [0, 1]. Default 0.7. */
	readonly opacity?: number;
	/** What is shown first. Default `side`. */
	readonly mode?: DiffMode;
	readonly imageIndex?: number;
	/** Default "Comparison". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

function findings({ a, b }: HeatmapDiffProps, columns: number, compared: ReturnType<typeof compareMaps>): string {
	const { correlation, divergence, difference } = compared;
	const measures = [
		Number.isNaN(correlation)
			? "correlation is not defined for a constant map"
			: `correlation ${formatValue(correlation, 1)}`,
		Number.isNaN(divergence) ? "" : `Jensen–Shannon divergence ${formatValue(divergence, 1)} bits`,
	].filter(Boolean);
	const start = `“${a.label}” against “${b.label}”: ${measures.join(", ")}.`;
	const [cell] = topCells(difference.map(Math.abs), 1);
	if (cell === undefined) return `${start} No patch has a value in both.`;
	const size = difference[cell] as number;
	if (size === 0) return `${start} They are equal everywhere.`;
	const more = size > 0 ? a.label : b.label;
	return `${start} They differ most in row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}, where “${more}” has ${formatValue(Math.abs(size))} more.`;
}

/** The columns of one map before a line, and those of the other from it on. */
function swiped(a: ArrayLike<number>, b: ArrayLike<number>, columns: number, line: number): Float32Array {
	return Float32Array.from(a, (value, cell) => (cell % columns < line ? value : (b[cell] as number)));
}

/** Two maps of one picture, on one scale side by side or as their difference; both share the selection. */
export function HeatmapDiff(props: HeatmapDiffProps): JSX.Element {
	const { grid, a, b, unit, image, opacity = 0.7, imageIndex = 0, title = "Comparison" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [mode, setMode] = useState<DiffMode>(props.mode ?? "side");
	const [line, setLine] = useState<number>();
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const count = grid ? grid.rows * grid.columns : -1;
	const fits = a.values.length === count && b.values.length === count;
	const { rows, columns } = fits && grid ? grid : { rows: 0, columns: 0 };
	const compared = useMemo(() => (fits ? compareMaps(a.values, b.values) : undefined), [a.values, b.values, fits]);
	const scale = useMemo(() => {
		if (mode === "difference") return fitScale(compared?.difference ?? [], { signed: true });
		const both = new Float32Array(a.values.length + b.values.length);
		both.set(Array.from(a.values), 0);
		both.set(Array.from(b.values), a.values.length);
		return fitScale(both);
	}, [mode, compared, a.values, b.values]);
	const at = line ?? Math.round(columns / 2);
	const shown = useMemo(() => {
		const maps =
			mode === "side"
				? [a, b]
				: mode === "swipe"
					? [{ label: `${a.label}, then ${b.label}`, values: swiped(a.values, b.values, columns, at) }]
					: [{ label: `${a.label} − ${b.label}`, values: compared?.difference ?? new Float32Array() }];
		return maps.map((map) => ({ ...map, ranks: ranksOf(Array.from(map.values)) }));
	}, [mode, a, b, compared, columns, at]);
	const shownUnit = mode === "difference" ? `difference in ${unit}` : unit;
	const table = (): TableData => ({
		columns: ["row", "column", a.label, b.label, "difference"].map((label) => ({ label, isNumeric: true })),
		rows: Array.from(compared?.difference ?? [], (difference, cell) => [
			Math.floor(cell / columns) + 1,
			(cell % columns) + 1,
			a.values[cell] as number,
			b.values[cell] as number,
			difference,
		]),
	});
	const wrong =
		grid &&
		`The grid of ${grid.rows} x ${grid.columns} does not hold ${a.values.length} and ${b.values.length} values.`;
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={props.status ?? gridStatus(grid, fits ? undefined : wrong, "Compare two maps of one grid.")}
			caption={
				compared &&
				`${findings(props, columns, compared)}${mode === "swipe" ? ` Shown: columns 1 to ${at} of “${a.label}”, the rest of “${b.label}”.` : ""}`
			}
			table={table}
			numbers={() =>
				tensor("float32", [2, rows, columns], Float32Array.from([...Array.from(a.values), ...Array.from(b.values)]))
			}
			legend={<Legend scale={scale} unit={shownUnit} marker={marker} />}
			toolbar={
				<>
					<Segmented label="Comparison" options={modes} value={mode} onChange={setMode} />
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
				{shown.map((map) => (
					<div key={mode === "side" ? map.label : mode}>
						<p className="lvlm-pair-name">{map.label}</p>
						<PatchGrid
							label={map.label}
							rows={rows}
							columns={columns}
							values={map.values}
							unit={shownUnit}
							scale={scale}
							ranks={map.ranks}
							top={none}
							image={image}
							opacity={opacity}
							isSmooth={false}
							imageIndex={imageIndex}
							isExtending={isExtending}
							store={store}
							marker={marker}
						/>
					</div>
				))}
			</div>
		</ViewFrame>
	);
}
