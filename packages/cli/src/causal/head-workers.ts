import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type HeadPoolOptions, nodeHeadWorker } from "@lvlm-interpret/explainers/causal-discovery";

/** Heads from which on workers are quicker than this thread: starting two takes about a tenth of a second. */
const worthwhile = 8;

/** Where the graphs of so many heads are learned. Where workers cannot start, this thread does it. */
export function headWorkers(heads: number): HeadPoolOptions {
	if (heads < worthwhile) return {};
	return {
		createWorker: () => nodeHeadWorker(new Worker(new URL("./causal-head-worker.js", import.meta.url))),
		workerCount: Math.max(1, Math.min(8, availableParallelism())),
	};
}
