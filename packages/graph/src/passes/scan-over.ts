import { LvlmError } from "@lvlm-interpret/core";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Attribute, Node } from "../ir/node.js";
import { valuesRead } from "../ir/order.js";
import type { Value } from "../ir/value.js";
import { cloneGraph } from "./clone.js";
import { joinFactors } from "./join-factors.js";

/** What of a graph depends on some of its inputs, in topological order. */
interface Dependents {
	readonly nodes: readonly Node[];
	readonly values: ReadonlySet<Value>;
}

function dependentsOf(graph: Graph, inputs: readonly Value[]): Dependents {
	const values = new Set(inputs);
	const nodes: Node[] = [];
	for (const node of graph.topologicalOrder()) {
		if (!valuesRead(node).some((value) => values.has(value))) continue;
		nodes.push(node);
		for (const output of node.outputs) values.add(output);
	}
	return { nodes, values };
}

function inputsNamed({ inputs, name }: Graph, names: readonly string[]): Value[] {
	return names.map((one) => {
		const found = inputs.find((input) => input.name === one);
		if (found) return found;
		throw new LvlmError("invalid-argument", `The graph "${name}" has no input "${one}".`, {
			name: "names",
			expected: inputs.map((input) => input.name).join(", "),
			actual: one,
		});
	});
}

/** With the transpositions that nothing else reads. */
function withTranspositions(graph: Graph, { nodes, values }: Dependents): Dependents {
	const moved = new Set(nodes);
	const all = new Set(values);
	const order = graph.topologicalOrder();
	for (const node of [...order].reverse()) {
		const [output] = node.outputs;
		if (node.opType !== "Transpose" || moved.has(node) || !output || graph.outputs.includes(output)) continue;
		if (output.uses.size === 0 || ![...output.uses].every((use) => moved.has(use.node))) continue;
		moved.add(node);
		all.add(output);
	}
	return { nodes: order.filter((node) => moved.has(node)), values: all };
}

export interface ScanOptions {
	/** Every run transposes shared values anew, rather than share the transposed ones beside them: a tenth slower. Default false. */
	readonly isSparing?: boolean;
}

/** Names of the outputs that depend on some of a graph's inputs. */
export function outputsThatDependOn({ graph }: OnnxModel, names: readonly string[]): ReadonlySet<string> {
	const { values } = dependentsOf(graph, inputsNamed(graph, names));
	return new Set(graph.outputs.filter((output) => values.has(output)).map((output) => output.name));
}

/**
 * Puts all that depends on some inputs into a Scan over a new axis in front of them: one call of the graph then does the work of one call for
 * each entry, and computes what depends on none of them once. These inputs, and the outputs that depend on them, get the axis "runs" in
 * front; other inputs and outputs stay as they are. In memory are the values that the entries share and those of one entry.
 *
 * A graph without such nodes is not changed but for its inputs' new axis.
 *
 * @param names  Inputs of the graph.
 * @throws {LvlmError} "invalid-argument" for a name that is no input.
 */
export function scanOver(
	{ graph }: OnnxModel,
	names: readonly string[],
	{ isSparing = false }: ScanOptions = {},
): void {
	const inputs = inputsNamed(graph, names);
	const before = dependentsOf(graph, inputs);
	joinFactors(graph, before.nodes, before.values);
	const dependents = dependentsOf(graph, inputs);
	const { nodes, values } = isSparing ? withTranspositions(graph, dependents) : dependents;
	const outputs = graph.outputs.filter((output) => values.has(output));
	const body = new Graph("run", graph);
	const inner = new Map<Value, Value>();
	for (const input of inputs) {
		inner.set(input, body.addInput(input.name, input.type));
		input.type = withRuns(input);
	}
	for (const node of nodes) copyNode(body, node, inner);
	body.outputs.push(...outputs.map((output) => inner.get(output) as Value));
	const scan = graph.addNode({
		opType: "Scan",
		name: "runs",
		inputs,
		outputs: outputs.map(({ name }) => name),
		attributes: new Map<string, Attribute>([
			["body", { type: "graph", value: body }],
			["num_scan_inputs", { type: "int", value: inputs.length }],
		]),
	});
	outputs.forEach((output, index) => {
		const stacked = scan.outputs[index] as Value;
		stacked.type = withRuns(output);
		graph.outputs[graph.outputs.indexOf(output)] = stacked;
	});
	for (const node of [...nodes].reverse()) graph.removeNode(node);
	// The outside knows the outputs by their names, which the values had that are gone.
	outputs.forEach(({ name }, index) => {
		(scan.outputs[index] as Value).name = name;
	});
}

function withRuns({ type }: Value): Value["type"] {
	return type && { dtype: type.dtype, shape: type.shape && ["runs", ...type.shape] };
}

/** @param inner  Original value to the body's; receives the node's outputs. What is not in it is read from around the body. */
function copyNode(body: Graph, node: Node, inner: Map<Value, Value>): void {
	const attributes = new Map<string, Attribute>();
	const copy = body.addNode({
		...node,
		inputs: node.inputs.map((input) => input && (inner.get(input) ?? input)),
		outputs: node.outputs.map((output) => (output.isOmitted ? "" : output.name)),
		attributes,
	});
	node.outputs.forEach((output, index) => {
		const own = copy.outputs[index] as Value;
		own.type = output.type;
		inner.set(output, own);
	});
	for (const [name, attribute] of node.attributes) {
		const isGraph = attribute.type === "graph";
		attributes.set(name, isGraph ? { type: "graph", value: cloneGraph(attribute.value, body, inner) } : attribute);
	}
}
