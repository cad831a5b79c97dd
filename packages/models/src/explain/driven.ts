import { LvlmError, type Progress, type ResultBody, type ResultKind } from "@lvlm-interpret/core";
import {
	compileProgram,
	type DrivenProgram,
	fingerprintModel,
	type ModelHandles,
	type ProgramRuns,
	type ProgramStage,
	type Rows,
} from "@lvlm-interpret/graph";
import { atBoundary } from "./plugin-boundary.js";
import type { WrittenStage } from "./program-cache.js";
import { replayFeeds } from "./replay-feeds.js";
import { runStage, type StageRun } from "./run-stage.js";

/** A driven program, and those of its graphs that were asked for. */
export interface WrittenDriven<Kind extends ResultKind = ResultKind> {
	readonly driven: DrivenProgram<Kind>;
	/** The graph of a key, compiled when it is first asked for. @throws {LvlmError} "invalid-argument" for another key. */
	graph(key: string): Omit<WrittenStage, "stage">;
}

/** @param root  What graphs without handles of their own were written on. */
export function writeDriven<Kind extends ResultKind>(
	driven: DrivenProgram<Kind>,
	root: ModelHandles,
): WrittenDriven<Kind> {
	const compiled = new Map<string, Omit<WrittenStage, "stage">>();
	return {
		driven,
		graph(key) {
			const known = compiled.get(key);
			if (known) return known;
			const written = Object.hasOwn(driven.graphs, key) ? driven.graphs[key] : undefined;
			if (!written) {
				throw new LvlmError("invalid-argument", `The program has no graph "${key}".`, {
					name: "graph",
					expected: Object.keys(driven.graphs).join(", "),
					actual: key,
				});
			}
			const graph = compileProgram(written.handles ?? root, written);
			const made = { graph, fingerprint: fingerprintModel(graph) };
			compiled.set(key, made);
			return made;
		},
	};
}

/** What the runs of a driven program took. */
export interface DrivenDone<Kind extends ResultKind> {
	readonly body: ResultBody<Kind>;
	readonly compileMs: number;
	readonly runMs: number;
	readonly outputBytes: number;
}

/**
 * Lets a program drive its own runs.
 *
 * @throws {DOMException} AbortError after an abort, unless the program gives a partial result.
 */
export async function runDriven<Kind extends ResultKind>(
	run: StageRun,
	written: WrittenDriven<Kind>,
): Promise<DrivenDone<Kind>> {
	const { id, model, replay, request, source } = run;
	const { signal, onProgress } = request;
	const spent = { compileMs: 0, runMs: 0, outputBytes: 0 };
	// Steps are the program's to count.
	const onCompile = (progress: Progress) => {
		if (progress.phase === "compile") onProgress?.(progress);
	};
	const seen = new Set<string>();
	let kept: Promise<Rows> | undefined;
	const feeds = (): Promise<Rows> => {
		const { padTokenId } = model.facts.text;
		kept ??= model.queue.add(() => replayFeeds(model.embedTokens, source, replay.rows, signal, padTokenId));
		return kept;
	};
	const runs: ProgramRuns = {
		signal,
		async run(key, given): Promise<Rows> {
			signal?.throwIfAborted();
			const { graph, fingerprint } = written.graph(key);
			const stage: ProgramStage = { outputs: {}, feeds: () => given };
			const isFirst = !seen.has(key);
			seen.add(key);
			const quiet = { ...(signal ? { signal } : {}), ...(isFirst ? { onProgress: onCompile } : {}) };
			const done = await runStage(
				{ ...run, request: quiet, feeds },
				{ stage, graph, fingerprint },
				{},
				{ index: 0, count: 1 },
			);
			spent.compileMs += done.compileMs;
			spent.runMs += done.runMs;
			spent.outputBytes += done.outputBytes;
			return done.rows;
		},
		progress(done, total, detail = id) {
			onProgress?.({ phase: "explain", done, ...(total === undefined ? {} : { total }), unit: "steps", detail });
		},
	};
	const body = await atBoundary(id, "driving its runs", () => written.driven.drive(runs, replay));
	// After an abort only what says that it is a part may pass for the result.
	if (body.partial === undefined) signal?.throwIfAborted();
	return { body, ...spent };
}
