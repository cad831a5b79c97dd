import { useSelection } from "@lvlm-interpret/ui";
import { ContrastPanel } from "@lvlm-interpret/ui/charts";
import { type JSX, useState } from "react";
import { type Opened, resultsOf } from "../document/opened.js";
import { ComputeButton } from "./compute-button.js";
import type { Explaining } from "./use-explain.js";

export interface ContrastSectionProps {
	readonly opened: Opened;
	readonly explaining: Explaining;
}

/** Why the picked word and not another that could have stood there. */
export function ContrastSection({ opened, explaining }: ContrastSectionProps): JSX.Element {
	const { session, store, picture } = opened;
	const { promptLength } = session.sequence;
	const [foilId, setFoilId] = useState<number>();
	// Of a picked word its first token: there the model decided which word comes.
	const token = useSelection((locked) => {
		const answer = locked.tokens.filter((position) => position >= promptLength);
		return answer.length > 0 ? Math.min(...answer) - promptLength : undefined;
	}, store);
	const said = token === undefined ? undefined : session.answer.tokens[token];
	const foils = said?.alternatives.filter(({ id }) => id !== said.id) ?? [];
	const foil = foils.find(({ id }) => id === foilId) ?? foils[0];
	const about = (seed: string) => (one: (typeof maps)[number]) =>
		one.options.seed === seed &&
		(seed === "logit" || (one.options.contrastWith === foil?.id && isOf(one.options.tokens)));
	const isOf = (tokens: unknown): boolean => Array.isArray(tokens) && tokens.includes(token);
	const maps = resultsOf(session, "position-map", "relevancy");
	const contrast = maps.findLast(about("contrast"));
	const plain =
		contrast &&
		maps.find(
			(one) =>
				about("logit")(one) && one.options.map === contrast.options.map && one.options.mode === contrast.options.mode,
		);
	return (
		<section className="card" aria-labelledby="contrast-title">
			<h2 id="contrast-title">Why this word and not another</h2>
			{said && foil ? (
				<>
					<div className="compute">
						<label>
							“{said.text.trim()}” rather than
							<select value={foil.id} onChange={(event) => setFoilId(Number(event.target.value))}>
								{foils.map(({ id, text, logProbability }) => (
									<option key={id} value={id}>
										{text.trim() || JSON.stringify(text)} ({(100 * Math.exp(logProbability)).toPrecision(2)} %)
									</option>
								))}
							</select>
						</label>
						{!contrast && (
							<ComputeButton
								explaining={explaining}
								onCompute={() =>
									void explaining.explain(`“${said.text.trim()}” rather than “${foil.text.trim()}”`, "relevancy", {
										seed: "contrast",
										contrastWith: foil.id,
										tokens: [token],
									})
								}
							>
								Compare the two words
							</ComputeButton>
						)}
					</div>
					{contrast && token !== undefined && (
						<ContrastPanel
							contrast={contrast}
							{...(plain ? { plain } : {})}
							token={token}
							target={said.text.trim()}
							foil={foil.text.trim()}
							sequence={session.sequence}
							layouts={session.layouts}
							{...(picture ? { image: picture } : {})}
						/>
					)}
				</>
			) : (
				<p className="absent">Pick a word of the answer first.</p>
			)}
		</section>
	);
}
