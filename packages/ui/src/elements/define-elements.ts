import {
	type CausalGraphData,
	causalGraph,
	type ElementSpec,
	type HeadGalleryData,
	headGallery,
	type RelevanceData,
	relevance,
	session,
	tokenHeatmap,
} from "./element-specs.js";
import { LvlmElement } from "./lvlm-element.js";
import type { SessionViewProps } from "./session-view.js";
import type { TokenHeatmapProps } from "./token-heatmap.js";

declare global {
	interface HTMLElementTagNameMap {
		"lvlm-token-heatmap": LvlmElement<TokenHeatmapProps>;
		"lvlm-head-gallery": LvlmElement<HeadGalleryData>;
		"lvlm-relevance": LvlmElement<RelevanceData>;
		"lvlm-causal-graph": LvlmElement<CausalGraphData>;
		"lvlm-session": LvlmElement<SessionViewProps>;
	}
}

function elementOf<Data>(spec: ElementSpec<Data>): CustomElementConstructor {
	return class extends LvlmElement<Data> {
		protected override readonly spec = spec;
	};
}

/**
 * Defines the `lvlm-*` elements; names that are taken stay as they are.
 *
 * @param registry  Default: the page's.
 */
export function defineLvlmElements(registry: CustomElementRegistry = customElements): void {
	const define = (name: string, made: () => CustomElementConstructor): void => {
		if (!registry.get(name)) registry.define(name, made());
	};
	define("lvlm-token-heatmap", () => elementOf(tokenHeatmap));
	define("lvlm-head-gallery", () => elementOf(headGallery));
	define("lvlm-relevance", () => elementOf(relevance));
	define("lvlm-causal-graph", () => elementOf(causalGraph));
	define("lvlm-session", () => elementOf(session));
}
