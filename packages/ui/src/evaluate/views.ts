import type { JSX } from "react";
import { lazyPart } from "../foundation/lazy-part.js";
import { lazyView } from "../foundation/lazy-view.js";
import type { DeletionInsertionChartProps } from "./deletion-insertion-chart.js";
import type { FaithfulnessBadgeProps } from "./faithfulness-badge.js";
import type { MethodAgreementProps } from "./method-agreement.js";
import type { SanityPanelProps } from "./sanity-panel.js";

type View<P> = (props: P) => JSX.Element;

/** Whether a map tells what the answer rests on: a number, its baseline, a sentence. */
export const FaithfulnessBadge: View<FaithfulnessBadgeProps> = lazyPart(
	async () => (await import("./faithfulness-badge.js")).FaithfulnessBadge,
);
/** Log-probability while places are taken away; scrubbing shows the picture. */
export const DeletionInsertionChart: View<DeletionInsertionChartProps> = lazyView(
	"What goes with the patches",
	async () => (await import("./deletion-insertion-chart.js")).DeletionInsertionChart,
);
/** Rank correlations of maps, two by two. */
export const MethodAgreement: View<MethodAgreementProps> = lazyView(
	"Do methods agree?",
	async () => (await import("./method-agreement.js")).MethodAgreement,
);
/** Whether a map changes when the model forgets, the picture is shuffled, or nothing is asked. */
export const SanityPanel: View<SanityPanelProps> = lazyView(
	"Does the map depend on what it should?",
	async () => (await import("./sanity-panel.js")).SanityPanel,
);
