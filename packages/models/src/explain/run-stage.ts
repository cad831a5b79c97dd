import {
	type ExplainRequest,
	isDeviceTensor,
	type Session,
	type SessionValue,
	type Tensor,
} from "@lvlm-interpret/core";
import { encodeModel, type Replay, type Rows } from "@lvlm-interpret/graph";
import type { ExplainingModel } from "./explain.js";
import { joinRuns } from "./join-runs.js";
import { atBoundary } from "./plugin-boundary.js";
import type { EachRun, WrittenStage } from "./program-cache.js";
import { type ReplaySource, replayFeeds } from "./replay-feeds.js";
import { type Call, runsOfACall, scannedCalls, unscanned } from "./scanned-runs.js";

/** What all stages of one explanation share. */
export interface StageRun {
	readonly model: ExplainingModel;
	readonly replay: Replay;
	readonly source: ReplaySource;
	/** Of the explainer. */
	readonly id: string;
	readonly request: ExplainRequest;
	/** The replay's own feeds, where they are kept from run to run. Default: made anew. */
	readonly feeds?: () => Promise<Rows>;
	/** Takes what each run gives; it is not kept and joined then. */
	readonly onRows?: (rows: Rows, run: number) => void;
}

export interface StageDone {
	readonly rows: Rows;
	readonly compileMs: number;
	readonly runMs: number;
	readonly outputBytes: number;
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

/** The session's calls: one a run, or of several runs where the graph does these. */
function callsOf({ model, replay }: StageRun, each: EachRun | undefined, feeds: readonly Rows[]): readonly Call[] {
	if (!each?.isScanned) return feeds.map((one) => ({ feeds: one, runs: 1 }));
	const tokens = feeds[0]?.[each.inputs[0] as string]?.shape[0] ?? 1;
	return scannedCalls(feeds, each.inputs, runsOfACall(model.weightFiles, replay, tokens));
}

/**
 * Loads one stage into a session (once per structure) and runs it as often as it has feeds; outputs of several runs are joined along their
 * first axis. Progress: phase "compile", then "explain" with one step a run. Abort takes effect before each call of the session.
 */
export async function runStage(
	run: StageRun,
	{ stage, graph, fingerprint, each }: WrittenStage,
	earlier: Rows,
	place: { readonly index: number; readonly count: number },
): Promise<StageDone> {
	const { model, replay, source, id, request } = run;
	const { signal, onProgress } = request;
	const detail = place.count === 1 ? id : `${id}, stage ${place.index + 1} of ${place.count}`;
	onProgress?.({ phase: "compile", done: 0, total: 1, unit: "steps", detail });
	const isScanned = each?.isScanned ?? false;
	const given = await atBoundary(id, "preparing its feeds", () => stage.feeds(replay, earlier, isScanned));
	const feeds: readonly Rows[] = Array.isArray(given) ? given : [given as Rows];
	const calls = callsOf(run, each, feeds);
	const compile = (): Promise<Session> =>
		model.queue.add(() =>
			model.backend.createSession(
				{
					name: `${detail} of ${model.facts.id}`,
					files: model.weightFiles,
					encode: (locate) => encodeModel(graph, { locate }),
				},
				// Not the caller's signal: another explanation may be waiting for the same session.
				{},
			),
		);

	return model.explanations.use(fingerprint, compile, async (session, compileMs) => {
		signal?.throwIfAborted();
		onProgress?.({ phase: "compile", done: 1, total: 1, unit: "steps", detail });
		const total = feeds.length;
		onProgress?.({ phase: "explain", done: 0, total, unit: "steps", detail });
		const started = performance.now();
		const common = await (run.feeds?.() ??
			model.queue.add(() => replayFeeds(model.embedTokens, source, replay.rows, signal)));
		const picked = pick<Tensor>(common, session);
		const runs: Rows[] = [];
		let [done, outputBytes] = [0, 0];
		for (const { feeds: own, runs: count } of calls) {
			signal?.throwIfAborted();
			const all = { ...picked, ...pick<Tensor>(own, session) };
			const outputs = await model.queue.add(() => session.run(all, signal ? { signal } : {}));
			const rows = await hostTensors(outputs, signal);
			outputBytes += Object.values(rows).reduce((sum, { data }) => sum + data.byteLength, 0);
			if (run.onRows) run.onRows(rows, done);
			else runs.push(each?.isScanned ? unscanned(rows, each) : rows);
			done += count;
			onProgress?.({ phase: "explain", done, total, unit: "steps", detail });
		}
		const runMs = performance.now() - started;
		return { rows: joinRuns(id, runs, each?.outputs), compileMs, runMs, outputBytes };
	});
}
