import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type { Opened } from "../document/opened.js";
import type { Made } from "../engine/ask-run.js";
import { createDemoEngine, type DemoEngine, type EngineActivity } from "../engine/engine.js";
import { createLibrary, type Library } from "../runs/library.js";
import { createRunShelf, type RunShelf } from "../runs/run-shelf.js";
import type { RunState } from "../runs/run-store.js";

/** What the page works on: its runs, what keeps them, and the engine. */
export interface Work extends Made {
	readonly shelf: RunShelf;
	/** Whether this is a copy to look at: nothing is asked, computed or kept. */
	readonly isReadOnly: boolean;
	readonly library: Library;
	readonly engine: DemoEngine;
}

/** `?device=wasm` in the address: to try what another browser would do. */
function deviceIn(search: string): string | undefined {
	return /[?&]device=(webgpu|wasm)\b/.exec(search)?.[1];
}

/** @param shelf  Default: this browser's store. */
export function createWork(shelf: RunShelf = createRunShelf(), isReadOnly = false): Work {
	return { shelf, library: createLibrary(shelf), engine: createDemoEngine(deviceIn(location.search)), isReadOnly };
}

export const WorkContext = createContext<Work | undefined>(undefined);

export function useWork(): Work {
	const work = useContext(WorkContext);
	if (!work) throw new Error("internal: outside of the app's work");
	return work;
}

export function useRuns<T>(select: (state: RunState) => T): T {
	const { library } = useWork();
	return useStore(library.store as never, select as never) as T;
}

export function useEngine<T>(select: (activity: EngineActivity) => T): T {
	return useStore(useWork().engine.activity as never, select as never) as T;
}

/** A run as it is in memory; undefined while it is opened, and after it was removed. */
export function useOpened(id: string | undefined): Opened | undefined {
	const { library } = useWork();
	const read = useMemo(() => () => (id === undefined ? undefined : library.peek(id)), [library, id]);
	return useSyncExternalStore(library.subscribe, read);
}
