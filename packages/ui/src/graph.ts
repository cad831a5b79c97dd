/**
 * Entry `graph`: what may have caused a token. Each view takes plain data; `CausalPanel` takes a result of `causal()`.
 *
 * @example
 * ```tsx
 * import { CausalGraph, CausalPanel } from "@lvlm-interpret/ui/graph";
 *
 * // `answer` is a Generation, `result` one of `causal()`.
 * <CausalPanel result={result} layouts={answer.layouts} image={answer.image} />;
 * // Or one view alone, on plain data:
 * const { data } = result;
 * const [head] = data.heads;
 * <CausalGraph
 *   nodes={data.nodes.filter(({ id }) => head.nodes.includes(id))}
 *   edges={head.edges}
 *   target={data.target}
 *   image={answer.image}
 *   imageLayout={answer.layouts[0]}
 * />;
 * ```
 */
export type { CausalControlsProps, CausalSettings } from "./causal/causal-controls.js";
export type { CausalGraphProps } from "./causal/causal-graph.js";
export type { CausalPanelProps } from "./causal/causal-panel.js";
export type { HeadImportanceChartProps } from "./causal/head-importance-chart.js";
export type { PreviewRows } from "./causal/node-preview.js";
export { nodeCount, previewRows } from "./causal/node-preview.js";
export type { PdsTreeProps } from "./causal/pds-tree.js";
export type { RadiusStepperProps } from "./causal/radius-stepper.js";
export {
	CausalControls,
	CausalGraph,
	CausalPanel,
	HeadImportanceChart,
	PdsTree,
	RadiusStepper,
} from "./causal/views.js";
