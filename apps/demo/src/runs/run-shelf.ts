import { createStore, del, delMany, entries, get, keys, set, type UseStore } from "idb-keyval";
import type { Run } from "./run.js";

/** A piece of work as this browser keeps it: the records of its runs. */
export interface KeptWork {
	readonly id: string;
	/** Milliseconds since 1970 of the last change. */
	readonly at: number;
	readonly runs: readonly Run[];
	readonly current?: string;
}

export interface FoundWork extends KeptWork {
	/** Whether a tab has it open. */
	readonly isHeld: boolean;
}

/** What this browser keeps of works: session files by run, and records. All of it can fail, for want of room or of leave. */
export interface RunShelf {
	put(work: string, run: string, session: Uint8Array): Promise<void>;
	/** Undefined where it is not kept. */
	get(work: string, run: string): Promise<Uint8Array | undefined>;
	remove(work: string, runs: readonly string[]): Promise<void>;
	putWork(work: KeptWork): Promise<void>;
	/** The works that are kept, the latest first. */
	works(): Promise<readonly FoundWork[]>;
	removeWork(id: string): Promise<void>;
	/** Shows other tabs that this one has the work open, for as long as the tab lives. */
	hold(work: string): void;
}

const lockName = (work: string): string => `lvlm-interpret/work/${work}`;

async function heldLocks(): Promise<ReadonlySet<string>> {
	const held = (await navigator.locks?.query())?.held ?? [];
	return new Set(held.flatMap(({ name }) => (name === undefined ? [] : [name])));
}

export function createRunShelf(): RunShelf {
	let stores: { readonly sessions: UseStore; readonly works: UseStore } | undefined;
	// Opened at the first use: a page that keeps nothing makes no database.
	const opened = (): NonNullable<typeof stores> => {
		stores ??= {
			sessions: createStore("lvlm-interpret sessions", "sessions"),
			works: createStore("lvlm-interpret works", "works"),
		};
		return stores;
	};
	const key = (work: string, run: string): string => `${work}/${run}`;
	return {
		put: (work, run, session) => set(key(work, run), session, opened().sessions),
		get: (work, run) => get<Uint8Array>(key(work, run), opened().sessions),
		remove: (work, runs) =>
			delMany(
				runs.map((run) => key(work, run)),
				opened().sessions,
			),
		putWork: (work) => set(work.id, work, opened().works),
		async works() {
			const [found, held] = await Promise.all([entries<string, KeptWork>(opened().works), heldLocks()]);
			return found.map(([, work]) => ({ ...work, isHeld: held.has(lockName(work.id)) })).sort((a, b) => b.at - a.at);
		},
		async removeWork(id) {
			const all = await keys<string>(opened().sessions);
			await delMany(
				all.filter((one) => one.startsWith(`${id}/`)),
				opened().sessions,
			);
			await del(id, opened().works);
		},
		hold(work) {
			void navigator.locks?.request(lockName(work), () => new Promise(() => undefined));
		},
	};
}
