import type { CausalExplanation, CausalNode, CausalRadius } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { quoted } from "./causal-words.js";
import { changeWords, removalNames, setWords } from "./check-words.js";

export interface CheckListProps {
	/** One radius of a head. */
	readonly found: CausalRadius;
	readonly target: string;
	readonly nodes: readonly CausalNode[];
}

function Checks({ name, set, target }: { name: string; set: CausalExplanation; target: string }): JSX.Element {
	return (
		<li className="lvlm-cause-check">
			<p className="lvlm-cause-check-name">{name}</p>
			<ul>
				{set.checks.map((check) => (
					<li key={check.removal} data-changed={check.changed ? "" : undefined}>
						<span className="lvlm-cause-outcome">
							{check.changed ? `${quoted(target)} → ${quoted(check.predicted.text)}` : `still ${quoted(target)}`}
						</span>
						<span className="lvlm-muted">
							{removalNames[check.removal]}; log-probability {changeWords(check.dropNats)}
						</span>
					</li>
				))}
				{set.checks.length === 0 && <li className="lvlm-muted">not checked by removal</li>}
			</ul>
		</li>
	);
}

/** What became of the explained token when nodes were removed from the model's input: all within the radius, and the smallest sets that change it. */
export function CheckList({ found, target, nodes }: CheckListProps): JSX.Element {
	const { explanations, isComplete, whole, within } = found;
	const none = !whole
		? within.length === 0
			? "No path of possible d-separation reaches the explained row: there is nothing to remove."
			: "Not checked by removal."
		: isComplete
			? "No smaller set changes the token."
			: "No set that was tried changes the token; not all were tried.";
	return (
		<ul className="lvlm-cause-checks" aria-label="Checks by removal">
			{whole && (
				<Checks
					name={
						whole.nodes.length === 1
							? "Without the one node that may be removed"
							: `Without all ${whole.nodes.length} nodes that may be removed`
					}
					set={whole}
					target={target}
				/>
			)}
			{explanations.map((set) => (
				<Checks
					key={set.nodes.join(" ")}
					name={`Smallest set: ${setWords(set.nodes, nodes)}`}
					set={set}
					target={target}
				/>
			))}
			{explanations.length === 0 && <li className="lvlm-muted">{none}</li>}
		</ul>
	);
}
