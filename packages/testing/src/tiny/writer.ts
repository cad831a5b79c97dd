import { Graph, GraphBuilder, type OnnxModel, type Value } from "@lvlm-interpret/graph";
import { pseudoRandom } from "./numbers.js";

/** A graph that is being written, with weights made up on the way. */
export interface TinyWriter {
	readonly graph: Graph;
	readonly builder: GraphBuilder;
	/** Random numbers of a size at which products keep their magnitude. */
	weight(name: string, ...shape: number[]): Value;
	model(): OnnxModel;
}

/** @param seed  Each graph has weights of its own. */
export function tinyWriter(name: string, seed: number): TinyWriter {
	const graph = new Graph(name);
	const builder = new GraphBuilder(graph);
	let next = seed * 1000;
	return {
		graph,
		builder,
		weight(weightName, ...shape) {
			const count = shape.reduce((product, size) => product * size, 1);
			const fanIn = shape.length > 1 ? count / (shape.at(shape.length === 4 ? 0 : -1) ?? 1) : 4;
			const values = pseudoRandom(count, next++).map((one) => (one * 1.7) / Math.sqrt(fanIn));
			return builder.constant("float32", values, shape, weightName);
		},
		model: () => ({
			irVersion: 10,
			opsets: new Map([
				["", 21],
				["com.microsoft", 1],
			]),
			producer: "tiny",
			metadata: new Map(),
			graph,
		}),
	};
}
