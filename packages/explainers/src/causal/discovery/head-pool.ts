import { LvlmError } from "@lvlm-interpret/core";
import { discoverHead, type HeadGraph, type HeadTask } from "./head-task.js";
import { errorOfReply, type HeadReply, type HeadWorker } from "./head-worker.js";

export interface HeadPoolOptions {
	/** Starts a worker. Left out: heads run one after the other on this thread, with room for other events between them. */
	readonly createWorker?: () => HeadWorker;
	/** Workers at most. Default 2. */
	readonly workerCount?: number;
}

export interface HeadRunOptions {
	/** Ends the run: waiting heads are dropped, and workers that are busy are closed. */
	readonly signal?: AbortSignal;
	/** Called when a head is done, in the order in which they end. */
	readonly onProgress?: (progress: { done: number; total: number; head: HeadGraph }) => void;
}

/** Runs heads in parallel. Workers start when first needed and are kept between runs. */
export interface HeadPool {
	/**
	 * @returns One result a task, in the order of the tasks; the same on one thread and on many.
	 * @throws The error of the first head that fails; the signal's reason when aborted.
	 */
	run(tasks: readonly HeadTask[], options?: HeadRunOptions): Promise<HeadGraph[]>;
	/** Closes all workers. A later run starts new ones. */
	close(): void;
}

/**
 * A pool of workers for {@link discoverHead}.
 *
 * A worker that breaks (cannot start under the page's rules, dies) is closed, and its head runs on this thread: the result does
 * not depend on workers being there.
 *
 * @throws {LvlmError} "invalid-argument" for a worker count below 1.
 */
export function createHeadPool(options: HeadPoolOptions = {}): HeadPool {
	const { createWorker, workerCount = 2 } = options;
	if (!Number.isInteger(workerCount) || workerCount < 1) {
		throw new LvlmError("invalid-argument", `A pool cannot have ${workerCount} workers.`, {
			name: "workerCount",
			expected: "a whole number, 1 or more",
			actual: String(workerCount),
		});
	}
	const idle: Lane[] = [];
	const all = new Set<Lane>();
	const open = (): Lane => {
		const lane = new Lane(createWorker as () => HeadWorker);
		all.add(lane);
		return lane;
	};
	const drop = (lane: Lane): void => {
		all.delete(lane);
		lane.close();
	};

	async function run(tasks: readonly HeadTask[], { signal, onProgress }: HeadRunOptions = {}): Promise<HeadGraph[]> {
		signal?.throwIfAborted();
		const results = new Array<HeadGraph>(tasks.length);
		let next = 0;
		let done = 0;
		let failed = false;
		const finish = (index: number, head: HeadGraph): void => {
			results[index] = head;
			done++;
			onProgress?.({ done, total: tasks.length, head });
		};
		const runHere = async (index: number): Promise<void> => {
			await nextEvent();
			signal?.throwIfAborted();
			finish(index, discoverHead(tasks[index]));
		};
		const work = async (): Promise<void> => {
			let lane = createWorker ? (idle.pop() ?? open()) : undefined;
			try {
				while (next < tasks.length && !failed) {
					signal?.throwIfAborted();
					const index = next++;
					const reply = await lane?.ask(tasks[index], signal);
					if (reply === undefined) {
						if (lane) drop(lane);
						lane = undefined;
						await runHere(index);
					} else if ("error" in reply) throw errorOfReply(reply.error);
					else finish(index, reply.result);
				}
				if (lane) idle.push(lane);
			} catch (error) {
				failed = true;
				if (lane?.isBusy) drop(lane);
				else if (lane) idle.push(lane);
				throw error;
			}
		};
		const lanes = createWorker ? Math.min(workerCount, tasks.length) : 1;
		// All lanes end before the first error is passed on: no head of this run goes on behind the caller's back.
		const ends = await Promise.allSettled(Array.from({ length: lanes }, work));
		for (const end of ends) if (end.status === "rejected") throw end.reason;
		return results;
	}

	return {
		run,
		close: () => {
			idle.length = 0;
			for (const lane of [...all]) drop(lane);
		},
	};
}

/** One worker, one task at a time. */
class Lane {
	private worker: HeadWorker | undefined;
	private settle: ((reply: HeadReply | undefined) => void) | undefined;

	constructor(createWorker: () => HeadWorker) {
		try {
			this.worker = createWorker();
		} catch {
			return;
		}
		this.worker.onReply((reply) => this.end(reply));
		this.worker.onFailure(() => {
			this.worker = undefined;
			this.end(undefined);
		});
	}

	get isBusy(): boolean {
		return this.settle !== undefined;
	}

	/** The worker's reply; undefined if the worker is broken. Rejects, still busy, when aborted. */
	ask(task: HeadTask, signal: AbortSignal | undefined): Promise<HeadReply | undefined> {
		const { worker } = this;
		if (worker === undefined) return Promise.resolve(undefined);
		return new Promise((resolve, reject) => {
			const abort = (): void => reject(signal?.reason);
			this.settle = (reply) => {
				signal?.removeEventListener("abort", abort);
				resolve(reply);
			};
			signal?.addEventListener("abort", abort, { once: true });
			try {
				worker.post(task);
			} catch {
				this.end(undefined);
			}
		});
	}

	close(): void {
		const { worker } = this;
		this.worker = undefined;
		worker?.close();
		this.end(undefined);
	}

	private end(reply: HeadReply | undefined): void {
		const { settle } = this;
		this.settle = undefined;
		settle?.(reply);
	}
}

/** Lets other events (abort, drawing, messages) run. */
function nextEvent(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 0));
}
