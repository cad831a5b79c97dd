import type { Result } from "@lvlm-interpret/core";
import type { JSX, ReactNode } from "react";
import {
	AttentionLinksPanel,
	AttentionMatrixPanel,
	HeadGalleryPanel,
	ImageToToken,
	LayerHeadPanel,
	TokenToImage,
} from "../attention/views.js";
import { CausalPanel } from "../causal/views.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { preferredMap } from "../relevance/map-settings.js";
import { settingsWords } from "../relevance/map-words.js";
import { ModalityPanel, RelevanceGalleryPanel, RelevancePanel } from "../relevance/views.js";
import { PromptMap } from "../tokens/views.js";
import { type OpenedSession, resultsOf } from "./open-session.js";

/** A way to look at a session. */
export interface SessionTab {
	readonly title: string;
	/** Why there is nothing to show, as a sentence; undefined where there is. */
	absent(opened: OpenedSession): string | undefined;
	draw(opened: OpenedSession): JSX.Element;
}

const parts = ({ session, picture }: OpenedSession) => ({
	sequence: session.sequence,
	layouts: session.layouts,
	...(picture ? { image: picture } : {}),
});
const maps = (opened: OpenedSession): readonly Result[] =>
	resultsOf(opened, "position-map").filter(({ tensors }) => tensors.image);
/** Of the results with a tensor the one that is shown first. */
function preferredWith(opened: OpenedSession, tensor: string): Result | undefined {
	const results = resultsOf(opened, "position-map").filter(({ tensors }) => tensors[tensor]);
	return results[preferredMap(results)];
}
const withText = (opened: OpenedSession): Result | undefined => preferredWith(opened, "relevance");
const withWords = (opened: OpenedSession): Result | undefined => preferredWith(opened, "wordImage");
const Stack = ({ children }: { readonly children: ReactNode }): JSX.Element => (
	<div className="lvlm-stack">{children}</div>
);
const needsRows = ({ rows }: OpenedSession): string | undefined =>
	rows ? undefined : "This session holds no attention.";

export const relevanceTab: SessionTab = {
	title: "Relevance",
	absent: (opened) => (maps(opened).length > 0 ? undefined : "This session holds no relevancy map."),
	draw: (opened) => <RelevancePanel results={maps(opened)} {...parts(opened)} />,
};

export const wordsTab: SessionTab = {
	title: "Every word",
	absent: (opened) => (withWords(opened) ? undefined : "This session holds no maps of words."),
	draw: (opened) => <RelevanceGalleryPanel result={withWords(opened) as Result} {...parts(opened)} />,
};

export const modalityTab: SessionTab = {
	title: "Image against text",
	absent: (opened) => (withText(opened) ? undefined : "This session holds no relevance of words."),
	draw: (opened) => <ModalityPanel result={withText(opened) as Result} sequence={opened.session.sequence} />,
};

export const attentionTab: SessionTab = {
	title: "Attention",
	absent: needsRows,
	draw: (opened) => {
		const source = opened.rows as NonNullable<typeof opened.rows>;
		return (
			<Stack>
				<TokenToImage source={source} {...parts(opened)} />
				<ImageToToken source={source} {...parts(opened)} />
				<AttentionLinksPanel source={source} {...parts(opened)} />
			</Stack>
		);
	},
};

export const headsTab: SessionTab = {
	title: "Heads",
	absent: needsRows,
	draw: (opened) => {
		const source = opened.rows as NonNullable<typeof opened.rows>;
		return (
			<Stack>
				<HeadGalleryPanel source={source} {...parts(opened)} />
				<AttentionMatrixPanel source={source} {...parts(opened)} from="answer" />
			</Stack>
		);
	},
};

export const matrixTab: SessionTab = {
	title: "Layers and heads",
	absent: (opened) =>
		resultsOf(opened, "layer-head-matrix")[0] ? undefined : "This session holds no layer x head matrix.",
	draw: (opened) => (
		<LayerHeadPanel result={resultsOf(opened, "layer-head-matrix")[0] as Result<"layer-head-matrix">} />
	),
};

export const causalTab: SessionTab = {
	title: "Causal",
	absent: (opened) => (resultsOf(opened, "causal-graph")[0] ? undefined : "This session holds no causal graphs."),
	draw: (opened) => {
		const { layouts, image } = parts(opened);
		return <CausalPanel result={resultsOf(opened, "causal-graph")[0]} layouts={layouts} image={image} />;
	},
};

function resultWords(result: Result): string {
	return result.kind === "position-map" ? `${result.method}: ${settingsWords(result)}` : result.method;
}

/** Model, run and settings, and what the file does not hold. */
export const aboutTab: SessionTab = {
	title: "About",
	absent: () => undefined,
	draw({ session }) {
		const { model, run, sampling, results, leftOut, notes, toolVersion } = session;
		const sampled =
			sampling.temperature === 0
				? "greedy"
				: `temperature ${sampling.temperature}, top p ${sampling.topP}, top k ${sampling.topK}, seed ${sampling.seed}`;
		const facts: [string, string][] = [
			["Model", `${model.id} (${model.modelType})`],
			["Fingerprint", model.fingerprint.slice(0, 16)],
			["Ran on", `${run.backend}, ${run.device}, ${run.precision}`],
			["Sampling", sampled],
			["Written by", `lvlm-interpret ${toolVersion}`],
			...results.map((one, index): [string, string] => [index === 0 ? "Results" : "", resultWords(one)]),
			...(notes ? [["Notes", notes] as [string, string]] : []),
			...leftOut.map(({ what, reason }): [string, string] => [`Without ${what}`, reason]),
		];
		return (
			<Stack>
				<PromptMap tokens={session.sequence.tokens} />
				<ViewFrame
					title="This session"
					table={() => ({ columns: [{ label: "fact" }, { label: "value" }], rows: facts })}
				>
					<dl className="lvlm-facts">
						{facts.map(([name, value], index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: facts have no other identity, and hold no state.
							<div key={index} style={{ display: "contents" }}>
								<dt>{name}</dt>
								<dd>{value}</dd>
							</div>
						))}
					</dl>
				</ViewFrame>
			</Stack>
		);
	},
};

/** Tabs of a whole session, in their order. */
export type SessionTabId = "relevance" | "words" | "modality" | "attention" | "heads" | "matrix" | "causal" | "about";

export const sessionTabs: Readonly<Record<SessionTabId, SessionTab>> = {
	relevance: relevanceTab,
	words: wordsTab,
	modality: modalityTab,
	attention: attentionTab,
	heads: headsTab,
	matrix: matrixTab,
	causal: causalTab,
	about: aboutTab,
};
