import {
	type Backend,
	type Explainer,
	type ExplainRequest,
	isDeviceTensor,
	isLvlmError,
	LvlmError,
	type ModelFacts,
	type ModelSource,
	type Result,
	type ResultKind,
	resolveOptions,
	type Session,
	type SessionValue,
	type Tensor,
} from "@lvlm-interpret/core";
import {
	compileProgram,
	type ExplainerProgram,
	encodeModel,
	fingerprintModel,
	type GraphExplainer,
	type OnnxModel,
	openHandles,
	type Replay,
} from "@lvlm-interpret/graph";
import type { RunQueue } from "../bridge/run-queue.js";
import { type ReplaySource, replayFeeds } from "./replay-feeds.js";
import type { SessionCache } from "./session-cache.js";
import { toolVersion } from "./tool-version.js";
import { validateResult } from "./validate-result.js";

/** What a model brings to every explanation. */
export interface ExplainingModel {
	readonly facts: ModelFacts;
	readonly backend: Backend;
	/** The decoder's graph, and where its weights are. */
	readonly decoder: OnnxModel;
	readonly decoderFiles: ModelSource["files"];
	readonly embedTokens: Session;
	readonly explanations: SessionCache;
	readonly queue: RunQueue;
}

/** An error of a plugin, wrapped once; ours and aborts pass as they are. */
async function atBoundary<T>(id: string, step: string, work: () => T | Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		if (isLvlmError(cause) || (cause instanceof Error && cause.name === "AbortError")) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new LvlmError(
			"session-failed",
			`The explainer "${id}" failed while ${step}: ${reason}.`,
			{ backend: id, session: step },
			{ cause },
		);
	}
}

function assertGraphExplainer<Options extends object, Kind extends ResultKind>(
	explainer: Explainer<unknown, Options, Kind>,
): asserts explainer is GraphExplainer<Options, Kind> {
	if (explainer?.specificationVersion !== "v1" || typeof explainer.program !== "function") {
		throw new LvlmError(
			"capability-missing",
			`The explainer "${explainer?.id}" cannot be run: its program is no function of the model's graph, or not of version v1.`,
			{ owner: "models", capability: "graph programs of version v1", neededBy: String(explainer?.id) },
		);
	}
}

async function hostTensors(
	outputs: Readonly<Record<string, SessionValue>>,
	signal: AbortSignal | undefined,
): Promise<Record<string, Tensor>> {
	const rows: Record<string, Tensor> = {};
	for (const [name, value] of Object.entries(outputs)) {
		rows[name] = isDeviceTensor(value) ? await value.read(signal) : value;
	}
	return rows;
}

function pick<T>(feeds: Readonly<Record<string, T>>, session: Session): Record<string, T> {
	const names = new Set(session.inputs.map(({ name }) => name));
	return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/**
 * Computes one explanation: writes the explainer's program onto the decoder's graph, compiles it (once per structure), replays
 * prompt and answer through it, and checks what comes back.
 *
 * The replay holds joint positions `0 … replay.rows - 1`, so the row that predicts each answer token is there; the last answer
 * token's own position is not. Abort takes effect before compiling and before running, and during a run where the backend
 * can kill one.
 *
 * @throws {LvlmError} "invalid-argument" (options), "capability-missing" (no graph program), "pattern-not-found" (the graph
 *   lacks what the program reads), "session-disposed", "shape-mismatch" or "non-finite" (the result breaks its contract),
 *   "session-failed" with the cause when the explainer throws. @throws {DOMException} AbortError
 */
export async function explainReplay<Options extends object, Kind extends ResultKind>(
	model: ExplainingModel,
	replay: Replay,
	source: ReplaySource,
	explainer: Explainer<unknown, Options, Kind>,
	given: Partial<Options> = {},
	request: ExplainRequest = {},
): Promise<Result<Kind>> {
	const { signal, onProgress } = request;
	assertGraphExplainer(explainer);
	const { id } = explainer;
	const options = resolveOptions<Options>(id, explainer.options, given);
	signal?.throwIfAborted();

	onProgress?.({ phase: "compile", done: 0, total: 1, unit: "steps", detail: id });
	const handles = openHandles(model.decoder, model.facts);
	const program: ExplainerProgram<Kind> = await atBoundary(id, "writing its program", () =>
		explainer.program(handles, options),
	);
	const programFeeds = await atBoundary(id, "preparing its feeds", () => program.feeds(replay));
	const graph = compileProgram(handles, program);
	const compile = (): Promise<Session> =>
		model.queue.add(() =>
			model.backend.createSession(
				{
					name: `${id} of decoder_model_merged`,
					files: model.decoderFiles,
					encode: (locate) => encodeModel(graph, { locate }),
				},
				// Not the caller's signal: another explanation may be waiting for the same session.
				{},
			),
		);

	return model.explanations.use(fingerprintModel(graph), compile, async (session, compileMs) => {
		signal?.throwIfAborted();
		onProgress?.({ phase: "compile", done: 1, total: 1, unit: "steps", detail: id });
		onProgress?.({ phase: "explain", done: 0, total: 1, unit: "steps", detail: id });
		const started = performance.now();
		const decoderFeeds = await model.queue.add(() => replayFeeds(model.embedTokens, source, replay.rows, signal));
		signal?.throwIfAborted();
		const feeds = { ...pick<Tensor>(decoderFeeds, session), ...programFeeds };
		const outputs = await model.queue.add(() => session.run(feeds, signal ? { signal } : {}));
		const rows = await hostTensors(outputs, signal);
		const runMs = performance.now() - started;
		const body = await atBoundary(id, "reading its rows", () => program.result(rows, replay));
		validateResult(id, explainer.produces, body);
		onProgress?.({ phase: "explain", done: 1, total: 1, unit: "steps", detail: id });
		return {
			...body,
			method: id,
			options: { ...options } as Record<string, unknown>,
			provenance: {
				model: model.facts.id,
				modelFingerprint: model.facts.fingerprint,
				backend: model.backend.id,
				device: model.backend.device,
				dtype: "float32",
				toolVersion,
				compileMs,
				runMs,
				outputBytes: Object.values(rows).reduce((sum, { data }) => sum + data.byteLength, 0),
			},
		};
	});
}
