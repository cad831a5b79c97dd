import type { Backend } from "@lvlm-interpret/core";
import {
	compileProgram,
	fingerprintModel,
	type ModelHandles,
	outputsThatDependOn,
	type ProgramStage,
	scanOver,
} from "@lvlm-interpret/graph";
import type { WrittenStage } from "./program-cache.js";

/** Compiles a stage to a graph of its own: of all its runs, where they share work that the backend can do once. */
export function writeStage(backend: Backend, stage: ProgramStage, root: ModelHandles): WrittenStage {
	const graph = compileProgram(stage.handles ?? root, stage);
	const left = new Set(graph.graph.inputs.map(({ name }) => name));
	const each = (stage.each ?? []).filter((name) => left.has(name));
	if (each.length === 0) return { stage, graph, fingerprint: fingerprintModel(graph) };
	const changing = outputsThatDependOn(graph, each);
	const isScanned = backend.capabilities.has("scan") && changing.size > 0;
	if (isScanned) scanOver(graph, each, { isSparing: root.isSparing ?? false });
	return { stage, graph, fingerprint: fingerprintModel(graph), each: { inputs: each, outputs: changing, isScanned } };
}
