import { invariant } from "@lvlm-interpret/core";
import type { Graph, Node, Value } from "@lvlm-interpret/graph";
import type { Cell } from "./cell.js";
import { type RunContext, runNode } from "./executor.js";

/** Finds values that come from outside: feeds, constants, what a subgraph takes from around it. */
export type Lookup = (value: Value) => Cell | undefined;

/** The nodes of a graph that are left to run, and how often each value is read. */
export interface GraphPlan {
	readonly graph: Graph;
	readonly nodes: readonly Node[];
	readonly outputs: readonly Value[];
	readonly reads: ReadonlyMap<Value, number>;
}

/** The values that a node reads, with those that its subgraphs take from outside. */
export function readsOf(node: Node): Value[] {
	const read = node.inputs.filter((value): value is Value => value !== undefined);
	for (const attribute of node.attributes.values()) {
		if (attribute.type !== "graph") continue;
		for (const inner of attribute.value.nodes) read.push(...readsOf(inner));
		read.push(...attribute.value.outputs);
	}
	return read;
}

/** What `outputs` need of a graph, without the values that `known` already has. */
export function planGraph(graph: Graph, outputs: readonly Value[], known: ReadonlySet<Value>): GraphPlan {
	const needed = new Set<Node>();
	const pending = outputs.filter((value) => !known.has(value)).flatMap((value) => value.producer ?? []);
	for (let node = pending.pop(); node; node = pending.pop()) {
		if (needed.has(node) || !graph.nodes.has(node)) continue;
		needed.add(node);
		for (const value of readsOf(node)) if (value.producer && !known.has(value)) pending.push(value.producer);
	}
	const nodes = graph.topologicalOrder().filter((node) => needed.has(node));
	const reads = new Map<Value, number>();
	for (const value of [...nodes.flatMap(readsOf), ...outputs]) reads.set(value, (reads.get(value) ?? 0) + 1);
	return { graph, nodes, outputs, reads };
}

/**
 * Runs a plan. `given` are inputs and constants, which stay their owners'. The cells returned are the caller's, one hold each. Every other value
 * is freed after its last reader, also when the run fails.
 */
export async function runGraph(context: RunContext, plan: GraphPlan, given: Lookup): Promise<Cell[]> {
	const live = new Map<Value, Cell>();
	const left = new Map(plan.reads);
	const find: Lookup = (value) => live.get(value) ?? given(value);
	const used = (value: Value): void => {
		const count = (left.get(value) ?? 0) - 1;
		left.set(value, count);
		if (count > 0) return;
		live.get(value)?.release();
		live.delete(value);
	};
	try {
		for (const node of plan.nodes) {
			const inputs = node.inputs.map((value) => {
				const cell = value && find(value);
				invariant(!value || cell, `nothing gives "${value?.name}" to "${node.name}"`);
				return cell;
			});
			const outputs = await runNode(context, node, inputs, (inner) =>
				runGraph(context, branchPlan(inner), (value) => find(value)),
			);
			node.outputs.forEach((value, index) => {
				const cell = outputs[index];
				if (cell && left.has(value)) live.set(value, cell);
				else cell?.release();
			});
			for (const cell of outputs.slice(node.outputs.length)) cell?.release();
			for (const value of readsOf(node)) used(value);
		}
		return plan.outputs.map((value) => {
			const cell = find(value);
			invariant(cell, `nothing gives the output "${value.name}"`);
			cell.holders++;
			return cell;
		});
	} finally {
		for (const cell of live.values()) cell.release();
	}
}

function branchPlan(graph: Graph): GraphPlan {
	return planGraph(graph, graph.outputs, new Set());
}
