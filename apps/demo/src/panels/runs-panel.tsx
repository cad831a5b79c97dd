import type { JSX } from "react";
import { useRuns, useWork } from "../app/work.js";
import { isRight, type Run } from "../runs/run.js";
import { runWords } from "../runs/run-words.js";
import type { Panel, PanelProps } from "./panel.js";

interface BranchProps extends Pick<PanelProps, "onShow"> {
	readonly runs: readonly Run[];
	/** Undefined: the runs that were made from none. */
	readonly parent: string | undefined;
	readonly current: string;
}

/** The runs that were made from one, and what was made from them. */
function Branch({ runs, parent, current, onShow }: BranchProps): JSX.Element | null {
	const { library } = useWork();
	const own = runs.filter((run) => run.parent === parent);
	if (own.length === 0) return null;
	return (
		<ul className="runs">
			{own.map((run) => (
				<li key={run.id}>
					<div className="row" data-current={run.id === current || undefined}>
						<button
							type="button"
							className="run"
							aria-current={run.id === current ? "true" : undefined}
							onClick={() => onShow(run.id)}
						>
							<span>{run.question}</span>
							<span className={isRight(run) === false ? "verdict wrong" : "muted"}>{run.answer}</span>
							<span className="muted">{runWords(run)}</span>
						</button>
						<button type="button" className="button quiet" onClick={() => void library.remove(run.id)}>
							Remove<span className="visually-hidden"> the run “{run.answer}”</span>
						</button>
					</div>
					<Branch runs={runs} parent={run.id} current={current} onShow={onShow} />
				</li>
			))}
		</ul>
	);
}

function View({ opened, onShow }: PanelProps): JSX.Element {
	const runs = useRuns((state) => state.runs);
	return (
		<section className="card" aria-labelledby="runs-title">
			<h2 id="runs-title">Runs of this work</h2>
			<p className="muted">Every question makes a run, under the one that it was made from.</p>
			<Branch runs={runs} parent={undefined} current={opened.run.id} onShow={onShow} />
		</section>
	);
}

/** The history of the work, as a tree. */
export const runsPanel: Panel = { id: "runs", title: "Runs", absent: () => undefined, View };
