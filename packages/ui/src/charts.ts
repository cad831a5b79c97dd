/**
 * Entry `charts`: what an answer came from, by word, patch and modality.
 *
 * @example
 * ```tsx
 * import { ModalityPanel, RelevancePanel } from "@lvlm-interpret/ui/charts";
 *
 * // `answer` is a Generation, `maps` are results of `relevancy()`.
 * <LvlmUiProvider>
 *   <RelevancePanel results={maps} sequence={answer.sequence} layouts={answer.layouts} image={answer.image} />
 *   <ModalityPanel result={maps[0]} sequence={answer.sequence} />
 * </LvlmUiProvider>;
 * ```
 */
export type { ContrastPanelProps } from "./relevance/contrast-panel.js";
export type { RelevanceMapPickerProps } from "./relevance/map-picker.js";
export type { MapSettings } from "./relevance/map-settings.js";
export type { ModalityBarsProps } from "./relevance/modality-bars.js";
export type { RelevancePanelProps } from "./relevance/relevance-panel.js";
export type { AnswerWord, ModalityItem, PartStats } from "./relevance/relevance-rows.js";
export { meanRow, modalityItems, wordMaps } from "./relevance/relevance-rows.js";
export type { TopInput } from "./relevance/top-inputs.js";
export { topInputs } from "./relevance/top-inputs.js";
export type { TopInputsChartProps } from "./relevance/top-inputs-chart.js";
export {
	ContrastPanel,
	ModalityBars,
	ModalityPanel,
	RelevanceGalleryPanel,
	RelevanceMapPicker,
	RelevancePanel,
	TopInputsChart,
} from "./relevance/views.js";
export type { ModalityPanelProps, RelevanceGalleryPanelProps } from "./relevance/word-panels.js";
