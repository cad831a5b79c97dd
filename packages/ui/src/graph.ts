/**
 * Entry `graph`: what may have caused a token. Each view takes plain data; `CausalPanel` takes a result of `causal()`.
 *
 * @example
 * ```tsx
 * import { CausalGraph } from "@lvlm-interpret/ui/graph";
 *
 * // `data` is that of a result of `causal()`.
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
export type { CausalGraphProps } from "./causal/causal-graph.js";
export { CausalGraph } from "./causal/views.js";
