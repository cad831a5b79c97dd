import { clear, createStore, get, getMany, set, setMany, type UseStore } from "idb-keyval";
import type { BatchEntry } from "./item.js";

/** A queue as this browser keeps it: its questions with their pictures, and what came of them. */
export interface QueueShelf {
	/** The queue of the last visit; undefined where there is none. */
	load(): Promise<{ readonly id: string; readonly entries: readonly BatchEntry[] } | undefined>;
	/** A new list of questions, under the queue's name. */
	putAll(id: string, entries: readonly BatchEntry[]): Promise<void>;
	/** One of them has changed. */
	put(entry: BatchEntry): Promise<void>;
	clear(): Promise<void>;
}

interface Index {
	readonly id: string;
	readonly order: readonly string[];
}

const indexKey = "index";

/** In IndexedDB, a record a question: one that has changed is written alone. */
export function createQueueShelf(): QueueShelf {
	let store: UseStore | undefined;
	const opened = (): UseStore => {
		store ??= createStore("lvlm-interpret batch", "entries");
		return store;
	};
	return {
		async load() {
			const index = await get<Index>(indexKey, opened());
			if (!index) return undefined;
			const found = await getMany<BatchEntry | undefined>([...index.order], opened());
			return { id: index.id, entries: found.filter((entry) => entry !== undefined) };
		},
		async putAll(id, entries) {
			await clear(opened());
			const index: Index = { id, order: entries.map((entry) => entry.id) };
			await setMany([[indexKey, index], ...entries.map((entry): [string, unknown] => [entry.id, entry])], opened());
		},
		put: (entry) => set(entry.id, entry, opened()),
		clear: () => clear(opened()),
	};
}
