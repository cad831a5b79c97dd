import {
	isLvlmError,
	LvlmError,
	type ModelSource,
	type RunOptions,
	type Session,
	type SessionOptions,
	type SessionValue,
	type ValueInfo,
} from "@lvlm-interpret/core";
import type { Graph, TensorData, Value } from "@lvlm-interpret/graph";
import { type CellOwner, TfjsDeviceTensor } from "./device-tensor.js";
import { prepareFeeds } from "./feeds.js";
import { decodeBytes } from "./kernels/graph-parts.js";
import { failed, type LoadedModel, loadModel } from "./load-model.js";
import { Cell } from "./run/cell.js";
import type { RunContext } from "./run/executor.js";
import { planGraph, readsOf, runGraph } from "./run/run-graph.js";
import type { Runtime } from "./runtime.js";

/** What the sessions of one backend share. */
export interface SessionContext {
	runtime(): Promise<Runtime>;
	readonly owner: CellOwner;
	readonly sessions: Set<Session>;
	/** Between nodes: our device is current again, other work has had its turn, an abort is heard. */
	pauses(signal: AbortSignal | undefined): () => Promise<void>;
	isDisposed(): boolean;
}

/** Constants up to this many elements keep a copy on the host, where shapes are computed. */
const smallConstant = 4096;

function infoOf(name: string, { type }: Value): ValueInfo {
	if (!type) {
		throw new LvlmError("invalid-model", `The type of "${name}" is not known.`, { reason: "unknown type", node: name });
	}
	return { name, dtype: type.dtype, shape: (type.shape ?? []).map((dim) => dim ?? "?") };
}

function constantCell(name: string, data: TensorData, files: ReadonlyMap<string, Uint8Array>): Cell {
	const { content } = data;
	const bytes =
		content.kind === "inline"
			? content.bytes
			: (files.get(content.file) as Uint8Array).subarray(content.offset, content.offset + content.byteLength);
	return new Cell(data.dtype, data.shape, { host: decodeBytes(name, data, bytes) });
}

/** Initialisers of a graph and its subgraphs. */
function collectConstants(graph: Graph, { files }: LoadedModel, cells: Map<Value, Cell>): void {
	for (const [value, data] of graph.initializers) {
		if (!graph.inputs.includes(value)) cells.set(value, constantCell(value.name, data, files));
	}
	for (const node of graph.nodes) {
		for (const attribute of node.attributes.values()) {
			if (attribute.type === "graph") collectConstants(attribute.value, { files } as LoadedModel, cells);
		}
	}
}

/** Computes once what depends on constants alone (shape chains, rotated tables, transposed weights), and frees what only that needed. */
async function foldConstants(context: RunContext, graph: Graph, cells: Map<Value, Cell>): Promise<void> {
	const constant = new Set(cells.keys());
	const foldable: Value[] = [];
	for (const node of graph.topologicalOrder()) {
		const isConstant = readsOf(node).every((value) => constant.has(value) || !outside(graph, value));
		if (!isConstant || node.opType === "If") continue;
		for (const value of node.outputs) constant.add(value);
	}
	for (const node of graph.nodes) {
		for (const value of node.outputs) {
			const isRead = [...value.uses].some((use) => use.node.outputs.some((one) => !constant.has(one)));
			if (constant.has(value) && (isRead || graph.outputs.includes(value))) foldable.push(value);
		}
	}
	const plan = planGraph(graph, foldable, new Set(cells.keys()));
	const folded = await runGraph(context, plan, (value) => cells.get(value));
	foldable.forEach((value, index) => {
		cells.set(value, folded[index] as Cell);
	});
	const needed = new Set(planGraph(graph, graph.outputs, new Set(cells.keys())).reads.keys());
	for (const [value, cell] of cells) {
		if (needed.has(value)) continue;
		cell.release();
		cells.delete(value);
	}
}

function outside(graph: Graph, value: Value): boolean {
	return (
		graph.inputs.includes(value) ||
		graph.initializers.has(value) ||
		(value.producer ? graph.nodes.has(value.producer) : false)
	);
}

/** Loads a model, puts its weights on the device, and gives it a session. */
export async function createTfjsSession(
	context: SessionContext,
	source: ModelSource,
	{ keepOnDevice = [], signal }: SessionOptions,
): Promise<Session> {
	const { owner, sessions } = context;
	const { name } = source;
	const disposedError = (): LvlmError =>
		new LvlmError("session-disposed", `The session "${name}" was disposed.`, { session: name });
	const unknownOutput = (output: string, known: Iterable<string>): LvlmError =>
		new LvlmError("invalid-argument", `"${name}" has no output "${output}".`, {
			name: "outputs",
			expected: [...known].join(", "),
			actual: output,
		});
	signal?.throwIfAborted();
	const constants = new Map<Value, Cell>();
	const runtime = await context.runtime();

	const runContext = (loaded: LoadedModel, runSignal: AbortSignal | undefined): RunContext => ({
		tf: runtime.tf,
		opset: (domain) => loaded.model.opsets.get(domain === "ai.onnx" ? "" : domain) ?? 1,
		pause: context.pauses(runSignal),
	});

	const load = async (): Promise<LoadedModel> => {
		try {
			const loaded = await loadModel(source);
			const { graph } = loaded.model;
			collectConstants(graph, loaded, constants);
			await foldConstants(runContext(loaded, signal), graph, constants);
			for (const cell of constants.values()) {
				if (cell.host && cell.host.data.length > smallConstant) cell.forgetHost(runtime.tf);
			}
			for (const output of keepOnDevice) {
				if (!loaded.outputs.has(output)) throw unknownOutput(output, loaded.outputs.keys());
			}
			return loaded;
		} catch (cause) {
			for (const cell of constants.values()) cell.release();
			if (signal?.aborted && cause === signal.reason) throw cause;
			throw failed(name, "create", cause);
		}
	};
	const loaded = await owner.exclusively(load, signal);
	const { graph } = loaded.model;
	const inputs = graph.inputs.filter((value) => !constants.has(value)).map((value) => infoOf(value.name, value));
	const outputs = [...loaded.outputs].map(([output, value]) => infoOf(output, value));
	const keep = new Set(keepOnDevice);
	let isDisposed = false;

	async function run(cells: Map<string, Cell>, wanted: readonly string[], runSignal: AbortSignal | undefined) {
		const values = wanted.map((output) => loaded.outputs.get(output) as Value);
		const byValue = new Map(graph.inputs.map((value) => [value, cells.get(value.name)]));
		const plan = planGraph(graph, values, new Set(constants.keys()));
		const results: Record<string, SessionValue> = {};
		const found = await runGraph(
			runContext(loaded, runSignal),
			plan,
			(value) => byValue.get(value) ?? constants.get(value),
		);
		try {
			for (const [index, output] of wanted.entries()) {
				const cell = found[index] as Cell;
				if (!keep.has(output)) results[output] = await cell.tensor();
			}
			runSignal?.throwIfAborted();
			for (const [index, output] of wanted.entries()) {
				const cell = found[index] as Cell;
				if (!keep.has(output)) continue;
				cell.holders++;
				results[output] = new TfjsDeviceTensor(cell, name, owner);
			}
			return Object.fromEntries(wanted.map((output) => [output, results[output] as SessionValue]));
		} finally {
			for (const cell of found) cell.release();
		}
	}

	const session: Session = {
		name,
		inputs,
		outputs,
		async run(feeds, { outputs: names, signal: runSignal }: RunOptions = {}) {
			runSignal?.throwIfAborted();
			if (isDisposed || context.isDisposed()) throw disposedError();
			const wanted = names ? [...new Set(names)] : outputs.map((info) => info.name);
			const unknown = wanted.find((output) => !loaded.outputs.has(output));
			if (unknown !== undefined) throw unknownOutput(unknown, loaded.outputs.keys());
			const cells = prepareFeeds(name, inputs, feeds, owner);
			const job = async () => {
				try {
					if (isDisposed) throw disposedError();
					return await run(cells, wanted, runSignal);
				} catch (cause) {
					if (runSignal?.aborted && cause === runSignal.reason) throw cause;
					throw isLvlmError(cause, "session-disposed") ? cause : runFailed(cause);
				}
			};
			const free = (): void => {
				for (const cell of cells.values()) cell.release();
			};
			// The feeds go with the job, or at once when it never starts.
			let started = false;
			const running = owner.exclusively(() => {
				started = true;
				return job().finally(free);
			}, runSignal);
			running.catch(() => {
				if (!started) free();
			});
			return running;
		},
		async dispose() {
			if (isDisposed) return;
			isDisposed = true;
			sessions.delete(session);
			await owner.exclusively(async () => {
				for (const cell of constants.values()) cell.release();
				constants.clear();
			});
		},
	};

	function runFailed(cause: unknown): unknown {
		const { message } = cause as Error;
		return new LvlmError(
			"session-failed",
			`"${name}" failed to run: ${message}`,
			{ backend: "tfjs", session: name },
			{ cause },
		);
	}

	sessions.add(session);
	return session;
}
