import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useState } from "react";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { topCells } from "../image/patch-caption.js";
import type { HeadRef, Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { pickHeads } from "./head-picking.js";
import { short } from "./matrix-caption.js";

/** A number by which heads are ranked. */
export interface HeadMetric {
	/** "Answer → image" */
	readonly label: string;
	readonly unit: string;
	/** Shape [layers, heads], row-major; NaN for none. */
	readonly values: ArrayLike<number>;
}

export interface HeadFinderProps extends FrameProps {
	readonly layers: number;
	readonly heads: number;
	/** At least one. */
	readonly metrics: readonly HeadMetric[];
	/** How many heads are listed. Default 10. */
	readonly count?: number;
	/** Default "Heads by number". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The heads with the highest or lowest numbers, to pick from and to pin; pinned ones stay in the list under any metric. */
export function HeadFinder(props: HeadFinderProps): JSX.Element {
	const { layers, heads, metrics, count = 10, title = "Heads by number" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => locked, store);
	const [chosen, setChosen] = useState(0);
	const [isLowest, setLowest] = useState(false);
	const [pins, setPins] = useState<readonly number[]>([]);
	const metric = metrics[Math.min(chosen, metrics.length - 1)];
	const values = metric ? Array.from(metric.values) : [];
	const fits = metric !== undefined && values.length === layers * heads;
	const order = topCells(isLowest ? values.map((value) => -value) : values, values.length);
	const listed = [...pins, ...order.filter((cell) => !pins.includes(cell)).slice(0, count)];
	const places = new Map(order.map((cell, place) => [cell, place + 1]));
	const most = values.reduce((largest, value) => Math.max(largest, value || 0), 0);
	const refOf = (cell: number): HeadRef => ({ layer: Math.floor(cell / heads), head: cell % heads });
	const isPicked = ({ layer, head }: HeadRef): boolean =>
		picked.heads?.some((one) => one.layer === layer && one.head === head) ??
		(picked.layer === layer && picked.head === head);
	const table = (): TableData => ({
		columns: ["layer", "head", metric?.unit ?? "value", "rank"].map((label) => ({ label, isNumeric: true })),
		rows: order.map((cell, place) => [Math.floor(cell / heads), cell % heads, values[cell] as number, place + 1]),
	});
	const [first] = order;
	const finding =
		first === undefined
			? "No head has a value."
			: `${isLowest ? "Lowest" : "Highest"}: layer ${refOf(first).layer}, head ${refOf(first).head} with ${short(values[first] as number)}.`;
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={
				props.status ??
				(fits ? undefined : { kind: "empty", message: "There is no number for each layer and head to rank by." })
			}
			caption={`${Math.min(count, order.length)} of ${layers * heads} heads by “${metric?.label}” (${metric?.unit}), ${isLowest ? "lowest" : "highest"} first. ${finding}${
				pins.length > 0 ? ` ${pins.length} pinned.` : ""
			}`}
			table={table}
			toolbar={
				<>
					<label className="lvlm-field">
						By
						<select className="lvlm-select" value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
							{metrics.map((one, index) => (
								<option key={one.label} value={index}>
									{one.label}
								</option>
							))}
						</select>
					</label>
					<button type="button" className="lvlm-button" aria-pressed={isLowest} onClick={() => setLowest(!isLowest)}>
						Lowest first
					</button>
				</>
			}
		>
			<ol className="lvlm-bars">
				{listed.map((cell) => {
					const ref = refOf(cell);
					const value = values[cell] as number;
					const isPinned = pins.includes(cell);
					const name = `layer ${ref.layer}, head ${ref.head}`;
					return (
						<li
							key={cell}
							className="lvlm-bars-row"
							data-chosen={isPicked(ref) || undefined}
							onPointerEnter={() => store.preview(ref)}
							onPointerLeave={() => store.preview({})}
						>
							<button
								type="button"
								className="lvlm-button lvlm-bars-name"
								aria-pressed={isPicked(ref)}
								aria-label={`${name}, ${short(value)} ${metric?.unit}, rank ${places.get(cell) ?? "none"} of ${order.length}`}
								onClick={(event) => pickHeads(store, { layers, heads }, [ref], event.shiftKey)}
							>
								{name}
							</button>
							<span className="lvlm-bars-track" aria-hidden="true">
								<span
									className="lvlm-bars-fill"
									style={{ width: `${most > 0 ? (100 * Math.max(0, value)) / most : 0}%` }}
								/>
							</span>
							<span className="lvlm-bars-value lvlm-number">
								<span aria-hidden="true">{formatValue(value, most || 1)}</span>
								<button
									type="button"
									className="lvlm-button"
									data-export="none"
									aria-pressed={isPinned}
									aria-label={`Pin ${name}`}
									onClick={() => setPins(isPinned ? pins.filter((one) => one !== cell) : [...pins, cell])}
								>
									Pin
								</button>
							</span>
						</li>
					);
				})}
			</ol>
		</ViewFrame>
	);
}
