import { useContext, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { uiContext } from "../theme/context.js";
import { createSelectionStore, type Selection, type SelectionStore } from "./store.js";

/** The given store, else the provider's, else one of the component's own: a view alone works as one among many. */
export function useSelectionStore(given?: SelectionStore): SelectionStore {
	const { store } = useContext(uiContext);
	const [own] = useState(() => createSelectionStore());
	return given ?? store ?? own;
}

/** A part of the locked selection; the selector must return what stays equal while nothing changed. Hovering renders nothing. */
export function useSelection<T>(selector: (locked: Selection) => T, given?: SelectionStore): T {
	const store = useSelectionStore(given);
	const read = (): T => selector(store.getState().locked);
	return useSyncExternalStore((onChange) => store.subscribe((state) => state.locked, onChange), read, read);
}

/** Calls `onChange` with the whole selection when what is locked changes. */
export function useSelectionChange(store: SelectionStore, onChange: ((locked: Selection) => void) | undefined): void {
	const latest = useRef(onChange);
	latest.current = onChange;
	// Before the first paint: whoever can see the view can pick, and no pick may be missed.
	useLayoutEffect(
		() =>
			store.subscribe(
				(state) => state.locked,
				(locked) => latest.current?.(locked),
			),
		[store],
	);
}
