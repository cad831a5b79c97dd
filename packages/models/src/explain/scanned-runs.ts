import { allocate, type ModelSource, type Tensor, tensor, weightBytes } from "@lvlm-interpret/core";
import type { Replay, Rows } from "@lvlm-interpret/graph";
import type { EachRun } from "./program-cache.js";

/**
 * Work of one call of a session, in bytes of weights times rows: some 40 seconds on two slow cores. Calls end so that progress is told, and
 * that an abort takes effect; each repeats what its runs share.
 */
const workOfACall = 12e12;

/** Runs that one call of a session does. */
export interface Call {
	readonly feeds: Rows;
	readonly runs: number;
}

/** How many runs one call may do, as a model of that size reads its weights about twice for every row of a run. */
export function runsOfACall(weightFiles: ModelSource["files"], replay: Replay, tokensOfARun: number): number {
	return Math.max(1, Math.floor(workOfACall / (Math.max(1, weightBytes(weightFiles)) * replay.rows * tokensOfARun)));
}

const shapesOf = (feeds: Rows, names: readonly string[]) =>
	names.map((name) => feeds[name]?.shape.join() ?? "").join(";");

/** Successive runs of equal shapes as calls of about equally many, at most `limit`: inputs that differ are stacked along a new first axis. */
export function scannedCalls(runs: readonly Rows[], names: readonly string[], limit: number): Call[] {
	const groups: Rows[][] = [];
	for (const run of runs) {
		const last = groups.at(-1);
		if (last && shapesOf(last[0] as Rows, names) === shapesOf(run, names)) last.push(run);
		else groups.push([run]);
	}
	return groups.flatMap((group) => {
		const size = Math.ceil(group.length / Math.ceil(group.length / limit));
		const calls: Call[] = [];
		for (let at = 0; at < group.length; at += size) {
			const part = group.slice(at, at + size);
			const stacks = names.map((name) => [name, stacked(part.map((run) => run[name] as Tensor))] as const);
			calls.push({ feeds: { ...part[0], ...Object.fromEntries(stacks) }, runs: part.length });
		}
		return calls;
	});
}

function stacked(parts: readonly Tensor[]): Tensor {
	const [first] = parts as [Tensor];
	const data = allocate(first.dtype, parts.length * first.data.length);
	parts.forEach((part, index) => {
		(data as Float32Array).set(part.data as Float32Array, index * first.data.length);
	});
	return tensor(first.dtype, [parts.length, ...first.shape], data);
}

/** What one call gave, as runs that were joined: the axis of the runs and the first one of a run's outputs are one. */
export function unscanned(rows: Rows, { outputs }: EachRun): Rows {
	return Object.fromEntries(
		Object.entries(rows).map(([name, rows]) => {
			if (!outputs.has(name)) return [name, rows];
			const [runs, count, ...rest] = rows.shape as [number, number, ...number[]];
			return [name, tensor(rows.dtype, [runs * count, ...rest], rows.data)];
		}),
	);
}
