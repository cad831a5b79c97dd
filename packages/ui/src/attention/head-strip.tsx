import { tensor } from "@lvlm-interpret/core";
import { fitScale, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef } from "react";
import { gridPicture } from "../canvas/grid-picture.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { topCells } from "../image/patch-caption.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { CellNumbers } from "./cell-numbers.js";
import { releaseHeads } from "./head-picking.js";
import { short } from "./matrix-caption.js";
import { ValueGrid } from "./value-grid.js";

const none: readonly number[] = [];

export interface HeadStripProps extends FrameProps {
	/** One a head, in original units; NaN for none. Never divided by a head's own maximum: a head without focus must not lead. */
	readonly values: ArrayLike<number>;
	/** What a value is: "attention mass on 3 patches". */
	readonly unit: string;
	/** The layer of the heads, for names; the mean over all layers where it is left out. */
	readonly layer?: number;
	readonly scale?: ScaleOptions;
	/** Default "Heads". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The heads of one layer side by side, one number each; a cell picks its head. */
export function HeadStrip(props: HeadStripProps): JSX.Element {
	const { values, unit, layer, scale: scaleOptions, title = "Heads" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => locked.head, store);
	const marker = useRef<LegendMarker>(null);
	const count = values.length;
	const scale = useMemo(() => fitScale(values, scaleOptions), [values, scaleOptions]);
	const ranks = useMemo(() => ranksOf(Array.from(values)), [values]);
	const across = count <= 16 ? count : Math.ceil(count / Math.ceil(count / 16));
	const rows = Math.ceil(count / Math.max(1, across));
	const padded = useMemo(() => {
		const all = new Float32Array(rows * across).fill(Number.NaN);
		all.set(Array.from(values));
		return all;
	}, [values, rows, across]);
	const picture = useMemo(() => gridPicture(padded, rows, across, scale), [padded, rows, across, scale]);
	const where = layer === undefined ? "mean over all layers" : `layer ${layer}`;
	const valued = ranks.filter((rank) => rank > 0).length;
	const best = topCells(values, 3).map((head) => `head ${head} (${short(values[head] as number)})`);
	const table = (): TableData => ({
		columns: ["head", unit, "rank"].map((label) => ({ label, isNumeric: true })),
		rows: Array.from(values, (value, head) => [head, value, ranks[head] as number]),
	});
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={props.status ?? (count === 0 ? { kind: "empty", message: "There are no heads to show." } : undefined)}
			caption={`${count} heads, counted from 0, ${where}; ${unit}. Highest: ${best.join("; ") || "none has a value"}.${
				picked !== undefined && picked < count ? ` Picked: head ${picked}.` : ""
			}`}
			table={table}
			numbers={() => tensor("float32", [count], Float32Array.from(values))}
			legend={<Legend scale={scale} unit={unit} marker={marker} />}
		>
			{count > 0 && (
				<ValueGrid
					label={title}
					rows={rows}
					columns={across}
					count={count}
					picture={picture}
					store={store}
					nameOf={(head) =>
						`head ${head}, ${ranks[head] ? `${short(values[head] as number)} ${unit}, rank ${ranks[head]} of ${valued}` : "no value"}`
					}
					marks={() => {
						const { head } = store.getState().locked;
						return { top: none, picked: head === undefined || head >= count ? none : [head] };
					}}
					hovered={() => {
						const { head } = store.getState().hover;
						return head === undefined || head >= count ? none : [head];
					}}
					onHover={(head) => {
						store.preview(head === undefined ? {} : { layer, head });
						marker.current?.show(head === undefined ? Number.NaN : (values[head] as number));
					}}
					onPick={([head]) => {
						const { locked } = store.getState();
						const isSame = locked.head === head && (layer === undefined || locked.layer === layer);
						store.lock({ ...(layer === undefined ? {} : { layer }), head: isSame ? undefined : head });
					}}
					onRelease={() => releaseHeads(store)}
					className={across > 8 ? "lvlm-head-strip lvlm-dense" : "lvlm-head-strip"}
					style={{ height: 40 * rows }}
				>
					<CellNumbers values={padded} rows={rows} columns={across} scale={scale} />
				</ValueGrid>
			)}
		</ViewFrame>
	);
}
