import { type RgbImage, tensor } from "@lvlm-interpret/core";
import { fitScale, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { patchStatus } from "./grid-status.js";
import { patchCaption, topCells } from "./patch-caption.js";
import { PatchGrid } from "./patch-grid.js";
import { type TruthMask, truthWords } from "./truth-mask.js";
import { TruthKey } from "./truth-parts.js";

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
	/** Where the object really is: an outline with a hatch, and the mass inside it in the caption. */
	readonly truth?: TruthMask;
	/** Which picture of the sequence this is. Default 0. */
	readonly imageIndex?: number;
	/** Default "Image". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
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
		truth,
		imageIndex = 0,
		title = "Image",
	} = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [interpolation, setInterpolation] = useState<"nearest" | "smooth">("nearest");
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const fits = grid !== undefined && grid.rows * grid.columns === values.length;
	const mask = truth?.shares.length === values.length ? truth : undefined;
	const rows = fits ? grid.rows : 0;
	const columns = fits ? grid.columns : 0;
	const scale = useMemo(() => fitScale(values, scaleOptions), [values, scaleOptions]);
	const ranks = useMemo(() => ranksOf(Array.from(values)), [values]);
	// Where all are equal none is a finding.
	const top = useMemo(() => (ranks.some((rank) => rank > 1) ? topCells(values, topK) : none), [values, topK, ranks]);

	const table = (): TableData => ({
		columns: ["row", "column", unit, "rank", ...(mask ? [`share of ${mask.label}`] : [])].map((label) => ({
			label,
			isNumeric: true,
		})),
		rows: Array.from(values, (value, cell) => [
			Math.floor(cell / columns) + 1,
			(cell % columns) + 1,
			value,
			ranks[cell]!,
			...(mask ? [mask.shares[cell] as number] : []),
		]),
	});
	return (
		<ViewFrame
			{...props}
			title={title}
			status={props.status ?? patchStatus(grid, values)}
			caption={
				fits ? `${patchCaption(values, grid, { unit, topK, picked: regions })}${truthWords(values, truth)}` : undefined
			}
			table={table}
			numbers={() => tensor("float32", [rows, columns], Float32Array.from(values))}
			legend={
				<>
					<Legend scale={scale} unit={unit} marker={marker} />
					{mask && <TruthKey mask={mask} />}
				</>
			}
			toolbar={
				<>
					<Segmented label="Drawing" options={interpolations} value={interpolation} onChange={setInterpolation} />
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={regions.length > 0}
						onRelease={() => store.release("region")}
					/>
				</>
			}
		>
			<PatchGrid
				label={title}
				rows={rows}
				columns={columns}
				values={values}
				unit={unit}
				scale={scale}
				ranks={ranks}
				top={top}
				image={image}
				truth={mask}
				opacity={opacity}
				isSmooth={interpolation === "smooth"}
				imageIndex={imageIndex}
				isExtending={isExtending}
				store={store}
				marker={marker}
			/>
		</ViewFrame>
	);
}
