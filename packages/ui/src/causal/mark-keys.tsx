import type { CausalEndMark } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { markMeanings } from "./causal-words.js";
import { drawEdge } from "./graph-geometry.js";

const names: readonly CausalEndMark[] = ["arrow", "tail", "circle"];

/** A short edge alone, with its two marks. */
export function EdgeSample({
	from,
	to,
	width = 44,
}: {
	from: CausalEndMark;
	to: CausalEndMark;
	width?: number;
}): JSX.Element {
	const route = [
		{ x: 1, y: 8 },
		{ x: width - 1, y: 8 },
	];
	const { line, ends } = drawEdge(route, from, to);
	return (
		<svg className="lvlm-cause-sample" width={width} height={16} viewBox={`0 0 ${width} 16`} aria-hidden="true">
			<path className="lvlm-cause-line" d={line} />
			{ends.map((end, index) =>
				end.mark === "arrow" ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: the two ends of one line.
					<path key={index} className="lvlm-cause-arrow" d={end.path} />
				) : end.mark === "circle" ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: the two ends of one line.
					<circle key={index} className="lvlm-cause-circle" cx={end.centre.x} cy={end.centre.y} r={end.radius} />
				) : null,
			)}
		</svg>
	);
}

/** What the marks at the ends of edges mean, and what the nodes' borders do. */
export function MarkKeys({ hasSet }: { readonly hasSet: boolean }): JSX.Element {
	return (
		<ul className="lvlm-cause-keys">
			{names.map((name) => (
				<li key={name}>
					<EdgeSample from="tail" to={name} width={36} />
					{{ arrow: "arrow", tail: "bare end", circle: "circle" }[name]}: {markMeanings[name]}
				</li>
			))}
			<li>
				<span className="lvlm-cause-key" data-target="" />
				explained row
			</li>
			{hasSet && (
				<li>
					<span className="lvlm-cause-key" data-within="" />
					in the explanation
				</li>
			)}
		</ul>
	);
}
