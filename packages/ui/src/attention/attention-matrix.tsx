import { tensor } from "@lvlm-interpret/core";
import { createPicture, fitScale, type RgbaImage, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, type ReactNode, useMemo, useRef, useState } from "react";
import { cellPainter } from "../compute/cell-painter.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import type { AxisToken } from "./axis-tokens.js";
import { AxisBands, AxisLabels, type AxisPictures, BandKeys } from "./matrix-axes.js";
import { short } from "./matrix-caption.js";
import { cutWindow, fitWindow, type MatrixWindow, moveWindow, zoomWindow } from "./matrix-window.js";
import { ValueGrid } from "./value-grid.js";

const none: readonly number[] = [];
/** A few pairs, the first token before all, would darken everything else; the legend says “≥”. */
const usual: ScaleOptions = { domain: { quantiles: [0, 0.98] } };

export interface AttentionMatrixProps extends FrameProps {
	/** Shape [rows, columns], row-major, in original units; NaN where the mask lets nothing be seen, or nothing is there yet. */
	readonly values: ArrayLike<number>;
	/** FROM: the queries that look. */
	readonly rowTokens: readonly AxisToken[];
	/** TO: the keys looked at. */
	readonly columnTokens: readonly AxisToken[];
	readonly unit: string;
	/** Which heads these are, as words: "layer 3, head 2". */
	readonly heads: string;
	readonly scale?: ScaleOptions;
	/** Patches are drawn beside their names. */
	readonly pictures?: AxisPictures;
	/** More controls, before those of the zoom. */
	readonly toolbar?: ReactNode;
	/** Default "Attention matrix". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The largest value and where it is; -1 where there is none. */
function peakOf(values: ArrayLike<number>): number {
	let peak = -1;
	for (let i = 0; i < values.length; i++) {
		if ((values[i] as number) > (peak < 0 ? Number.NEGATIVE_INFINITY : (values[peak] as number))) peak = i;
	}
	return peak;
}

/** A matrix with one pixel a cell. */
function paintMatrix(values: Float32Array, window: MatrixWindow, paint: ReturnType<typeof cellPainter>): RgbaImage {
	const picture = createPicture(Math.max(1, window.columns), Math.max(1, window.rows));
	paint(values, 0, new Uint32Array(picture.data.buffer), 0, values.length);
	return picture;
}

/** FROM rows look at TO columns, one number a pair. A click picks the pair, dragging zooms in on what it spans. */
export function AttentionMatrix(props: AttentionMatrixProps): JSX.Element {
	const { values, rowTokens, columnTokens, unit, heads, scale: scaleOptions, title = "Attention matrix" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const locked = useSelection((whole) => whole, store);
	const canRelease = locked.tokens.length + locked.regions.length > 0;
	const marker = useRef<LegendMarker>(null);
	const [rows, columns] = [rowTokens.length, columnTokens.length];
	const whole = { row: 0, column: 0, rows, columns };
	const [wanted, setWindow] = useState<MatrixWindow>();
	const window = wanted ? fitWindow(wanted, rows, columns) : whole;
	const isWhole = window.rows === rows && window.columns === columns;
	const fits = values.length === rows * columns && values.length > 0;
	const scale = useMemo(() => fitScale(values, scaleOptions ?? usual), [values, scaleOptions]);
	const paint = useMemo(() => cellPainter(scale), [scale]);
	const peak = useMemo(() => peakOf(values), [values]);
	const { row: firstRow, column: firstColumn, rows: shownRows, columns: shownColumns } = window;
	const picture = useMemo(() => {
		const part = { row: firstRow, column: firstColumn, rows: shownRows, columns: shownColumns };
		return paintMatrix(
			fits ? cutWindow(values, columns, part) : new Float32Array(shownRows * shownColumns),
			part,
			paint,
		);
	}, [values, columns, firstRow, firstColumn, shownRows, shownColumns, paint, fits]);
	const visibleRows = rowTokens.slice(firstRow, firstRow + shownRows);
	const visibleColumns = columnTokens.slice(firstColumn, firstColumn + shownColumns);
	const pairOf = (cell: number): { from: AxisToken; to: AxisToken; value: number } => {
		const [row, column] = [firstRow + Math.floor(cell / shownColumns), firstColumn + (cell % shownColumns)];
		return {
			from: rowTokens[row] as AxisToken,
			to: columnTokens[column] as AxisToken,
			value: values[row * columns + column] as number,
		};
	};
	const nameOf = (cell: number): string => {
		const { from, to, value } = pairOf(cell);
		const text = Number.isNaN(value)
			? to.position > from.position
				? "masked"
				: "no value"
			: `${short(value)} ${unit}`;
		return `from ${from.text}, position ${from.position}, to ${to.text}, position ${to.position}, ${text}`;
	};
	const partOf = ({ from, to }: { from: AxisToken; to: AxisToken }): Partial<Selection> => ({
		tokens: [from.selects],
		...(to.image ? { image: to.image.index, regions: [to.image.region] } : {}),
	});
	// Rows of the tokens and columns of the regions: a row alone, a column alone, or where they meet.
	const cellsOf = ({ tokens = none, regions = none, image = 0 }: Partial<Selection>): number[] => {
		const places = (list: readonly AxisToken[], isPicked: (token: AxisToken) => boolean): number[] =>
			list.flatMap((token, index) => (isPicked(token) ? [index] : []));
		const pickedRows = places(visibleRows, (token) => tokens.includes(token.selects));
		const pickedColumns = places(
			visibleColumns,
			(token) => token.image !== undefined && token.image.index === image && regions.includes(token.image.region),
		);
		if (pickedRows.length === 0 && pickedColumns.length === 0) return [];
		const all = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
		const rowList = pickedRows.length > 0 ? pickedRows : all(shownRows);
		const columnList = pickedColumns.length > 0 ? pickedColumns : all(shownColumns);
		return rowList.flatMap((row) => columnList.map((column) => row * shownColumns + column));
	};
	const top = peak < 0 ? undefined : { from: rowTokens[Math.floor(peak / columns)], to: columnTokens[peak % columns] };
	const caption = `From ${rows} rows (queries that look) to ${columns} columns (keys looked at); ${heads}; ${unit}. ${
		top === undefined
			? "No pair has a value."
			: (values[peak] as number) > 0
				? `Strongest: “${top.from?.text}” looks at “${top.to?.text}” (${short(values[peak] as number)}).`
				: "All are 0."
	}${isWhole ? "" : ` Shown: rows ${firstRow + 1} to ${firstRow + shownRows}, columns ${firstColumn + 1} to ${firstColumn + shownColumns}.`}`;
	const table = (): TableData => ({
		columns: [
			{ label: "from position", isNumeric: true },
			{ label: "from" },
			{ label: "to position", isNumeric: true },
			{ label: "to" },
			{ label: unit, isNumeric: true },
		],
		rows: visibleRows.flatMap((from, row) =>
			visibleColumns.map((to, column) => [
				from.position,
				from.text,
				to.position,
				to.text,
				values[(firstRow + row) * columns + firstColumn + column] as number,
			]),
		),
	});
	const wrong = `${rows} rows x ${columns} columns do not hold ${values.length} values.`;
	const empty = { kind: "empty", message: "There are no rows or no columns to show." } as const;
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={
				props.status ??
				(rows * columns === 0
					? empty
					: fits
						? undefined
						: { kind: "error", message: wrong, hint: "Give one value for each row and column." })
			}
			caption={caption}
			table={table}
			numbers={() => tensor("float32", [shownRows, shownColumns], cutWindow(values, columns, window))}
			legend={<Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<>
					{props.toolbar}
					<PickTools canRelease={canRelease} onRelease={() => store.lock({ tokens: [], regions: [] })}>
						<button
							type="button"
							className="lvlm-button"
							onClick={() => setWindow(zoomWindow(window, 0.5, rows, columns))}
						>
							Zoom in
						</button>
						<button
							type="button"
							className="lvlm-button"
							disabled={isWhole}
							onClick={() => setWindow(zoomWindow(window, 2, rows, columns))}
						>
							Zoom out
						</button>
						<button type="button" className="lvlm-button" disabled={isWhole} onClick={() => setWindow(undefined)}>
							Whole
						</button>
					</PickTools>
				</>
			}
		>
			<div className="lvlm-attention">
				<div className="lvlm-axis-name" style={{ gridColumn: 3 }} aria-hidden="true">
					to →
				</div>
				<AxisLabels axis="column" tokens={visibleColumns} pictures={props.pictures} />
				<AxisBands axis="column" tokens={visibleColumns} />
				<AxisLabels axis="row" tokens={visibleRows} pictures={props.pictures} />
				<AxisBands axis="row" tokens={visibleRows} />
				<ValueGrid
					label={title}
					rows={shownRows}
					columns={shownColumns}
					part={{ ...window, rows, columns }}
					picture={picture}
					store={store}
					hasCrosshair
					nameOf={nameOf}
					marks={() => ({ top: none, picked: cellsOf(store.getState().locked) })}
					onHover={(cell) => {
						const pair = cell === undefined ? undefined : pairOf(cell);
						store.preview(pair ? partOf(pair) : {});
						marker.current?.show(pair ? pair.value : Number.NaN);
					}}
					onPick={(cells) => {
						const [first, last] = [cells[0] as number, cells.at(-1) as number];
						if (cells.length === 1) store.lock({ regions: [], ...partOf(pairOf(first)) });
						else {
							setWindow({
								row: firstRow + Math.floor(first / shownColumns),
								column: firstColumn + (first % shownColumns),
								rows: Math.floor(last / shownColumns) - Math.floor(first / shownColumns) + 1,
								columns: (last % shownColumns) - (first % shownColumns) + 1,
							});
						}
					}}
					onRelease={() => store.lock({ tokens: [], regions: [] })}
					onEdge={(key) => setWindow(moveWindow(window, key, rows, columns))}
					style={{ aspectRatio: `${Math.max(shownColumns, shownRows / 2)} / ${Math.max(shownRows, shownColumns / 4)}` }}
				/>
			</div>
			<BandKeys tokens={[...rowTokens, ...columnTokens]} />
		</ViewFrame>
	);
}
