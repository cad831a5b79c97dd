import type { Faithfulness, Result } from "@lvlm-interpret/core";
import { useSelection } from "@lvlm-interpret/ui";
import { meanRow } from "@lvlm-interpret/ui/charts";
import { FaithfulnessBadge, SanityPanel } from "@lvlm-interpret/ui/evaluate";
import { type JSX, useMemo, useState } from "react";
import { type Opened, resultsOf } from "../document/opened.js";
import { ComputeButton } from "./compute-button.js";
import { mapsOf } from "./maps.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultId, resultName } from "./result-name.js";
import { useExplain } from "./use-explain.js";

const removals = {
	mean: "Neutral embeddings in their place",
	block: "Hidden from all later positions",
	blur: "Pixels blurred",
	grey: "Pixels grey",
} as const;

/** Results that rank places for answer tokens. */
export function rankingResults({ session }: Pick<Opened, "session">): readonly Result[] {
	return session.results.filter(
		({ kind, tensors }) =>
			kind === "causal-graph" ||
			Object.values(tensors).some(
				({ axes }) => axes.some(({ name }) => name === "token") && ["region", "key"].includes(axes.at(-1)?.name ?? ""),
			),
	);
}

/** Answer tokens that a map is about; undefined of a graph, which is about one. */
function tokensOf(result: Result): readonly number[] | undefined {
	const ranked = Object.values(result.tensors).find(({ axes }) => axes.some(({ name }) => name === "token"));
	return result.kind === "causal-graph" ? undefined : ranked?.axes.find(({ name }) => name === "token")?.index;
}

function View({ opened }: PanelProps): JSX.Element {
	const { session, store } = opened;
	const explaining = useExplain(opened);
	const { promptLength } = session.sequence;
	const maps = rankingResults(opened);
	const [at, setAt] = useState(0);
	const [removal, setRemoval] = useState<keyof typeof removals>("mean");
	const map = maps[Math.min(at, maps.length - 1)];
	const picked = useSelection((locked) => locked.tokens, store);
	const wanted = picked.filter((position) => position >= promptLength).map((position) => position - promptLength);
	const known = map && tokensOf(map);
	const tokens = wanted.filter((token) => known?.includes(token));
	const said = tokens
		.map((token) => session.answer.tokens[token]?.text ?? "")
		.join("")
		.trim();
	const measured = resultsOf(session, "faithfulness");
	const checked = resultsOf(session, "sanity");
	return (
		<>
			<section className="card" aria-labelledby="faithfulness-title">
				<h2 id="faithfulness-title">Does the answer depend on what a map points at?</h2>
				<p className="muted">
					The places that a map ranks highest are taken away first, then those that it ranks lowest, beside five random
					orders. If the answer's probability does not care, the map is no explanation of it.
				</p>
				{map ? (
					<div className="compute">
						<label>
							Map
							<select value={maps.indexOf(map)} onChange={(event) => setAt(Number(event.target.value))}>
								{maps.map((one, index) => (
									// biome-ignore lint/suspicious/noArrayIndexKey: results have no other name, and never change places
									<option key={index} value={index}>
										{resultName(one, session)}
									</option>
								))}
							</select>
						</label>
						<label>
							Taken away by
							<select value={removal} onChange={(event) => setRemoval(event.target.value as keyof typeof removals)}>
								{Object.entries(removals).map(([id, words]) => (
									<option key={id} value={id}>
										{words}
									</option>
								))}
							</select>
						</label>
						<ComputeButton
							explaining={explaining}
							onCompute={() =>
								void explaining.explain(
									"Faithfulness",
									"faithfulness",
									{ removal },
									{ result: map, ...(tokens.length > 0 && known ? { tokens } : {}) },
								)
							}
						>
							Measure for {said ? `“${said}”` : "the whole answer"}
						</ComputeButton>
					</div>
				) : (
					<p className="absent">Compute a map first: relevancy, or causal graphs.</p>
				)}
			</section>
			{[...measured].reverse().map((result, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: counted from the first, results never change places
				<Measured key={measured.length - index} opened={opened} result={result} isOpen={index === 0} />
			))}
			{checked.map(({ data }, index) => {
				if (!data) return null;
				const { map, tokens: about, ...checks } = data;
				const word = about
					.map(({ text }) => text)
					.join("")
					.trim();
				return (
					<SanityPanel
						// biome-ignore lint/suspicious/noArrayIndexKey: results have no other name, and never change places
						key={index}
						{...checks}
						of={`The map of ${map.method} for “${word}”`}
						{...(opened.picture ? { image: opened.picture } : {})}
					/>
				);
			})}
		</>
	);
}

interface MeasuredProps {
	readonly opened: Opened;
	readonly result: Result<"faithfulness">;
	/** Whether its curve is open at first. */
	readonly isOpen: boolean;
}

/** The map that was measured, one value a region; undefined where it is not in the session any more, or is of words. */
function measuredValues(opened: Opened, { map, tokens, places }: Faithfulness): Float32Array | undefined {
	const [layout] = opened.session.layouts;
	if (places.what !== "image" || !layout) return undefined;
	const result = mapsOf(opened).find(
		(one) => map.options && resultId(one) === resultId({ ...map, options: map.options }),
	);
	const of = result?.tensors.image;
	if (!of) return undefined;
	const indices = tokens.map(({ index }) => index);
	const values = new Float32Array(layout.regions.length).fill(Number.NaN);
	const { values: mean } = meanRow(of, indices);
	of.axes[1]?.index.forEach((region, at) => {
		values[region] = mean[at] as number;
	});
	return values;
}

function Measured({ opened, result: { data, partial, cautions }, isOpen }: MeasuredProps): JSX.Element | null {
	const { session, picture } = opened;
	const values = useMemo(() => data && measuredValues(opened, data), [opened, data]);
	if (!data) return null;
	const said = data.tokens
		.map(({ text }) => text)
		.join("")
		.trim();
	const [layout] = session.layouts;
	return (
		<section className="card" aria-label={`${data.map.method}, for “${said}”`}>
			<h2>
				{resultName(data.map, session)}, for “{said}”
			</h2>
			<p className="muted">
				{data.removalDescription} {partial ? `Stopped: ${partial}. ` : ""}
				{cautions?.join(" ")}
			</p>
			<FaithfulnessBadge
				data={data}
				isOpen={isOpen}
				{...(values ? { values } : {})}
				{...(picture ? { image: picture } : {})}
				{...(layout ? { imageLayout: layout } : {})}
			/>
		</section>
	);
}

/** How far a map can be trusted. */
export const faithfulnessPanel: Panel = { id: "faithfulness", title: "Faithfulness", absent: () => undefined, View };
