import type { GraphBuilder } from "../build/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Value } from "../ir/value.js";
import { isFloat } from "../ops/nd-array.js";

/**
 * Attention probabilities that a backward pass computes again rather than keep since the forward pass: from queries and keys, for one product of the
 * forward pass' five a layer.
 *
 * Source: Chen et al. 2016, arXiv:1604.06174.
 */
export type RecomputeRequest = readonly Value[];

/** The nodes that give attention probabilities, back to the product of queries and keys, and views of them. */
function chainsOf(values: readonly Value[]): Set<Value> {
	const found = new Set<Value>();
	for (const probabilities of values) {
		let value: Value | undefined = probabilities;
		while (value) {
			found.add(value);
			if (value.producer?.opType === "MatMul") break;
			value = value.producer?.inputs[0];
		}
		for (const { node, index } of probabilities.uses) {
			if (index === 0 && node.opType === "Reshape") found.add(node.outputs[0] as Value);
		}
	}
	return found;
}

/**
 * Copies of forward nodes that the backward pass reads. They wait for it: what they start from has its shape from a cotangent (whose sizes
 * less themselves are added to its own), so that no runtime computes them early, or takes them for the nodes that they are copies of.
 */
export class Recomputation {
	readonly #builder: GraphBuilder;
	readonly #shapeOf: (value: Value) => Value;
	readonly #again: ReadonlySet<Value>;
	readonly #copies: Map<Value, Value> = new Map();
	readonly #originals: Map<Value, Value> = new Map();

	constructor(request: RecomputeRequest, builder: GraphBuilder, shapeOf: (value: Value) => Value) {
		this.#shapeOf = shapeOf;
		this.#builder = builder;
		this.#again = chainsOf(request);
	}

	/** The value that a copy stands for. */
	original(value: Value): Value {
		return this.#originals.get(value) ?? value;
	}

	/** A forward value as the backward pass reads it, from when `cotangent` is known. */
	of(value: Value, cotangent: Value): Value {
		const found = this.#copies.get(value);
		if (found) return found;
		const { producer } = value;
		if (!producer || !this.#again.has(value)) return value;
		const isFirst = !producer.inputs.some((input) => input && this.#again.has(input));
		const inputs = producer.inputs.map((input, index) => {
			if (!input) return undefined;
			return isFirst && index === 0 ? this.#waiting(input, cotangent) : this.of(input, cotangent);
		});
		const node = this.#builder.graph.addNode({
			...producer,
			name: `${producer.name}/again`,
			inputs,
			outputs: producer.outputs.map((output) => (output.isOmitted ? "" : `${output.name}/again`)),
		});
		producer.outputs.forEach((output, index) => {
			this.#note(output, node.outputs[index] as Value);
		});
		return this.#copies.get(value) as Value;
	}

	#note(value: Value, copy: Value): Value {
		copy.type = value.type;
		this.#copies.set(value, copy);
		this.#originals.set(copy, value);
		return copy;
	}

	#waiting(value: Value, cotangent: Value): Value {
		if (!value.type || !isFloat(value.type.dtype)) return value;
		const builder = this.#builder.scope("waiting");
		const first = builder.constant("int64", [0], undefined, "first");
		const size = builder.op("Gather", [builder.op("Shape", [cotangent]), first], { axis: 0 });
		const shape = builder.op("Add", [this.#shapeOf(value), builder.op("Sub", [size, size])]);
		const waiting = builder.op("Reshape", [value, shape]);
		waiting.type = value.type;
		return waiting;
	}
}

/** Number of entries along named axes, from the inputs that have them. */
export class NamedSizes {
	readonly #graph: Graph;
	readonly #builder: GraphBuilder;
	readonly #sizes: Map<string, Value | undefined> = new Map();

	constructor(graph: Graph, builder: GraphBuilder) {
		this.#graph = graph;
		this.#builder = builder;
	}

	/** int64 [1]; undefined where no input has the axis. */
	of(name: string): Value | undefined {
		if (!this.#sizes.has(name)) this.#sizes.set(name, this.#read(name));
		return this.#sizes.get(name);
	}

	/** A value's shape without reading the value; undefined where it has an axis that no input has. */
	shapeOf(value: Value): Value | undefined {
		const pieces = value.type?.shape?.map((dim) => {
			if (typeof dim === "number") return this.#builder.constant("int64", [dim]);
			return dim === null ? undefined : this.of(dim);
		});
		if (!pieces || pieces.length === 0 || pieces.includes(undefined)) return undefined;
		return this.#builder.op("Concat", pieces, { axis: 0 });
	}

	#read(name: string): Value | undefined {
		for (const input of this.#graph.inputs) {
			const axis = input.type?.shape?.indexOf(name) ?? -1;
			if (axis < 0) continue;
			return this.#builder.op("Gather", [this.#builder.op("Shape", [input]), this.#builder.constant("int64", [axis])], {
				axis: 0,
			});
		}
		return undefined;
	}
}
