import {
	type Backend,
	isDeviceTensor,
	type ResultBody,
	resolveOptions,
	type Tensor,
	tensor,
} from "@lvlm-interpret/core";
import {
	compileProgram,
	type DrivenProgram,
	type ExplainerProgram,
	encodeModel,
	type ModelHandles,
	outputsThatDependOn,
	type ProgramGraph,
	type ProgramStage,
	type Rows,
} from "@lvlm-interpret/graph";
import { storedReplay } from "../tiny/stored-replay.js";
import { tinyModel } from "../tiny/tiny-model.js";
import type { AnyExplainer } from "./subject.js";

/** Outputs of several runs, joined along their first axis; what is the same in all of them, once. */
function joined(runs: readonly Rows[], changing: ReadonlySet<string> | undefined): Rows {
	const [first = {}] = runs;
	if (runs.length < 2) return first;
	return Object.fromEntries(
		Object.entries(first).map(([name, head]) => {
			if (changing && !changing.has(name)) return [name, head];
			const parts = runs.map((one) => one[name] as Tensor<"float32">);
			const data = Float32Array.from(parts.flatMap((part) => Array.from(part.data, Number)));
			const count = parts.reduce((sum, part) => sum + (part.shape[0] as number), 0);
			return [name, tensor("float32", [count, ...head.shape.slice(1)], data)];
		}),
	);
}

/** Runs one graph of a program once a record of feeds. @throws where the program declares an input that nobody feeds. */
async function runGraph(
	backend: Backend,
	handles: ModelHandles,
	graph: ProgramGraph & Pick<ProgramStage, "each">,
	given: Rows | readonly Rows[],
	signal?: AbortSignal,
): Promise<Rows> {
	const model = compileProgram(graph.handles ?? handles, graph);
	const source = { name: "program", files: new Map(), encode: () => encodeModel(model) };
	const { feeds } = storedReplay();
	const session = await backend.createSession(source);
	try {
		const runs: Rows[] = [];
		for (const own of Array.isArray(given) ? (given as readonly Rows[]) : [given as Rows]) {
			signal?.throwIfAborted();
			const all = { ...feeds, ...own };
			const picked = Object.fromEntries(session.inputs.map(({ name }) => [name, all[name] as Tensor]));
			const lacking = session.inputs.find(({ name }) => !all[name]);
			if (lacking) throw new Error(`the program declares the input "${lacking.name}", but its feeds do not bring it`);
			const outputs = await session.run(picked, signal ? { signal } : {});
			const rows: Record<string, Tensor> = {};
			for (const [name, value] of Object.entries(outputs))
				rows[name] = isDeviceTensor(value) ? await value.read() : value;
			runs.push(rows);
		}
		return joined(runs, graph.each && outputsThatDependOn(model, graph.each));
	} finally {
		await session.dispose();
	}
}

/** An explainer's result for the tiny model's stored answer. */
export async function explainTiny(
	backend: Backend,
	explainer: AnyExplainer,
	options: Readonly<Record<string, unknown>> = {},
	signal?: AbortSignal,
): Promise<ResultBody> {
	const handles = tinyModel().open();
	const { replay } = storedReplay();
	const resolved = resolveOptions(explainer.id, explainer.options, options as never);
	const program = explainer.program(handles, resolved) as ExplainerProgram | DrivenProgram;
	if ("drive" in program) {
		const run = (graph: string, feeds: Rows | readonly Rows[]): Promise<Rows> =>
			runGraph(backend, handles, program.graphs[graph] as ProgramGraph, feeds, signal);
		return program.drive({ run, signal, progress: () => {} }, replay);
	}
	let rows: Rows = {};
	for (const stage of [...(program.before ?? []), program]) {
		rows = { ...rows, ...(await runGraph(backend, handles, stage, stage.feeds(replay, rows), signal)) };
	}
	return program.result(rows, replay);
}
