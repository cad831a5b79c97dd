import { isAbort } from "@lvlm-interpret/core";
import { createStore, type StoreApi } from "zustand/vanilla";
import { failureOf } from "../app/failure.js";
import { newId } from "../runs/new-id.js";
import type { BatchEntry, BatchItem, Outcome } from "./item.js";
import type { QueueShelf } from "./queue-shelf.js";

export interface QueueState {
	/** In the order in which they are asked. */
	readonly entries: readonly BatchEntry[];
	readonly isRunning: boolean;
	/** Whether the queue of an earlier visit has been looked for. */
	readonly isLoaded: boolean;
	/** Milliseconds that a question took since the start, mean; undefined before the first. */
	readonly perEntryMs?: number;
}

/** Many questions, asked one after the other. What is done stays, whatever happens to the rest, and after a reload. */
export interface BatchQueue {
	readonly state: Pick<StoreApi<QueueState>, "getState" | "getInitialState" | "subscribe">;
	/** Looks for the queue of the last visit, once. What was under way then still waits. */
	load(): Promise<void>;
	add(items: readonly BatchItem[]): Promise<void>;
	/** Asks all that wait, and what was stopped. Ends when nothing waits, or it is stopped. */
	start(): Promise<void>;
	/** The question under way is let go; it can be taken up again. */
	stop(): void;
	/** What failed waits again. */
	retry(): void;
	/**
	 * Asks a question once more, for a run that is not there any more.
	 *
	 * @returns The id of the new run.
	 * @throws what `run` throws.
	 */
	again(id: string, signal: AbortSignal): Promise<string>;
	mark(id: string, marks: Partial<Pick<BatchItem, "tags" | "note">>): void;
	/** Stops and forgets all questions; runs of answered ones stay. */
	clear(): Promise<void>;
}

export interface QueueSettings {
	readonly shelf: QueueShelf;
	/** @throws AbortError when `signal` says so. */
	run(entry: BatchEntry, at: { readonly id: string; readonly item: number }, signal: AbortSignal): Promise<Outcome>;
	/** The work under way as a job that shows its progress and can be stopped. */
	job(title: string, work: (signal: AbortSignal) => Promise<void>): Promise<unknown>;
}

export function createQueue({ shelf, run, job }: QueueSettings): BatchQueue {
	const store = createStore<QueueState>()(() => ({ entries: [], isRunning: false, isLoaded: false }));
	const { getState, setState } = store;
	let id: string = newId();
	let controller = new AbortController();
	let loading: Promise<void> | undefined;

	let isWarned = false;

	// A browser that keeps nothing takes nothing from the queue on the page.
	const warn = (error: unknown): void => {
		if (!isWarned) console.warn("This browser does not keep the batch.", error);
		isWarned = true;
	};

	function change(entryId: string, part: Partial<BatchEntry>): void {
		let changed: BatchEntry | undefined;
		setState(({ entries }) => ({
			entries: entries.map((entry) => {
				if (entry.id !== entryId) return entry;
				changed = { ...entry, ...part };
				return changed;
			}),
		}));
		if (changed) shelf.put(changed).catch(warn);
	}

	async function runNext(entry: BatchEntry, signal: AbortSignal): Promise<void> {
		const { message: _, ...waiting } = entry;
		// Not kept: a question that was under way when the page went waits again.
		setState(({ entries }) => ({
			entries: entries.map((one) => (one.id === entry.id ? { ...waiting, status: "running" } : one)),
		}));
		try {
			const item = getState().entries.findIndex((one) => one.id === entry.id);
			change(entry.id, { status: "done", outcome: await run(waiting, { id, item }, signal) });
		} catch (error) {
			if (isAbort(error) || signal.aborted) change(entry.id, { status: "stopped" });
			else change(entry.id, { status: "failed", message: failureOf(error).message });
		}
	}

	async function runAll(signal: AbortSignal): Promise<void> {
		const began = performance.now();
		for (let done = 0; !signal.aborted; ) {
			const next = getState().entries.find(({ status }) => status === "queued");
			if (!next) break;
			await runNext(next, signal);
			done++;
			setState({ perEntryMs: (performance.now() - began) / done });
		}
	}

	const waitAgain = (statuses: readonly BatchEntry["status"][]): void => {
		for (const entry of getState().entries) if (statuses.includes(entry.status)) change(entry.id, { status: "queued" });
	};

	return {
		state: store,
		load() {
			loading ??= shelf
				.load()
				.then((kept) => {
					if (!kept || getState().entries.length > 0) return;
					id = kept.id;
					setState({ entries: kept.entries });
				})
				.catch(warn)
				.finally(() => setState({ isLoaded: true }));
			return loading;
		},
		async add(items) {
			const added = items.map((item): BatchEntry => ({ ...item, status: "queued" }));
			const entries = [...getState().entries, ...added];
			setState({ entries });
			await shelf.putAll(id, entries).catch(warn);
		},
		async start() {
			if (getState().isRunning) return;
			controller = new AbortController();
			const { signal } = controller;
			waitAgain(["stopped"]);
			setState({ isRunning: true });
			try {
				await job("Batch", (stopped) => runAll(AbortSignal.any([signal, stopped])));
			} finally {
				setState({ isRunning: false });
			}
		},
		stop: () => controller.abort(),
		retry: () => waitAgain(["failed"]),
		async again(entryId, signal) {
			const item = getState().entries.findIndex((one) => one.id === entryId);
			const entry = getState().entries[item];
			if (!entry) throw new Error("This question is not in the queue any more.");
			const outcome = await run(entry, { id, item }, signal);
			change(entryId, { outcome });
			return outcome.run;
		},
		mark: change,
		async clear() {
			controller.abort();
			id = newId();
			setState({ entries: [] });
			await shelf.clear().catch(warn);
		},
	};
}
