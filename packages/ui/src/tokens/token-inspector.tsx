import { formatValue } from "@lvlm-interpret/core/paint";
import type { JSX } from "react";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { FrameProps } from "./token-strip.js";

/** A token that the model could have said, with the natural logarithm of its probability. */
export interface Candidate {
	readonly id: number;
	readonly text: string;
	readonly logProbability: number;
}

export interface TokenInspectorProps extends FrameProps {
	/** The token that was said. */
	readonly token: Candidate;
	/** The most likely tokens, best first; the said one may be among them. */
	readonly alternatives: readonly Candidate[];
	/** Of the whole distribution, in nats. */
	readonly entropy?: number;
	/** Rank of the token by layer, 1 is the first; from a lens. */
	readonly rankByLayer?: ArrayLike<number>;
	/** Asked to go on from another token. Without it no button is shown. */
	readonly onForce?: (candidate: Candidate) => void;
	/** Default "Token". */
	readonly title?: string;
}

function shown(text: string): string {
	return text.trim() || (text.includes("\n") ? "↵" : "␣");
}

function percent(logProbability: number): string {
	const share = 100 * Math.exp(logProbability);
	return share > 0 && share < 0.01 ? "< 0.01 %" : `${formatValue(share, share < 1 ? share : 100)} %`;
}

/** What else the model could have said at one place, and how sure it was. */
export function TokenInspector(props: TokenInspectorProps): JSX.Element {
	const { token, alternatives, entropy, rankByLayer, onForce, title = "Token" } = props;
	const place = alternatives.findIndex((one) => one.id === token.id);
	const rows = place >= 0 ? alternatives : [...alternatives, token];
	const sentences = [`The model said “${shown(token.text)}” with ${percent(token.logProbability)}`];
	sentences[0] += place === 0 ? ", its first choice." : place > 0 ? `, choice ${place + 1}.` : ".";
	const rival = rows.find((one) => one.id !== token.id);
	if (rival) sentences.push(`The strongest other is “${shown(rival.text)}” with ${percent(rival.logProbability)}.`);
	if (entropy !== undefined) {
		sentences.push(
			`Entropy ${formatValue(entropy)} nats: as open as a choice among ${formatValue(Math.exp(entropy))} equal ones.`,
		);
	}
	if (rankByLayer && rankByLayer.length > 0) {
		let since = rankByLayer.length;
		while (since > 0 && rankByLayer[since - 1] === 1) since--;
		if (since < rankByLayer.length) sentences.push(`It is first from layer ${since} on.`);
	}
	const table = (): TableData => ({
		columns: [{ label: "id", isNumeric: true }, { label: "token" }, { label: "probability", isNumeric: true }],
		rows: rows.map((one) => [one.id, one.text, Math.exp(one.logProbability)]),
	});
	return (
		<ViewFrame {...props} title={title} caption={sentences.join(" ")} table={table}>
			<ol className="lvlm-bars">
				{rows.map((one) => (
					<li key={one.id} className="lvlm-bars-row" data-chosen={one.id === token.id || undefined}>
						<span className="lvlm-bars-name">
							<bdi>{shown(one.text)}</bdi>
							{one.id === token.id && <span className="lvlm-hidden"> (said)</span>}
						</span>
						<span className="lvlm-bars-track" aria-hidden="true">
							<span className="lvlm-bars-fill" style={{ width: `${100 * Math.exp(one.logProbability)}%` }} />
						</span>
						<span className="lvlm-bars-value lvlm-number">
							{percent(one.logProbability)}
							{onForce && (
								<button
									type="button"
									className="lvlm-button"
									disabled={one.id === token.id}
									aria-label={`Go on with “${shown(one.text)}”`}
									onClick={() => onForce(one)}
								>
									Go on
								</button>
							)}
						</span>
					</li>
				))}
			</ol>
		</ViewFrame>
	);
}
