import { createStore } from "zustand/vanilla";
import type { Run, RunMarks } from "./run.js";

export interface RunState {
	/** In the order in which they came. */
	readonly runs: readonly Run[];
	/** Id of the one that is shown. */
	readonly current?: string;
	/** Id of the one that the shown one is compared with. */
	readonly pinned?: string;
}

/** All runs of this work: a tree by their parents. Records are never changed but for their marks. */
export interface RunStore {
	getState(): RunState;
	subscribe(listener: (state: RunState, before: RunState) => void): () => void;
	get(id: string): Run | undefined;
	/** Puts runs behind the others; one whose id is there takes its place. */
	add(...runs: readonly Run[]): void;
	/** @param id  Undefined: none is shown. */
	show(id: string | undefined): void;
	pin(id: string | undefined): void;
	mark(id: string, marks: Partial<RunMarks>): void;
	/** Takes runs out. What was made from them stays, as made from what they were made from. */
	remove(...ids: readonly string[]): void;
}

function withoutRuns({ runs, current, pinned }: RunState, ids: ReadonlySet<string>): RunState {
	const byId = new Map(runs.map((run) => [run.id, run]));
	const heir = (id: string | undefined): string | undefined =>
		id !== undefined && ids.has(id) ? heir(byId.get(id)?.parent) : id;
	const left = runs.flatMap(({ parent, ...run }): Run[] => {
		const inherited = heir(parent);
		return ids.has(run.id) ? [] : [inherited === undefined ? run : { ...run, parent: inherited }];
	});
	const shown = heir(current) ?? left.at(-1)?.id;
	return {
		runs: left,
		...(shown === undefined ? {} : { current: shown }),
		...(pinned === undefined || ids.has(pinned) ? {} : { pinned }),
	};
}

export function createRunStore(): RunStore {
	const store = createStore<RunState>()(() => ({ runs: [] }));
	const { getState, setState } = store;
	return {
		getState,
		subscribe: store.subscribe,
		get: (id) => getState().runs.find((run) => run.id === id),
		add(...added) {
			setState(({ runs }) => {
				const byId = new Map([...runs, ...added].map((run) => [run.id, run]));
				return { runs: [...byId.values()] };
			});
		},
		show: (current) =>
			setState(({ current: _, ...rest }) => (current === undefined ? rest : { ...rest, current }), true),
		pin: (pinned) => setState(({ pinned: _, ...rest }) => (pinned === undefined ? rest : { ...rest, pinned }), true),
		mark: (id, marks) =>
			setState(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, ...marks } : run)) })),
		remove: (...ids) => setState((state) => withoutRuns(state, new Set(ids)), true),
	};
}

/** A run and its parents, the first one first. */
export function ancestry(store: Pick<RunStore, "get">, id: string): readonly Run[] {
	const line: Run[] = [];
	for (
		let run = store.get(id);
		run && !line.includes(run);
		run = run.parent === undefined ? undefined : store.get(run.parent)
	) {
		line.unshift(run);
	}
	return line;
}
