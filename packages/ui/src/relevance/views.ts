import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { ContrastPanelProps } from "./contrast-panel.js";
import type { RelevanceMapPickerProps } from "./map-picker.js";
import type { ModalityBarsProps } from "./modality-bars.js";
import type { RelevancePanelProps } from "./relevance-panel.js";
import type { TopInputsChartProps } from "./top-inputs-chart.js";
import type { ModalityPanelProps, RelevanceGalleryPanelProps } from "./word-panels.js";

type View<P> = (props: P) => JSX.Element;

/** How much image, question and the rest have in each word. */
export const ModalityBars: View<ModalityBarsProps> = lazyView(
	"Image against text",
	async () => (await import("./modality-bars.js")).ModalityBars,
);
/** The same, of a result. */
export const ModalityPanel: View<ModalityPanelProps> = lazyView(
	"Image against text",
	async () => (await import("./word-panels.js")).ModalityPanel,
);
/** The maps of all explained words of a result. */
export const RelevanceGalleryPanel: View<RelevanceGalleryPanelProps> = lazyView(
	"Every word",
	async () => (await import("./word-panels.js")).RelevanceGalleryPanel,
);
/** The words and patches that counted most, on one scale. */
export const TopInputsChart: View<TopInputsChartProps> = lazyView(
	"What counted most",
	async () => (await import("./top-inputs-chart.js")).TopInputsChart,
);
/** What the picked words came from, with a choice of maps. */
export const RelevancePanel: View<RelevancePanelProps> = lazyView(
	"Relevance",
	async () => (await import("./relevance-panel.js")).RelevancePanel,
);
/** Which relevancy map is shown. */
export const RelevanceMapPicker: View<RelevanceMapPickerProps> = lazyView(
	"Map",
	async () => (await import("./map-picker.js")).RelevanceMapPicker,
);
/** Why one word and not another. */
export const ContrastPanel: View<ContrastPanelProps> = lazyView(
	"Contrast",
	async () => (await import("./contrast-panel.js")).ContrastPanel,
);
