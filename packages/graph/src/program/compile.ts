import { LvlmError } from "@lvlm-interpret/core";
import { inferShapes } from "../infer/infer-shapes.js";
import type { Graph, OnnxModel } from "../ir/graph.js";
import type { Value } from "../ir/value.js";
import { cloneModel } from "../passes/clone.js";
import { pruneGraph } from "../passes/prune.js";
import { verifyModel } from "../passes/verify.js";
import type { ModelHandles, ProgramGraph } from "./program.js";

function badOutput(name: string, actual: string): LvlmError<"invalid-argument"> {
	return new LvlmError("invalid-argument", `The program's output "${name}" is ${actual}.`, {
		name,
		expected: "a value of the graph that the handles opened",
		actual,
	});
}

/** Frees a name that is needed outside; inputs keep theirs, they are the outside too. */
function freeName(graph: Graph, name: string, values: Iterable<Value>): void {
	for (const value of values) {
		if (value.name !== name) continue;
		if (graph.inputs.includes(value)) throw badOutput(name, "called like an input");
		value.name = graph.uniqueName(`${name}.inner`);
	}
}

/**
 * The model that computes a program: a copy of the explanation graph whose only outputs are the program's, under their record
 * names, with what they do not need removed (inputs too), verified and with shapes inferred. The handles can be used further.
 *
 * @throws {LvlmError} "invalid-argument" for a value of another graph, or an output called like an input; "invalid-model" or
 *   "shape-mismatch" when the program wrote a broken graph.
 */
export function compileProgram(handles: ModelHandles, program: ProgramGraph): OnnxModel {
	const copies = new Map<Value, Value>();
	const model = cloneModel(handles.decoder.model, copies);
	const { graph } = model;
	graph.outputs.length = 0;
	for (const [name, original] of Object.entries(program.outputs)) {
		const value = copies.get(original);
		if (!value) throw badOutput(name, `"${original.name}", a value of another graph`);
		freeName(graph, name, copies.values());
		const output = graph.addNode({ opType: "Identity", name: `output/${name}`, inputs: [value] }).outputs[0] as Value;
		output.name = name;
		output.type = value.type;
		graph.outputs.push(output);
	}
	pruneGraph(graph);
	verifyModel(model);
	// Gives the outputs their types; operators without an entry (exports bring them) leave theirs open.
	inferShapes(graph, { opsets: model.opsets, mode: "partial" });
	return model;
}
