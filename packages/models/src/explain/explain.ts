import {
	type Backend,
	type Explainer,
	type ExplainRequest,
	LvlmError,
	type ModelFacts,
	type ModelSource,
	type Result,
	type ResultKind,
	resolveOptions,
	type Session,
} from "@lvlm-interpret/core";
import {
	type DrivenProgram,
	type ExplainerProgram,
	type GraphExplainer,
	type OnnxModel,
	openHandles,
	type Replay,
	type Rows,
} from "@lvlm-interpret/graph";
import type { RunQueue } from "../bridge/run-queue.js";
import { type DrivenDone, runDriven, type WrittenDriven, writeDriven } from "./driven.js";
import { atBoundary } from "./plugin-boundary.js";
import type { ProgramCache, WrittenProgram } from "./program-cache.js";
import type { ReplaySource } from "./replay-feeds.js";
import { runStage, type StageRun } from "./run-stage.js";
import type { SessionCache } from "./session-cache.js";
import { toolVersion } from "./tool-version.js";
import { validateResult } from "./validate-result.js";
import { writeStage } from "./write-stage.js";

/** What a model brings to every explanation. */
export interface ExplainingModel {
	readonly facts: ModelFacts;
	readonly backend: Backend;
	/** The decoder's and the vision encoder's graphs, and where their weights are. */
	readonly decoder: OnnxModel;
	readonly visionEncoder: OnnxModel;
	readonly weightFiles: ModelSource["files"];
	readonly embedTokens: Session;
	readonly explanations: SessionCache;
	readonly programs: ProgramCache;
	readonly queue: RunQueue;
	/** See `ModelHandles.isSparing`. */
	readonly isSparing: boolean;
}

function assertGraphExplainer<Options extends object, Kind extends ResultKind>(
	explainer: Explainer<unknown, Options, Kind>,
): asserts explainer is GraphExplainer<Options, Kind, ExplainerProgram<Kind> | DrivenProgram<Kind>> {
	if (explainer?.specificationVersion !== "v1" || typeof explainer.program !== "function") {
		throw new LvlmError(
			"capability-missing",
			`The explainer "${explainer?.id}" cannot be run: its program is no function of the model's graph, or not of version v1.`,
			{ owner: "models", capability: "graph programs of version v1", neededBy: String(explainer?.id) },
		);
	}
}

/** Writes an explainer's program onto the model's graph, and compiles each of its stages to a graph of its own. */
async function writeProgram<Options extends object, Kind extends ResultKind>(
	model: ExplainingModel,
	explainer: GraphExplainer<Options, Kind, ExplainerProgram<Kind> | DrivenProgram<Kind>>,
	options: Options,
): Promise<WrittenProgram<Kind> | WrittenDriven<Kind>> {
	const { decoder, facts, visionEncoder, isSparing } = model;
	const root = openHandles(decoder, facts, { visionEncoder, isSparing });
	const program = await atBoundary(explainer.id, "writing its program", () => explainer.program(root, options));
	if ("drive" in program) return writeDriven(program, root);
	const stages = [...(program.before ?? []), program].map((stage) => writeStage(model.backend, stage, root));
	return { program, stages };
}

/** Runs a program's stages in order, each with what the ones before gave. */
async function runStages<Kind extends ResultKind>(
	run: StageRun,
	{ program, stages }: WrittenProgram<Kind>,
): Promise<DrivenDone<Kind>> {
	let rows: Rows = {};
	const spent = { compileMs: 0, runMs: 0, outputBytes: 0 };
	for (const [index, stage] of stages.entries()) {
		const done = await runStage(run, stage, rows, { index, count: stages.length });
		rows = { ...rows, ...done.rows };
		spent.compileMs += done.compileMs;
		spent.runMs += done.runMs;
		spent.outputBytes += done.outputBytes;
	}
	return { body: await atBoundary(run.id, "reading its rows", () => program.result(rows, run.replay)), ...spent };
}

/**
 * Computes one explanation: writes the explainer's program onto the decoder's graph, compiles it (once per structure), replays
 * prompt and answer through it, and checks what comes back.
 *
 * The replay holds joint positions `0 … replay.rows - 1`, so the row that predicts each answer token is there; the last answer
 * token's own position is not. Abort takes effect before compiling and before running, and during a run where the backend
 * can kill one; a driven program may then give a partial result.
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
	assertGraphExplainer(explainer);
	const { id } = explainer;
	const options = resolveOptions<Options>(id, explainer.options, given);
	request.signal?.throwIfAborted();

	request.onProgress?.({ phase: "compile", done: 0, total: 1, unit: "steps", detail: id });
	const written = await model.programs.get(explainer.program, JSON.stringify(options), () =>
		writeProgram(model, explainer, options),
	);
	const run: StageRun = { model, replay, source, id, request };
	const { body, ...spent } = await ("driven" in written ? runDriven(run, written) : runStages(run, written));
	validateResult(id, explainer.produces, body);
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
			...spent,
		},
	};
}
