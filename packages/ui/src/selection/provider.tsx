import { type JSX, type ReactNode, useMemo, useState } from "react";
import { type Theme, uiContext } from "../theme/context.js";
import { Root } from "../theme/root.js";
import { createSelectionStore, type SelectionStore } from "./store.js";

export interface LvlmUiProviderProps {
	/** Default: a new store. */
	readonly store?: SelectionStore;
	/** Default `system`. */
	readonly theme?: Theme;
	/** Told when a source of a view below fails; the view itself says so too. */
	readonly onError?: (error: unknown) => void;
	readonly children: ReactNode;
}

/** Gives the views below it one selection and one theme. */
export function LvlmUiProvider({ store, theme = "system", onError, children }: LvlmUiProviderProps): JSX.Element {
	const [own] = useState(() => createSelectionStore());
	const value = useMemo(() => ({ theme, store: store ?? own, isNested: false, onError }), [theme, store, own, onError]);
	return (
		<uiContext.Provider value={value}>
			<Root>{children}</Root>
		</uiContext.Provider>
	);
}
