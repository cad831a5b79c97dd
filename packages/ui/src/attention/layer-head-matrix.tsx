import { type AggregationId, aggregations, tensor } from "@lvlm-interpret/core";
import { fitScale, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { gridPicture } from "../canvas/grid-picture.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { HeadRef, Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { CellNumbers } from "./cell-numbers.js";
import { HeadAxes } from "./head-axes.js";
import { hasHeads, pickHeads, releaseHeads } from "./head-picking.js";
import { margins, matrixCaption, short } from "./matrix-caption.js";
import { headWords, selectedHeads } from "./selected-heads.js";
import { ValueGrid } from "./value-grid.js";

const none: readonly number[] = [];

export interface LayerHeadMatrixProps extends FrameProps {
	/** Shape [layers, heads], row-major, in original units; NaN where there is no value yet. */
	readonly values: ArrayLike<number>;
	readonly layers: number;
	readonly heads: number;
	/** What a value is: "attention mass". */
	readonly unit: string;
	/** What is shown; names direction in title, caption and file. Without it, `description` says what a value is. */
	readonly aggregation?: AggregationId;
	/** What else can be shown. A menu appears where there is more than one. */
	readonly aggregations?: readonly AggregationId[];
	readonly onAggregationChange?: (id: AggregationId) => void;
	/** Why there are no values, where the causal mask rules them out: shown in place of zeros. */
	readonly masked?: string;
	/** How the values came about, as a sentence; default the aggregation's. */
	readonly description?: string;
	readonly scale?: ScaleOptions;
	/** Default "Layers and heads". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/**
 * One number a layer and head, with the means over heads and layers in the first column and row. A cell picks its head, the first
 * column a layer, the first row a head of all layers; dragging picks a block.
 */
export function LayerHeadMatrix(props: LayerHeadMatrixProps): JSX.Element {
	const { values, layers, heads, unit, aggregation, masked, scale: scaleOptions, title = "Layers and heads" } = props;
	const menu: readonly AggregationId[] = props.aggregations ?? [];
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => locked, store);
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const fits = values.length === layers * heads && layers > 0 && heads > 0;
	const size = { layers, heads };
	const [rows, columns] = [layers + 1, heads + 1];
	const scale = useMemo(() => fitScale(values, scaleOptions), [values, scaleOptions]);
	const ranks = useMemo(() => ranksOf(Array.from(values)), [values]);
	// Row 0 and column 0 are the means.
	const shown = useMemo(() => {
		const all = new Float32Array(rows * columns);
		if (!fits) return all.fill(Number.NaN);
		const { ofLayers, ofHeads, ofAll } = margins(values, layers, heads);
		all[0] = ofAll;
		all.set(ofHeads, 1);
		for (let layer = 0; layer < layers; layer++) {
			all[(layer + 1) * columns] = ofLayers[layer] as number;
			for (let head = 0; head < heads; head++) {
				all[(layer + 1) * columns + head + 1] = values[layer * heads + head] as number;
			}
		}
		return all;
	}, [values, layers, heads, rows, columns, fits]);
	const picture = useMemo(() => gridPicture(shown, rows, columns, scale), [shown, rows, columns, scale]);
	const valued = ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 : 0), 0);
	const refOf = (cell: number): { layer?: number; head?: number } => {
		const [row, column] = [Math.floor(cell / columns), cell % columns];
		return { layer: row === 0 ? undefined : row - 1, head: column === 0 ? undefined : column - 1 };
	};
	const nameOf = (cell: number): string => {
		const { layer, head } = refOf(cell);
		const value = `${short(shown[cell] as number)} ${unit}`;
		if (layer === undefined || head === undefined) return `${headWords({ layer, head }, size)}, ${value}`;
		const rank = ranks[layer * heads + head];
		return `layer ${layer}, head ${head}, ${rank ? `${value}, rank ${rank} of ${valued}` : "no value"}`;
	};
	const hasPick = hasHeads(picked);
	const cellsOf = (part: Partial<Selection>): number[] =>
		hasHeads(part) ? selectedHeads(part, size).map(({ layer, head }) => (layer + 1) * columns + head + 1) : [];
	const onPick = (cells: readonly number[], isAdding: boolean): void => {
		const block: HeadRef[] = cells.flatMap((cell) => {
			const { layer, head } = refOf(cell);
			return layer === undefined || head === undefined ? [] : [{ layer, head }];
		});
		const [only] = cells;
		if (block.length > 0 && (cells.length > 1 || isAdding || isExtending || block.length === cells.length)) {
			pickHeads(store, size, block, isAdding || isExtending);
		} else if (only !== undefined) {
			const { locked } = store.getState();
			const ref = refOf(only);
			const isSame = !locked.heads && locked.layer === ref.layer && locked.head === ref.head;
			store.lock(isSame ? { layer: undefined, head: undefined } : { layer: ref.layer, head: ref.head });
		}
	};
	const words = aggregation && aggregations[aggregation];
	const what = props.description ?? (words ? `${unit}: ${words.sentence}` : unit);
	const table = (): TableData => ({
		columns: ["layer", "head", unit, "rank"].map((label) => ({ label, isNumeric: true })),
		rows: Array.from(values, (value, cell) => [Math.floor(cell / heads), cell % heads, value, ranks[cell] as number]),
	});
	const wrong = `${layers} layers x ${heads} heads do not hold ${values.length} values.`;
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={
				props.status ??
				(masked !== undefined || fits
					? undefined
					: { kind: "error", message: wrong, hint: "Give one value a layer and head." })
			}
			caption={
				masked === undefined
					? matrixCaption(values, size, what, hasPick ? headWords(picked, size) : undefined)
					: `${masked.charAt(0).toUpperCase()}${masked.slice(1)}`
			}
			table={masked === undefined ? table : undefined}
			numbers={() => tensor("float32", [layers, heads], Float32Array.from(values))}
			legend={masked === undefined && <Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<>
					{menu.length > 1 && aggregation && (
						<label className="lvlm-field">
							From → to
							<select
								className="lvlm-select"
								value={aggregation}
								onChange={(event) => props.onAggregationChange?.(event.target.value as AggregationId)}
							>
								{menu.map((id) => (
									<option key={id} value={id}>
										{aggregations[id].label}
									</option>
								))}
							</select>
						</label>
					)}
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={hasPick}
						onRelease={() => releaseHeads(store)}
					/>
				</>
			}
		>
			{masked !== undefined ? (
				<div className="lvlm-state" data-status="empty" role="status">
					<span>Masked</span>
				</div>
			) : (
				<div className="lvlm-matrix" style={{ maxWidth: columns * (heads <= 12 ? 76 : 22) + 60 }}>
					<HeadAxes layers={layers} heads={heads} hasMeans />
					<ValueGrid
						label={title}
						rows={rows}
						columns={columns}
						picture={picture}
						store={store}
						nameOf={nameOf}
						marks={() => ({ top: none, picked: cellsOf(store.getState().locked) })}
						hovered={() => cellsOf(store.getState().hover)}
						onHover={(cell) => {
							const ref = cell === undefined ? {} : refOf(cell);
							store.preview(ref);
							marker.current?.show(cell === undefined ? Number.NaN : (shown[cell] as number));
						}}
						onPick={onPick}
						onRelease={() => releaseHeads(store)}
						style={{ maxWidth: "none", aspectRatio: `${columns} / ${Math.max(rows, columns / 6)}` }}
					>
						{heads <= 12 && <CellNumbers values={shown} rows={rows} columns={columns} scale={scale} />}
						<div className="lvlm-matrix-line" data-axis="row" style={{ top: `${100 / rows}%` }} />
						<div className="lvlm-matrix-line" data-axis="column" style={{ left: `${100 / columns}%` }} />
					</ValueGrid>
				</div>
			)}
		</ViewFrame>
	);
}
