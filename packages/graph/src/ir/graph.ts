import { invariant } from "@lvlm-interpret/core";
import type { Attribute, Node } from "./node.js";
import { topologicalOrder } from "./order.js";
import type { TensorData } from "./tensor-data.js";
import { Value, type ValueType } from "./value.js";

export interface NodeSpec {
	readonly opType: string;
	readonly domain?: string;
	readonly name?: string;
	readonly inputs: readonly (Value | undefined)[];
	/** Number of outputs, or their names ("" for an optional one that is not wanted, which still gets a Value). Default 1. */
	readonly outputs?: number | readonly string[];
	readonly attributes?: ReadonlyMap<string, Attribute>;
	readonly unreadFields?: Uint8Array;
}

interface MutableNode extends Node {
	inputs: (Value | undefined)[];
}

function takeName(taken: Map<string, number>, base: string): string {
	let count = taken.get(base);
	if (count === undefined) {
		taken.set(base, 0);
		return base;
	}
	let candidate: string;
	do {
		count++;
		candidate = `${base}_${count}`;
	} while (taken.has(candidate));
	taken.set(base, count);
	taken.set(candidate, 0);
	return candidate;
}

/** Takes a node, and the nodes of its subgraphs, off the uses of what they read. */
function releaseReads(node: Node): void {
	for (const value of node.inputs) {
		if (value) for (const use of value.uses) if (use.node === node) value.uses.delete(use);
	}
	for (const attribute of node.attributes.values()) {
		if (attribute.type === "graph") for (const inner of attribute.value.nodes) releaseReads(inner);
	}
}

/**
 * A dataflow graph. Nodes are kept in insertion order; `topologicalOrder()` gives an order in which every producer stands
 * before its readers. Names of values are made unique when they are added.
 */
export class Graph {
	readonly name: string;
	readonly inputs: Value[] = [];
	readonly outputs: Value[] = [];
	/** Constants by value. Insertion order is file order. */
	readonly initializers: Map<Value, TensorData> = new Map();
	/** For a subgraph, the graph around it, whose values its nodes may read. */
	readonly outer: Graph | undefined;
	/** Fields of the file that the IR does not model, as protobuf bytes; written back as they are. */
	unreadFields: Uint8Array | undefined = undefined;
	readonly #nodes: Set<Node> = new Set();
	// Nodes and values have names of their own: a node may be called like its output. Subgraphs share those of their outer graph.
	readonly #names: Map<string, number>;
	readonly #nodeNames: Map<string, number>;

	constructor(name = "graph", outer?: Graph) {
		this.name = name;
		this.outer = outer;
		this.#names = outer ? outer.#names : new Map();
		this.#nodeNames = outer ? outer.#nodeNames : new Map();
	}

	get nodes(): ReadonlySet<Node> {
		return this.#nodes;
	}

	/** A name for a value: `name` if it is free here, else `name_1`, `name_2`, …; the result is taken from now on. */
	uniqueName(name: string): string {
		return takeName(this.#names, name || "value");
	}

	/** A graph input; only inputs of subgraphs may lack a type. */
	addInput(name: string, type: ValueType | undefined): Value {
		const value = new Value(this.uniqueName(name), type);
		this.inputs.push(value);
		return value;
	}

	addInitializer(name: string, data: TensorData): Value {
		const value = new Value(this.uniqueName(name), { dtype: data.dtype, shape: data.shape });
		this.initializers.set(value, data);
		return value;
	}

	addNode(spec: NodeSpec): Node {
		const wanted = spec.outputs ?? 1;
		const names = typeof wanted === "number" ? Array.from({ length: wanted }, () => "") : wanted;
		const name = takeName(this.#nodeNames, spec.name || spec.opType);
		const outputs = names.map((one, index) => {
			const fallback = names.length === 1 ? `${name}_output` : `${name}_output_${index}`;
			const value = new Value(this.uniqueName(one || fallback));
			value.isOmitted = typeof wanted !== "number" && one === "";
			return value;
		});
		const node: Node = {
			opType: spec.opType,
			domain: spec.domain ?? "",
			name,
			inputs: [...spec.inputs],
			outputs,
			attributes: spec.attributes ?? new Map(),
			...(spec.unreadFields ? { unreadFields: spec.unreadFields } : {}),
		};
		for (const output of outputs) output.producer = node;
		node.inputs.forEach((value, index) => {
			value?.uses.add({ node, index });
		});
		this.#nodes.add(node);
		return node;
	}

	/** Puts nodes behind all others, in the order given: among nodes that may run in any order, insertion order is file order. */
	moveToEnd(nodes: Iterable<Node>): void {
		for (const node of nodes) {
			invariant(this.#nodes.delete(node), `node "${node.name}" is moved in a graph that does not hold it`);
			this.#nodes.add(node);
		}
	}

	/** Makes every reader of `from` (and the graph outputs) read `to` instead. */
	replaceAllUses(from: Value, to: Value): void {
		if (from === to) return;
		for (const use of from.uses) {
			(use.node as MutableNode).inputs[use.index] = to;
			to.uses.add(use);
		}
		from.uses.clear();
		this.outputs.forEach((output, index) => {
			if (output === from) this.outputs[index] = to;
		});
	}

	/** Makes one input of a node read another value. */
	replaceInput(node: Node, index: number, to: Value | undefined): void {
		const old = node.inputs[index];
		if (old) for (const use of old.uses) if (use.node === node && use.index === index) old.uses.delete(use);
		(node as MutableNode).inputs[index] = to;
		to?.uses.add({ node, index });
	}

	/** Removes a node whose outputs nobody reads. */
	removeNode(node: Node): void {
		for (const output of node.outputs) {
			invariant(
				output.uses.size === 0,
				`node "${node.name}" (${node.opType}) is removed while "${output.name}" is read`,
			);
			invariant(
				!this.outputs.includes(output),
				`node "${node.name}" is removed while "${output.name}" is a graph output`,
			);
		}
		releaseReads(node);
		this.#nodes.delete(node);
	}

	/** Removes an initialiser or graph input that nobody reads. */
	removeValue(value: Value): void {
		invariant(value.uses.size === 0, `value "${value.name}" is removed while it is read`);
		this.initializers.delete(value);
		const index = this.inputs.indexOf(value);
		if (index >= 0) this.inputs.splice(index, 1);
	}

	/**
	 * Nodes with every producer before its readers; ties keep insertion order.
	 *
	 * @throws {LvlmError} "invalid-model" when the graph has a cycle.
	 */
	topologicalOrder(): Node[] {
		return topologicalOrder(this);
	}
}

/** A graph with what a file says around it. */
export interface OnnxModel {
	readonly irVersion: number;
	/** Domain ("" = ai.onnx) to version. */
	readonly opsets: ReadonlyMap<string, number>;
	readonly producer: string;
	readonly metadata: ReadonlyMap<string, string>;
	readonly graph: Graph;
	/** Fields of the file that the IR does not model (functions, doc strings, …), as protobuf bytes; written back as they are. */
	readonly unreadFields?: Uint8Array;
}
