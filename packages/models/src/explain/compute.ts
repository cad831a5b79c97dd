import type { ExplainRequest } from "@lvlm-interpret/core";
import {
	compileProgram,
	fingerprintModel,
	type ModelHandles,
	openHandles,
	type ProgramStage,
	type Replay,
	type Rows,
} from "@lvlm-interpret/graph";
import type { ExplainingModel } from "./explain.js";
import { atBoundary } from "./plugin-boundary.js";
import type { WrittenStage } from "./program-cache.js";
import type { ReplaySource } from "./replay-feeds.js";
import { runStage } from "./run-stage.js";

/** A program on the model's graph whose outputs are wanted as they are, without a result made of them. */
export interface Computation {
	/** For messages and progress. */
	readonly id: string;
	/** Writes the program. Its graph may depend on the model alone; what changes comes in through feeds. */
	write(handles: ModelHandles): Pick<ProgramStage, "handles" | "outputs">;
}

export interface ComputeRequest extends ExplainRequest {
	/** What one run gave, in the order of the feeds. The tensors are the receiver's. */
	readonly onRows: (rows: Rows, run: number) => void;
}

/** What it took, in milliseconds (compiling: 0 when kept from before) and bytes that left the session. */
export interface ComputeReport {
	readonly compileMs: number;
	readonly runMs: number;
	readonly outputBytes: number;
}

/** Runs a program over a replay, run by run; see `OpenedGeneration.compute`. */
export async function computeReplay(
	model: ExplainingModel,
	replay: Replay,
	source: ReplaySource,
	computation: Computation,
	feeds: (replay: Replay) => readonly Rows[],
	request: ComputeRequest,
): Promise<ComputeReport> {
	const { id } = computation;
	request.signal?.throwIfAborted();
	const written = await model.programs.get(computation, "", async (): Promise<WrittenStage> => {
		const { decoder, facts, visionEncoder, isSparing } = model;
		const root = openHandles(decoder, facts, { visionEncoder, isSparing });
		const outputs = await atBoundary(id, "writing its program", () => computation.write(root));
		const graph = compileProgram(outputs.handles ?? root, outputs);
		return { stage: { ...outputs, feeds: () => ({}) }, graph, fingerprint: fingerprintModel(graph) };
	});
	const { compileMs, runMs, outputBytes } = await runStage(
		{ model, replay, source, id, request, onRows: request.onRows },
		{ ...written, stage: { ...written.stage, feeds } },
		{},
		{ index: 0, count: 1 },
	);
	return { compileMs, runMs, outputBytes };
}
