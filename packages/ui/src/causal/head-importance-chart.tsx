import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useState } from "react";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { causalStyles } from "../theme/styles-causal.js";
import type { FrameProps } from "../tokens/token-strip.js";

const orders = [
	{ value: "number", label: "By number" },
	{ value: "most", label: "Most first" },
] as const;

export interface HeadImportanceChartProps extends FrameProps {
	/** Largest attention on the image over largest attention on the text after it, one a head; ≥ 0. */
	readonly values: ArrayLike<number>;
	/** Their numbers. Default: 0, 1, … */
	readonly heads?: readonly number[];
	readonly layer: number;
	/** What else is to be said of each head: "5 nodes, 2 edges". */
	readonly notes?: readonly string[];
	/** The head that is shown elsewhere while none is picked. */
	readonly select?: number;
	readonly settings?: string;
	/** Default "Heads, by how much they look at the image". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

const shareOf = (ratio: number): number => (Number.isFinite(ratio) ? ratio / (1 + ratio) : 1);
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** A bar a head: the image's share in its largest attention, which is the head's weight in the aggregate. A click picks the head in all views. */
export function HeadImportanceChart(props: HeadImportanceChartProps): JSX.Element {
	const { values, layer, notes, settings, title = "Heads, by how much they look at the image" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const locked = useSelection((selection) => selection, store);
	const [order, setOrder] = useState<"number" | "most">("number");
	const rows = useMemo(() => {
		const all = Array.from(values, (value, at) => ({ head: props.heads?.[at] ?? at, value, note: notes?.[at] }));
		return order === "most" ? all.sort((a, b) => b.value - a.value || a.head - b.head) : all;
	}, [values, props.heads, notes, order]);
	const shown = (locked.layer === undefined || locked.layer === layer ? locked.head : undefined) ?? props.select;
	const best = rows.reduce((most, row) => (row.value > (most?.value ?? -1) ? row : most), rows[0]);
	const picked = rows.find(({ head }) => head === shown);
	const caption =
		best &&
		`${rows.length} ${rows.length === 1 ? "head" : "heads"} of layer ${layer}, counted from 0${settings ? `; ${settings}` : ""}; bars: share of the image in the sum of the largest attention on the image and the largest on the text after it. Most: head ${best.head} (${percent(shareOf(best.value))}).${
			picked
				? ` Shown: head ${picked.head} (${percent(shareOf(picked.value))})${picked.note ? `, ${picked.note}` : ""}.`
				: ""
		}`;
	const table = (): TableData => ({
		columns: [
			{ label: "head", isNumeric: true },
			{ label: "image over text", isNumeric: true },
			{ label: "share of the image", isNumeric: true },
			...(notes ? [{ label: "found" }] : []),
		],
		rows: rows.map(({ head, value, note }) => [head, value, shareOf(value), ...(notes ? [note ?? ""] : [])]),
	});
	return (
		<ViewFrame
			{...props}
			sheet={causalStyles}
			title={title}
			status={props.status ?? (best ? undefined : { kind: "empty", message: "There are no heads to show." })}
			caption={caption}
			table={table}
			legend={
				<p className="lvlm-caption">
					Bars: share of the largest attention, 0 to 100&nbsp;%; the line: image and text alike, 50&nbsp;%.
				</p>
			}
			toolbar={
				<>
					<Segmented label="Order" options={orders} value={order} onChange={setOrder} />
					<span className="lvlm-view-tools">
						<button
							type="button"
							className="lvlm-button"
							disabled={locked.head === undefined}
							onClick={() => store.release("head")}
						>
							Release
						</button>
					</span>
				</>
			}
		>
			<ol className="lvlm-cause-heads">
				{rows.map(({ head, value, note }) => (
					<li key={head}>
						<button
							type="button"
							className="lvlm-cause-head"
							aria-pressed={shown === head}
							onClick={() => {
								const isSame = locked.head === head && locked.layer === layer;
								store.lock({ layer, head: isSame ? undefined : head });
							}}
							onPointerEnter={() => store.preview({ layer, head })}
							onPointerLeave={() => store.preview({})}
							onKeyDown={(event) => {
								if (event.key !== "Escape" || locked.head === undefined) return;
								event.preventDefault();
								store.release("head");
							}}
						>
							<span className="lvlm-cause-head-name">Head {head}</span>{" "}
							<span className="lvlm-cause-track" aria-hidden="true">
								<span style={{ width: `${100 * shareOf(value)}%` }} />
							</span>{" "}
							<span className="lvlm-number">
								{percent(shareOf(value))}
								<span className="lvlm-hidden"> image, ratio {formatValue(value)}</span>
							</span>{" "}
							<span className="lvlm-muted">{note}</span>
						</button>
					</li>
				))}
			</ol>
		</ViewFrame>
	);
}
