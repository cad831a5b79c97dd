import { type JSX, type ReactNode, useMemo, useState } from "react";
import { type Theme, uiContext } from "../theme/context.js";
import { Root } from "../theme/root.js";
import { createSelectionStore, type SelectionStore } from "./store.js";

export interface LvlmUiProviderProps {
	/** Default: a new store. */
	readonly store?: SelectionStore;
	/** Default `system`. */
	readonly theme?: Theme;
	readonly children: ReactNode;
}

/** Gives the views below it one selection and one theme. */
export function LvlmUiProvider({ store, theme = "system", children }: LvlmUiProviderProps): JSX.Element {
	const [own] = useState(() => createSelectionStore());
	const value = useMemo(() => ({ theme, store: store ?? own, isNested: false }), [theme, store, own]);
	return (
		<uiContext.Provider value={value}>
			<Root>{children}</Root>
		</uiContext.Provider>
	);
}
