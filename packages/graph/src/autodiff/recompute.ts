import type { GraphBuilder } from "../build/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import { isFloat } from "../ops/nd-array.js";

/**
 * What a backward pass computes again rather than keep since the forward pass.
 *
 * - attention probabilities, by their values: from queries and keys, for one product of the forward pass' five a layer
 * - `"segments"`: everything between values that all paths go through (the residual stream, before and behind each branch), which alone are
 *   kept: about two thirds of another forward pass, and the memory of one layer
 *
 * Source: Chen et al. 2016, arXiv:1604.06174.
 */
export type RecomputeRequest = readonly Value[] | "segments";

/** Values that are, at some place of the order, all that later nodes read of what depends: every path goes through them. */
function cutsOf(order: readonly Node[], depends: ReadonlySet<Value>): Set<Value> {
	const place = new Map(order.map((node, index) => [node, index]));
	const lastUse = new Map<Value, number>();
	for (const value of depends) {
		const uses = [...value.uses].filter(({ node }) => node.opType !== "Shape").map(({ node }) => place.get(node) ?? -1);
		lastUse.set(value, Math.max(-1, ...uses));
	}
	const cuts = new Set<Value>();
	const live = new Set([...depends].filter(({ producer }) => !producer));
	order.forEach(({ outputs }, index) => {
		for (const value of outputs) if (depends.has(value)) live.add(value);
		for (const value of live) if ((lastUse.get(value) as number) <= index) live.delete(value);
		const [only] = live;
		if (only && live.size === 1) cuts.add(only);
	});
	return cuts;
}

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
	readonly #depends: ReadonlySet<Value>;
	readonly #cuts: ReadonlySet<Value>;
	/** Undefined: all that depends, between cuts. */
	readonly #again: ReadonlySet<Value> | undefined;
	readonly #copies: Map<Value, Value> = new Map();
	readonly #originals: Map<Value, Value> = new Map();

	constructor(
		request: RecomputeRequest,
		order: readonly Node[],
		depends: ReadonlySet<Value>,
		builder: GraphBuilder,
		shapeOf: (value: Value) => Value,
	) {
		this.#shapeOf = shapeOf;
		this.#builder = builder;
		this.#depends = depends;
		this.#cuts = request === "segments" ? cutsOf(order, depends) : new Set();
		this.#again = request === "segments" ? undefined : chainsOf(request);
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
		const isCut = this.#cuts.has(value);
		const isAgain = this.#again ? this.#again.has(value) : this.#depends.has(value);
		if (isCut) return this.#note(value, this.#waiting(value, cotangent));
		if (!producer || !isAgain || [...producer.attributes.values()].some(({ type }) => type === "graph")) return value;
		const isFirst = !producer.inputs.some((input) => input && (this.#again ?? this.#depends).has(input));
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
