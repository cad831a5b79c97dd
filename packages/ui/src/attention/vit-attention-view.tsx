import { type RgbImage, tensor } from "@lvlm-interpret/core";
import { fitScale, paintGrid, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { gridPicture } from "../canvas/grid-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { gridStatus } from "../image/grid-status.js";
import { topCells } from "../image/patch-caption.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { short } from "./matrix-caption.js";
import { ValueGrid } from "./value-grid.js";
import { type VitMode, vitRow } from "./vit-row.js";

const none: readonly number[] = [];
const labels: Readonly<Record<VitMode, string>> = {
	patch: "Patch",
	leading: "Class token",
	mean: "Mean",
	rollout: "All layers",
};

export interface VitAttentionViewProps extends FrameProps {
	/** Shape [positions, positions], FROM rows, row-major: positions without a place (class token, registers) first, then the patches. */
	readonly values: ArrayLike<number>;
	/** Names of the positions before the patches: ["class token"]. */
	readonly leading: readonly string[];
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	/** Shape [positions]: what reaches the class token, or the picked patch, through all layers. Offered as a mode where it is given. */
	readonly rollout?: ArrayLike<number>;
	readonly unit: string;
	/** Which heads these are, as words. */
	readonly heads: string;
	readonly scale?: ScaleOptions;
	/** The part of the picture that the grid covers. */
	readonly image?: RgbImage;
	/** Of the colours over the picture, in [0, 1]. Default 0.7. */
	readonly opacity?: number;
	/** What is shown first. Default `patch`. */
	readonly mode?: VitMode;
	readonly onModeChange?: (mode: VitMode) => void;
	readonly imageIndex?: number;
	/** Default "Vision encoder". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** Where patches of the vision encoder look: hover one to see its row, pick one to keep it. */
export function VitAttentionView(props: VitAttentionViewProps): JSX.Element {
	const { values, leading, grid, rollout, unit, heads, image, opacity = 0.7, imageIndex = 0 } = props;
	const title = props.title ?? "Vision encoder";
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const modes = (["patch", "leading", "mean", "rollout"] as const).filter(
		(one) => (one !== "leading" || leading.length > 0) && (one !== "rollout" || rollout),
	);
	const [wanted, setMode] = useState<VitMode>(props.mode ?? "patch");
	const mode = modes.includes(wanted) ? wanted : "patch";
	const marker = useRef<LegendMarker>(null);
	const { rows = 0, columns = 0 } = grid ?? {};
	const positions = leading.length + rows * columns;
	const fits = rows > 0 && values.length === positions * positions;
	const patch = regions[0] ?? Math.floor(rows / 2) * columns + Math.floor(columns / 2);
	const row = useMemo(
		() =>
			fits
				? vitRow(mode === "rollout" && rollout ? rollout : values, mode, patch, leading.length, rows * columns)
				: new Float32Array(rows * columns),
		[values, rollout, mode, patch, leading.length, rows, columns, fits],
	);
	const scale = useMemo(() => fitScale(row, props.scale), [row, props.scale]);
	const picture = useMemo(() => gridPicture(row, rows, columns, scale), [row, rows, columns, scale]);
	const ground = useMemo(() => image && rgbaOf(image), [image]);
	const place = (cell: number): string => `row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}`;
	const seen = row.reduce((sum, value) => sum + value, 0);
	const [best] = topCells(row, 1);
	const from = {
		patch: `the patch in ${place(patch)}`,
		leading: leading[0] ?? "",
		mean: "all patches, mean",
		rollout: regions.length > 0 ? `the patch in ${place(patch)}` : (leading[0] ?? `the patch in ${place(patch)}`),
	}[mode];
	const table = (): TableData => ({
		columns: ["row", "column", unit].map((label) => ({ label, isNumeric: true })),
		rows: Array.from(row, (value, cell) => [Math.floor(cell / columns) + 1, (cell % columns) + 1, value]),
	});
	const wrong = `${rows} x ${columns} patches and ${leading.length} more positions do not hold ${values.length} values.`;
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={
				props.status ??
				gridStatus(grid, fits ? undefined : wrong, "Give one value for each pair of positions and the layout's grid.")
			}
			caption={`From ${from} to ${rows} x ${columns} patches; ${mode === "rollout" ? "rollout over all layers, mean over heads" : heads}; ${unit}. ${
				best === undefined ? "No patch has a value." : `Most: ${place(best)} (${short(row[best] as number)});`
			} ${short(seen)} in all lies on patches${leading.length > 0 ? `, the rest on ${leading.join(", ")}` : ""}.`}
			table={table}
			numbers={() => tensor("float32", [rows, columns], row)}
			legend={<Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<>
					<Segmented
						label="From"
						options={modes.map((value) => ({ value, label: labels[value] }))}
						value={mode}
						onChange={(next) => {
							setMode(next);
							props.onModeChange?.(next);
						}}
					/>
					<PickTools canRelease={regions.length > 0} onRelease={() => store.release("region")} />
				</>
			}
		>
			{fits && (
				<ValueGrid
					label={title}
					rows={rows}
					columns={columns}
					picture={picture}
					ground={ground}
					opacity={image ? opacity : 1}
					store={store}
					nameOf={(cell) => `${place(cell)}, ${short(row[cell] as number)} ${unit}`}
					marks={() => {
						const { locked } = store.getState();
						return {
							top: none,
							picked: mode === "patch" ? [patch] : locked.image === imageIndex ? locked.regions : none,
						};
					}}
					onHover={(cell) => {
						store.preview(cell === undefined ? {} : { image: imageIndex, regions: [cell] });
						marker.current?.show(cell === undefined ? Number.NaN : (row[cell] as number));
					}}
					onHoverFrame={(cell, base) => {
						if (mode !== "patch") return;
						const looked = cell === undefined ? row : vitRow(values, mode, cell, leading.length, rows * columns);
						drawPicture(base, paintGrid(looked, rows, columns, scale));
					}}
					onPick={(cells) => {
						const [cell] = cells;
						const { regions: old } = store.getState().locked;
						const isSame = old.length === 1 && old[0] === cell;
						store.lock({ image: imageIndex, regions: cell === undefined || isSame ? [] : [cell] });
					}}
					onRelease={() => store.release("region")}
					style={{ aspectRatio: image ? `${image.width} / ${image.height}` : `${columns} / ${rows}` }}
				/>
			)}
		</ViewFrame>
	);
}
