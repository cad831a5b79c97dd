import type { JSX } from "react";
import { lazyPart } from "../foundation/lazy-part.js";
import { lazyView } from "../foundation/lazy-view.js";
import type { CausalControlsProps } from "./causal-controls.js";
import type { CausalGraphProps } from "./causal-graph.js";
import type { CausalPanelProps } from "./causal-panel.js";
import type { HeadImportanceChartProps } from "./head-importance-chart.js";
import type { PdsTreeProps } from "./pds-tree.js";
import type { RadiusStepperProps } from "./radius-stepper.js";

type View<P> = (props: P) => JSX.Element;

/** A partial ancestral graph over tokens, with all end marks. */
export const CausalGraph: View<CausalGraphProps> = lazyView(
	"Causal graph",
	async () => (await import("./causal-graph.js")).CausalGraph,
);
/** Everything that a causal graph is made with, and how many nodes that gives. */
export const CausalControls: View<CausalControlsProps> = lazyPart(
	async () => (await import("./causal-controls.js")).CausalControls,
);
/** The tree of possible d-separation paths from the explained row. */
export const PdsTree: View<PdsTreeProps> = lazyView(
	"Paths to the explained token",
	async () => (await import("./pds-tree.js")).PdsTree,
);
/** An explanation that grows with its radius, with its checks by removal. */
export const RadiusStepper: View<RadiusStepperProps> = lazyView(
	"Explanation by radius",
	async () => (await import("./radius-stepper.js")).RadiusStepper,
);
/** A bar a head: how much it looks at the image. */
export const HeadImportanceChart: View<HeadImportanceChartProps> = lazyView(
	"Heads, by how much they look at the image",
	async () => (await import("./head-importance-chart.js")).HeadImportanceChart,
);
/** All of it, of a result of `causal()`. */
export const CausalPanel: View<CausalPanelProps> = lazyView(
	"Causal graph",
	async () => (await import("./causal-panel.js")).CausalPanel,
);
