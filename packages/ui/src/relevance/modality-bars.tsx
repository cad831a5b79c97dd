import type { Segment } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, type ReactNode, useMemo, useState } from "react";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { relevanceStyles } from "../theme/styles-relevance.js";
import type { FrameProps } from "../tokens/token-strip.js";
import type { ModalityItem, PartStats } from "./relevance-rows.js";

/** Image first: it is what the bars compare with the rest. */
const order: readonly Segment[] = ["image", "question", "history", "answer", "system", "template"];
const names: Readonly<Record<Segment, string>> = {
	image: "image",
	question: "question",
	history: "earlier turns",
	answer: "answer so far",
	system: "system",
	template: "template",
};
const reduces = [
	{ value: "sum", label: "Sum" },
	{ value: "mean", label: "Mean" },
	{ value: "max", label: "Largest" },
] as const;

export interface ModalityBarsProps extends FrameProps {
	/** In text order; equal words are separate. `modalityItems` makes them of a result. */
	readonly items: readonly ModalityItem[];
	/** "relevance share" */
	readonly unit: string;
	/** How the positions of a part become one number; the reader can change it. Default `sum`. */
	readonly reduce?: keyof PartStats;
	/** Whether each bar is made as long as all others. Default true. */
	readonly normalise?: boolean;
	/** Before the view's own tools. */
	readonly tools?: ReactNode;
	/** Default "Image against text". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

function percent(share: number): string {
	return Number.isNaN(share) ? "no value" : `${formatValue(100 * share, 100)} %`;
}

/** How much image, question and the rest have in each word: one bar a word, cut into its parts. A click picks the word. */
export function ModalityBars(props: ModalityBarsProps): JSX.Element {
	const { items, unit, title = "Image against text", tools } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const tokens = useSelection((locked) => locked.tokens, store);
	const [reduce, setReduce] = useState<keyof PartStats>(props.reduce ?? "sum");
	const [isNormal, setNormal] = useState(props.normalise ?? true);
	const [isExtending, setExtending] = useState(false);
	const parts = useMemo(() => order.filter((segment) => items.some((item) => item.parts[segment])), [items]);
	const rows = useMemo(
		() =>
			items.map((item, at) => {
				const values = parts.map((segment) => item.parts[segment]?.[reduce] ?? 0);
				const total = values.reduce((sum, value) => sum + value, 0);
				// A row without any mass has no shares: it is no division by zero.
				return {
					item,
					at,
					values,
					total,
					image: total > 0 ? (values[parts.indexOf("image")] ?? 0) / total : Number.NaN,
				};
			}),
		[items, parts, reduce],
	);
	const longest = rows.reduce((most, row) => Math.max(most, row.total), 0);
	const all = rows.reduce((sum, row) => sum + row.total, 0);
	const overall = parts.map((_, part) => rows.reduce((sum, row) => sum + (row.values[part] as number), 0));
	const pick = (positions: readonly number[], isAdding: boolean): void => {
		const old = store.getState().locked.tokens;
		const areAll = positions.every((position) => old.includes(position));
		if (isAdding || isExtending) {
			store.lock({
				tokens: areAll ? old.filter((one) => !positions.includes(one)) : [...new Set([...old, ...positions])],
			});
		} else store.lock({ tokens: areAll && old.length === positions.length ? [] : [...positions] });
	};
	const ranked = rows.filter((row) => !Number.isNaN(row.image)).sort((a, b) => b.image - a.image);
	const [first, last] = [ranked[0], ranked.at(-1)];
	const picked = rows.filter(({ item }) => item.positions.some((position) => tokens.includes(position)));
	const how = { sum: "Sums", mean: "Means over positions", max: "Largest values" }[reduce];
	const finding =
		!first || !last
			? " No word has a value."
			: ranked.length === 1
				? ` “${first.item.text}”: ${percent(first.image)} image.`
				: ` Most image: “${first.item.text}” (${percent(first.image)}); least: “${last.item.text}” (${percent(last.image)}). Over all: ${percent((overall[parts.indexOf("image")] ?? 0) / all)} image.`;
	const caption = `${how} of ${unit} by part of the conversation, ${items.length} ${items.length === 1 ? "word" : "words"}, ${isNormal ? "each bar the whole of its word" : `bars from 0 to ${formatValue(longest)}`}.${finding}${
		picked.length > 0 ? ` Picked: ${picked.map(({ item }) => `“${item.text}”`).join(", ")}.` : ""
	}`;
	const table = (): TableData => ({
		columns: [
			{ label: "positions" },
			{ label: "text" },
			...parts.map((segment) => ({ label: `${names[segment]}, ${reduce}`, isNumeric: true })),
			{ label: "share of image", isNumeric: true },
		],
		rows: rows.map(({ item, values, image }) => [item.positions.join(" "), item.text, ...values, image]),
	});
	return (
		<ViewFrame
			{...props}
			sheet={relevanceStyles}
			title={title}
			status={
				props.status ??
				(items.length === 0
					? {
							kind: "empty",
							message: "This map says nothing about the text: there is nothing to compare the image with.",
						}
					: undefined)
			}
			caption={caption}
			table={table}
			legend={
				<p className="lvlm-part-keys">
					{parts.map((segment, part) => (
						<span key={segment} data-segment={segment}>
							<span className="lvlm-swatch" />
							{names[segment]} {percent((overall[part] as number) / all)}
						</span>
					))}
				</p>
			}
			toolbar={
				<>
					{tools}
					<Segmented<keyof PartStats>
						label="Of a part's positions"
						options={reduces}
						value={reduce}
						onChange={setReduce}
					/>
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={tokens.length > 0}
						onRelease={() => store.release("token")}
					>
						<button type="button" className="lvlm-button" aria-pressed={isNormal} onClick={() => setNormal(!isNormal)}>
							Equal length
						</button>
					</PickTools>
				</>
			}
		>
			<ol className="lvlm-stacked">
				{rows.map(({ item, at, values, total, image }) => (
					// Not by positions: one token may hold several words.
					<li key={at} className="lvlm-stacked-row">
						<button
							type="button"
							className="lvlm-stacked-button"
							aria-pressed={item.positions.some((position) => tokens.includes(position))}
							onClick={(event) => pick(item.positions, event.shiftKey || event.ctrlKey || event.metaKey)}
							onPointerEnter={() => store.preview({ tokens: item.positions })}
							onPointerLeave={() => store.preview({})}
							onKeyDown={(event) => {
								if (event.key !== "Escape" || tokens.length === 0) return;
								event.preventDefault();
								store.release("token");
							}}
						>
							<span className="lvlm-stacked-name">{item.text}</span>{" "}
							<span className="lvlm-stacked-track" aria-hidden="true">
								{parts.map((segment, part) => {
									const width = (100 * (values[part] as number)) / (isNormal ? total : longest);
									return <span key={segment} data-segment={segment} style={{ width: `${width || 0}%` }} />;
								})}
							</span>{" "}
							<span className="lvlm-stacked-value lvlm-number">
								{percent(image)}
								<span className="lvlm-hidden"> image</span>
							</span>
						</button>
					</li>
				))}
			</ol>
		</ViewFrame>
	);
}
