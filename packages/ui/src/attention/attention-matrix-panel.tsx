import type { ImageLayout, RowSource, Segment, Sequence } from "@lvlm-interpret/core";
import { type JSX, useMemo, useState } from "react";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { AttentionMatrix, type AttentionMatrixProps } from "./attention-matrix.js";
import { axisTokens } from "./axis-tokens.js";
import { allHeads, headShortcuts } from "./head-shortcuts.js";
import { headWords, meanRows } from "./selected-heads.js";
import { useAsked } from "./use-asked.js";

type Shown = "values" | "rowTokens" | "columnTokens" | "unit" | "heads" | "toolbar";

export interface AttentionMatrixPanelProps extends Omit<AttentionMatrixProps, Shown> {
	/** Queries and keys are joint positions. */
	readonly source: RowSource;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	/** Segments whose rows are shown first. Default: all. */
	readonly from?: Segment;
	readonly to?: Segment;
}

interface ChoiceProps {
	readonly name: string;
	readonly segments: readonly Segment[];
	readonly value: Segment | undefined;
	readonly onChange: (value: Segment | undefined) => void;
}

function Choice({ name, segments, value, onChange }: ChoiceProps): JSX.Element {
	return (
		<label className="lvlm-field">
			{name}
			<select
				className="lvlm-select"
				value={value ?? ""}
				onChange={(event) => onChange((event.target.value || undefined) as Segment | undefined)}
			>
				<option value="">all</option>
				{segments.map((segment) => (
					<option key={segment}>{segment}</option>
				))}
			</select>
		</label>
	);
}

/** The attention of the picked heads, or the mean over all, between all positions or those of chosen segments. */
export function AttentionMatrixPanel(props: AttentionMatrixPanelProps): JSX.Element {
	const { source, sequence, layouts } = props;
	const store = useSelectionStore(props.store);
	const { layer, head, heads } = useSelection((locked) => locked, store);
	const [from, setFrom] = useState(props.from);
	const [to, setTo] = useState(props.to);
	const { queries, keys } = source.shape;
	const allRows = useMemo(() => axisTokens(sequence, layouts, "from", queries), [sequence, layouts, queries]);
	const allColumns = useMemo(() => axisTokens(sequence, layouts, "to", keys), [sequence, layouts, keys]);
	const rowTokens = useMemo(() => allRows.filter((one) => !from || one.segment === from), [allRows, from]);
	const columnTokens = useMemo(() => allColumns.filter((one) => !to || one.segment === to), [allColumns, to]);
	const asked = useAsked(
		source,
		rowTokens.length > 0 && columnTokens.length > 0
			? async (signal) => {
					const request = {
						queries: rowTokens.map((one) => one.position),
						keys: columnTokens.map((one) => one.position),
						signal,
					};
					const { values, readyShare } = await meanRows(source, { layer, head, heads }, request);
					// What the causal mask rules out is no zero.
					rowTokens.forEach((row, r) => {
						columnTokens.forEach((column, c) => {
							if (column.position > row.position) values[r * columnTokens.length + c] = Number.NaN;
						});
					});
					const words = headWords({ layer, head, heads }, source.shape);
					return { values, readyShare, rowTokens, columnTokens, words };
				}
			: undefined,
		(answer) => answer.readyShare,
		[layer, head, heads, rowTokens, columnTokens],
	);
	const shown = asked.value ?? { values: [], rowTokens, columnTokens, words: "" };
	const segments = (list: typeof allRows): Segment[] => [...new Set(list.map((one) => one.segment))];
	return (
		<AttentionMatrix
			{...props}
			shortcuts={{ ...headShortcuts(store, allHeads(source.shape)), ...props.shortcuts }}
			values={shown.values}
			rowTokens={shown.rowTokens}
			columnTokens={shown.columnTokens}
			unit="attention probability"
			heads={shown.words}
			status={props.status ?? asked.status}
			toolbar={
				<>
					<Choice name="From" segments={segments(allRows)} value={from} onChange={setFrom} />
					<Choice name="To" segments={segments(allColumns)} value={to} onChange={setTo} />
				</>
			}
		/>
	);
}
