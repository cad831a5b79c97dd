import type { Preprocess } from "@lvlm-interpret/core";
import { ExportMenu, PromptMap, TokenInspector, TokenPlayer, useSelection } from "@lvlm-interpret/ui";
import { sessionExports } from "@lvlm-interpret/ui/session";
import { type JSX, useMemo, useState } from "react";
import { sessionToSave } from "../document/save-session.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultName } from "./result-name.js";

function Fact({ name, children }: { readonly name: string; readonly children: string }): JSX.Element {
	return (
		<>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</>
	);
}

const fits: Readonly<Record<Preprocess, string>> = {
	default: "as the model's own processor does",
	crop: "cropped",
	resize: "stretched",
	pad: "padded",
};

function View({ opened }: PanelProps): JSX.Element {
	const { session, answer, store } = opened;
	const [isMenuOpen, setMenuOpen] = useState(false);
	const files = useMemo(
		() => sessionExports({ name: opened.run.name ?? opened.run.question, session: () => sessionToSave(opened) }),
		[opened],
	);
	const picked = useSelection((locked) => locked.tokens[0], store);
	const token = session.answer.tokens[(picked ?? session.sequence.promptLength) - session.sequence.promptLength];
	const { model, run, sampling, leftOut } = session;
	const sampled =
		sampling.temperature === 0
			? "greedy"
			: `temperature ${sampling.temperature}, top p ${sampling.topP}, seed ${sampling.seed}`;
	return (
		<>
			<TokenPlayer tokens={answer} />
			{token && <TokenInspector token={token} alternatives={token.alternatives} />}
			<PromptMap tokens={session.sequence.tokens} />
			<section className="card" aria-labelledby="facts">
				<div className="row">
					<h2 id="facts">This session</h2>
					<ExportMenu items={files} isOpen={isMenuOpen} onOpenChange={setMenuOpen} />
				</div>
				<dl className="facts">
					<Fact name="Model">{`${model.id} (${model.modelType})`}</Fact>
					<Fact name="Fingerprint">{model.fingerprint.slice(0, 16)}</Fact>
					<Fact name="Ran on">{`${run.backend}, ${run.device}, ${run.precision}`}</Fact>
					<Fact name="Sampling">{sampled}</Fact>
					<Fact name="Picture made to fit">{fits[session.preprocess ?? "default"]}</Fact>
					<Fact name="Written by">{`lvlm-interpret ${session.toolVersion}`}</Fact>
					{session.results.map((result, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: results have no other name, and never change places
						<Fact key={index} name={index === 0 ? "Results" : ""}>
							{resultName(result, session)}
						</Fact>
					))}
					{leftOut.map(({ what, reason }) => (
						<Fact key={what} name={`Without ${what}`}>
							{reason}
						</Fact>
					))}
				</dl>
			</section>
		</>
	);
}

/** What was asked, token by token, and where it ran. */
export const sessionPanel: Panel = { id: "session", title: "Session", absent: () => undefined, View };
