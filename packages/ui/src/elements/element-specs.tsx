import type { Result } from "@lvlm-interpret/core";
import type { JSX } from "react";
import type { HeadGalleryProps } from "../attention/head-gallery.js";
import type { HeadGalleryPanelProps } from "../attention/head-gallery-panel.js";
import type { LayerHeadPanelProps } from "../attention/layer-head-panel.js";
import { HeadGallery, HeadGalleryPanel, LayerHeadPanel, TokenToImage } from "../attention/views.js";
import type { CausalGraphProps } from "../causal/causal-graph.js";
import type { CausalPanelProps } from "../causal/causal-panel.js";
import { CausalGraph, CausalPanel } from "../causal/views.js";
import { preferredMap } from "../relevance/map-settings.js";
import type { RelevancePanelProps } from "../relevance/relevance-panel.js";
import { placedValues } from "../relevance/relevance-rows.js";
import { ModalityPanel, RelevanceGalleryPanel, RelevancePanel } from "../relevance/views.js";
import type { ModalityPanelProps, RelevanceGalleryPanelProps } from "../relevance/word-panels.js";
import { TokenStrip } from "../tokens/token-strip.js";
import { type OpenedSession, resultsOf } from "./open-session.js";
import {
	causalTab,
	headsTab,
	matrixTab,
	modalityTab,
	relevanceTab,
	type SessionTab,
	type SessionTabId,
	sessionTabs,
	wordsTab,
} from "./session-tabs.js";
import { SessionView, type SessionViewProps } from "./session-view.js";
import { TokenHeatmap, type TokenHeatmapProps } from "./token-heatmap.js";

/** What an element shows. The first view is shown where `view` names none. */
export interface ElementSpec<Data> {
	readonly views: Readonly<Record<string, SessionTab>>;
	/** Draws what a page gives as `data`. */
	draw(data: Data, view: string): JSX.Element;
}

/** The tensor "image" of a result, one map a token of the answer; undefined where the picture has no grid. */
function tokenMaps(opened: OpenedSession, result: Result): TokenHeatmapProps | undefined {
	const of = result.tensors.image;
	const layout = opened.session.layouts[0];
	const [tokens, regions] = of?.axes ?? [];
	if (!of || !layout?.grid || !tokens || !regions) return undefined;
	const cells = layout.grid.rows * layout.grid.columns;
	const width = regions.index.length;
	const values = new Float32Array(opened.answer.length * cells).fill(Number.NaN);
	tokens.index.forEach((token, at) => {
		if (token >= opened.answer.length) return;
		const row = of.tensor.data.subarray(at * width, (at + 1) * width);
		values.set(placedValues(row, regions.index, layout), token * cells);
	});
	return { tokens: opened.answer, values, grid: layout.grid, unit: of.unit, image: opened.picture };
}

function mapOf(opened: OpenedSession): Result | undefined {
	const results = resultsOf(opened, "position-map").filter(({ tensors }) => tensors.image);
	return results[preferredMap(results)];
}
const maps = new WeakMap<OpenedSession, TokenHeatmapProps | undefined>();

/** Made once a session: views compare their arrays by identity. */
function mapsOf(opened: OpenedSession): TokenHeatmapProps | undefined {
	const result = mapOf(opened);
	if (!maps.has(opened)) maps.set(opened, result && tokenMaps(opened, result));
	return maps.get(opened);
}

export const tokenHeatmap: ElementSpec<TokenHeatmapProps> = {
	views: {
		attention: {
			title: "Attention",
			absent: headsTab.absent,
			draw: (opened) => (
				<div className="lvlm-stack">
					<div className="lvlm-words">
						<TokenStrip title="Answer" tokens={opened.answer} />
					</div>
					<TokenToImage
						source={opened.rows as NonNullable<typeof opened.rows>}
						sequence={opened.session.sequence}
						layouts={opened.session.layouts}
						image={opened.picture}
					/>
				</div>
			),
		},
		relevance: {
			title: "Relevance",
			absent: (opened) => (mapsOf(opened) ? undefined : (relevanceTab.absent(opened) ?? "Its maps lie on no grid.")),
			draw: (opened) => <TokenHeatmap {...(mapsOf(opened) as TokenHeatmapProps)} />,
		},
	},
	draw: (data) => <TokenHeatmap {...data} />,
};

export type HeadGalleryData = HeadGalleryProps | HeadGalleryPanelProps | LayerHeadPanelProps;
export const headGallery: ElementSpec<HeadGalleryData> = {
	views: {
		gallery: {
			...headsTab,
			draw: (opened) => (
				<HeadGalleryPanel
					source={opened.rows as NonNullable<typeof opened.rows>}
					sequence={opened.session.sequence}
					layouts={opened.session.layouts}
				/>
			),
		},
		matrix: matrixTab,
	},
	draw(data) {
		if ("source" in data) return <HeadGalleryPanel {...data} />;
		if ("result" in data) return <LayerHeadPanel {...data} />;
		return <HeadGallery {...data} />;
	},
};

export type RelevanceData = RelevancePanelProps | RelevanceGalleryPanelProps | ModalityPanelProps;
export const relevance: ElementSpec<RelevanceData> = {
	views: { maps: relevanceTab, words: wordsTab, modality: modalityTab },
	draw(data, view) {
		if ("results" in data) return <RelevancePanel {...data} />;
		if (view === "words" && "layouts" in data) return <RelevanceGalleryPanel {...data} />;
		return <ModalityPanel {...data} />;
	},
};

/** A whole result, or one graph. */
export type CausalGraphData = CausalPanelProps | CausalGraphProps;
export const causalGraph: ElementSpec<CausalGraphData> = {
	views: { heads: causalTab },
	draw: (data) => ("result" in data ? <CausalPanel {...data} /> : <CausalGraph {...data} />),
};

const ofTab = (id: SessionTabId): SessionTab => ({
	title: sessionTabs[id].title,
	absent: () => undefined,
	draw: (opened) => <SessionView opened={opened} view={id} />,
});
export const session: ElementSpec<SessionViewProps> = {
	views: {
		overview: {
			title: "Session",
			absent: () => undefined,
			draw: (opened) => <SessionView opened={opened} />,
		},
		...Object.fromEntries((Object.keys(sessionTabs) as SessionTabId[]).map((id) => [id, ofTab(id)])),
	},
	draw: (data, view) => <SessionView view={view in sessionTabs ? (view as SessionTabId) : undefined} {...data} />,
};
