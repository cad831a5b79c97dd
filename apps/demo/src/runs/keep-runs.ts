import { newId } from "./new-id.js";
import type { KeptWork, RunShelf } from "./run-shelf.js";
import type { RunStore } from "./run-store.js";

const pauseMs = 800;

/** Writes what changes in a work to the browser's store, a moment later. */
export interface Keeping {
	/** Whether the run's bytes are in the store as they are now. */
	has(id: string): boolean;
	/** Whether the run is in the store, be it as it was a moment ago. */
	holds(id: string): boolean;
	/** The content of a run has changed. */
	changed(id: string): void;
	/** Keeps bytes that are there already. */
	put(id: string, bytes: Uint8Array): Promise<void>;
	get(id: string): Promise<Uint8Array | undefined>;
	remove(ids: readonly string[]): Promise<void>;
	/** Goes on under another work. @param here  Runs that it does not have yet. */
	adopt(work: KeptWork, here: readonly string[]): void;
}

export interface KeepingSettings {
	bytesOf(id: string): Promise<Uint8Array>;
	/** Takes what the browser does not store: a full or forbidden store takes nothing from the work itself. */
	onUnkept(id: string, bytes: Uint8Array): void;
}

/** Nothing is written while there are only examples: they are there anyway. */
export function keepRuns(shelf: RunShelf, store: RunStore, { bytesOf, onUnkept }: KeepingSettings): Keeping {
	let work: string = newId();
	const kept = new Set<string>();
	const toWrite = new Set<string>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let writing = Promise.resolve();
	let warned = false;

	const warn = (error: unknown): void => {
		if (!warned) console.warn("This browser does not keep the work.", error);
		warned = true;
	};
	async function put(id: string, bytes: Uint8Array): Promise<void> {
		try {
			await shelf.put(work, id, bytes);
			kept.add(id);
		} catch (error) {
			warn(error);
			onUnkept(id, bytes);
		}
	}
	async function write(): Promise<void> {
		const { runs, current } = store.getState();
		if (runs.every(({ origin }) => origin.kind === "example")) return;
		const ids = [...toWrite];
		toWrite.clear();
		for (const id of ids) {
			if (store.get(id)) await bytesOf(id).then((bytes) => put(id, bytes), warn);
		}
		const record = { id: work, at: Date.now(), runs, ...(current === undefined ? {} : { current }) };
		await shelf.putWork(record).catch(warn);
	}
	const soon = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			writing = writing.then(write);
		}, pauseMs);
	};
	shelf.hold(work);
	store.subscribe(soon);
	return {
		holds: (id) => kept.has(id),
		has: (id) => kept.has(id) && !toWrite.has(id),
		changed(id) {
			toWrite.add(id);
			soon();
		},
		put,
		get: (id) => shelf.get(work, id),
		async remove(ids) {
			for (const id of ids) {
				kept.delete(id);
				toWrite.delete(id);
			}
			await shelf.remove(work, ids).catch(warn);
		},
		adopt({ id: earlier, runs }, here) {
			work = earlier;
			shelf.hold(work);
			kept.clear();
			for (const run of runs) kept.add(run.id);
			for (const id of here) toWrite.add(id);
			soon();
		},
	};
}
