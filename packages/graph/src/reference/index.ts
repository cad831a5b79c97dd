/**
 * The reference evaluator: a graph computed in float64 by plain loops. Slow and exact; for tests, not for models in use.
 *
 * @example
 * ```ts
 * import { tensor } from "@lvlm-interpret/core";
 * import { Graph, GraphBuilder } from "@lvlm-interpret/graph";
 * import { evaluateModel } from "@lvlm-interpret/graph/reference";
 *
 * const builder = new GraphBuilder(new Graph());
 * const x = builder.input("x", "float32", ["rows", 3]);
 * builder.output("y", builder.op("Softmax", [x], { axis: -1 }));
 * const { y } = evaluateModel(builder.graph, { x: tensor("float32", [1, 3], new Float32Array([1, 2, 3])) });
 * ```
 */

export { decodeBytes } from "../ops/decode.js";
export type { NdArray, NdData } from "../ops/nd-array.js";
export { type EvaluateCall, readAttributes } from "../ops/operator.js";
export { findOperator } from "../ops/table.js";
export { evaluateNode } from "./evaluate-graph.js";
export type { EvaluateOptions } from "./evaluate-model.js";
export { evaluateModel } from "./evaluate-model.js";
