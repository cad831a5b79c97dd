import type { Segment, SequenceToken } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo } from "react";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { type PromptRun, promptRuns } from "./prompt-runs.js";
import type { FrameProps } from "./token-strip.js";

const names: Readonly<Record<Segment, string>> = {
	template: "Template",
	system: "System",
	history: "History",
	image: "Image",
	question: "Question",
	answer: "Answer",
};

export interface PromptMapProps extends FrameProps {
	readonly tokens: readonly SequenceToken[];
	/** Default "Prompt". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The parts of the joint sequence in order; picking one picks its tokens. */
export function PromptMap(props: PromptMapProps): JSX.Element {
	const { tokens, title = "Prompt" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => locked.tokens, store);
	const runs = useMemo(() => promptRuns(tokens), [tokens]);
	const isPicked = (run: PromptRun): boolean =>
		picked.length === run.count && picked[0] === run.first && picked.at(-1) === run.first + run.count - 1;
	const pick = (run: PromptRun): void => {
		if (isPicked(run)) store.release("token");
		else store.lock({ tokens: Array.from({ length: run.count }, (_, index) => run.first + index) });
	};
	const nameOf = (run: PromptRun): string =>
		run.image === undefined || !runs.some((one) => one.image !== undefined && one.image !== run.image)
			? names[run.segment]
			: `${names[run.segment]} ${run.image + 1}`;
	const largest = runs.reduce<PromptRun | undefined>(
		(most, run) => (most && most.count >= run.count ? most : run),
		undefined,
	);
	const current = runs.find(isPicked);
	const table = (): TableData => ({
		columns: [{ label: "part" }, { label: "first position", isNumeric: true }, { label: "tokens", isNumeric: true }],
		rows: runs.map((run) => [nameOf(run), run.first, run.count]),
	});
	const caption = largest
		? `${tokens.length} tokens in ${runs.length} parts. The largest is “${nameOf(largest)}” with ${largest.count} tokens, ${formatValue((100 * largest.count) / tokens.length, 100)} % of all.${current ? ` Picked: ${nameOf(current)}, positions ${current.first} to ${current.first + current.count - 1}.` : ""}`
		: "";
	return (
		<ViewFrame
			{...props}
			title={title}
			status={props.status ?? (largest ? undefined : { kind: "empty", message: "The prompt has no tokens." })}
			caption={caption}
			table={table}
		>
			{/* The bar repeats the buttons below for the eye and the pointer; they alone are in the tab order and spoken. */}
			<div className="lvlm-segments" aria-hidden="true">
				{runs.map((run) => (
					<button
						key={run.first}
						type="button"
						tabIndex={-1}
						className="lvlm-segment"
						data-segment={run.segment}
						aria-pressed={isPicked(run)}
						style={{ flexGrow: run.count }}
						onClick={() => pick(run)}
						onPointerEnter={() => store.preview({ tokens: [run.first] })}
						onPointerLeave={() => store.preview({})}
					/>
				))}
			</div>
			<div className="lvlm-segment-keys">
				{runs.map((run) => (
					<button
						key={run.first}
						type="button"
						className="lvlm-segment-key"
						data-segment={run.segment}
						aria-pressed={isPicked(run)}
						onClick={() => pick(run)}
					>
						<span className="lvlm-swatch" aria-hidden="true" />
						{nameOf(run)} <span className="lvlm-muted lvlm-number">{run.count}</span>
					</button>
				))}
			</div>
		</ViewFrame>
	);
}
