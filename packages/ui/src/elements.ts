/**
 * Entry `elements`: views as custom elements, for pages without React, and the frame that shows one from another site.
 *
 * @example
 * ```ts
 * import { defineLvlmElements } from "@lvlm-interpret/ui/elements";
 *
 * defineLvlmElements();
 * // <lvlm-session src="answer.lvlm" theme="dark" hide="caption"></lvlm-session>
 * document.querySelector("lvlm-session").addEventListener("lvlm-select", (event) => console.log(event.detail.tokens));
 * ```
 */
export { defineLvlmElements } from "./elements/define-elements.js";
export type { CausalGraphData, HeadGalleryData, RelevanceData } from "./elements/element-specs.js";
export type { LvlmElement } from "./elements/lvlm-element.js";
export type { OpenedSession } from "./elements/open-session.js";
export { openSession } from "./elements/open-session.js";
export type { SessionTabId } from "./elements/session-tabs.js";
export type { SessionViewProps } from "./elements/session-view.js";
export { SessionView } from "./elements/session-view.js";
export type { TokenHeatmapProps } from "./elements/token-heatmap.js";
export { TokenHeatmap } from "./elements/token-heatmap.js";
export type { ConnectToFrameOptions, FrameConnection } from "./embed/connect-to-frame.js";
export { connectToFrame } from "./embed/connect-to-frame.js";
export type { ConnectToPageOptions, EmbeddedElement } from "./embed/connect-to-page.js";
export { connectToPage } from "./embed/connect-to-page.js";
export type { EmbedFrameProps } from "./embed/embed-frame.js";
export { EmbedFrame } from "./embed/embed-frame.js";
export type { EmbedFailure, EmbedSettings } from "./embed/messages.js";
