import type { Graph } from "../ir/graph.js";
import type { Dim, ValueType } from "../ir/value.js";
import type { ControlName } from "./names.js";
import { elements } from "./nd-array.js";
import { type Call, type Family, graphAttribute, need, operator, unsupported } from "./operator.js";

/** What holds whichever branch is taken: sizes that agree, null for those that do not. */
function common(a: ValueType | undefined, b: ValueType | undefined): ValueType | undefined {
	if (!a || !b || a.dtype !== b.dtype) return undefined;
	const [first, second] = [a.shape, b.shape];
	if (!first || !second || first.length !== second.length) return { dtype: a.dtype, shape: undefined };
	return { dtype: a.dtype, shape: first.map((dim: Dim, axis: number) => (dim === second[axis] ? dim : null)) };
}

function branch(call: Call, name: string, graph: Graph | undefined): Graph {
	if (!graph) throw unsupported(call, `no ${name}`);
	return graph;
}

/** Operators that hold subgraphs. */
export const control: Family<ControlName> = {
	If: operator({
		inputs: [1, 1],
		attributes: { then_branch: graphAttribute(), else_branch: graphAttribute() },
		infer(call) {
			const yes = call.inferGraph(branch(call, "then_branch", call.attributes.then_branch));
			const no = call.inferGraph(branch(call, "else_branch", call.attributes.else_branch));
			const condition = call.constant(0);
			if (condition) return elements(condition)[0] ? yes : no;
			return yes.map((type, index) => common(type, no[index]));
		},
		evaluate(call) {
			const { then_branch: yes, else_branch: no } = call.attributes;
			const taken = elements(need(call, 0))[0] ? branch(call, "then_branch", yes) : branch(call, "else_branch", no);
			return call.runGraph(taken);
		},
	}),
};
