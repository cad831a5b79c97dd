import { type HistoryRun, RunHistory } from "@lvlm-interpret/ui/evaluate";
import { type JSX, useMemo } from "react";
import { useRuns, useWork } from "../app/work.js";
import { isRight, type Run } from "../runs/run.js";
import { runWords } from "../runs/run-words.js";
import type { Panel, PanelProps } from "./panel.js";

function historyOf(run: Run, pinned: string | undefined): HistoryRun {
	const { id, parent, name, question, answer } = run;
	const wrong = isRight(run) === false ? "✗ wrong: " : "";
	return {
		id,
		...(parent === undefined ? {} : { parent }),
		label: name ?? question,
		detail: `${wrong}${answer} (${runWords(run)})`,
		isPinned: id === pinned,
	};
}

function View({ opened, onShow, onPanel }: PanelProps): JSX.Element {
	const { library } = useWork();
	const { store } = library;
	const runs = useRuns((state) => state.runs);
	const pinned = useRuns((state) => state.pinned);
	const history = useMemo(() => runs.map((run) => historyOf(run, pinned)), [runs, pinned]);
	return (
		<RunHistory
			title="Runs of this work"
			runs={history}
			current={opened.run.id}
			onOpen={onShow}
			onRename={(id, name) => store.mark(id, { name })}
			// One run is pinned: the one that others are compared with.
			onPin={(id, isPinned) => store.pin(isPinned ? id : undefined)}
			onCompare={(id) => {
				store.pin(id);
				onPanel("compare");
			}}
			{...(runs.length > 1 ? { onRemove: (id: string) => void library.remove(id) } : {})}
		/>
	);
}

/** The history of the work, as a tree: every question makes a run, under the one that it was made from. */
export const runsPanel: Panel = { id: "runs", title: "Runs", absent: () => undefined, View };
