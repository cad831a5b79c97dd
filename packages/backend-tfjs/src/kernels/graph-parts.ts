/** The parts of graph's reference entry that this package computes with, in one place. */
export {
	decodeBytes,
	type EvaluateCall,
	evaluateNode,
	findOperator,
	type NdArray,
	type NdData,
	readAttributes,
} from "@lvlm-interpret/graph/reference";
