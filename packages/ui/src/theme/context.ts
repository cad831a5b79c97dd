import { type Context, createContext } from "react";
import type { SelectionStore } from "../selection/store.js";

/** `system` follows the reader's preference. */
export type Theme = "light" | "dark" | "system";

/** What a provider gives to the views below it. */
export interface UiContext {
	readonly theme: Theme;
	readonly store?: SelectionStore;
	/** Whether an enclosing element is already a `.lvlm` root. */
	readonly isNested: boolean;
	/** Told of what a view shows in place of its data because a source failed. */
	readonly onError?: (error: unknown) => void;
}

export const uiContext: Context<UiContext> = createContext<UiContext>({ theme: "system", isNested: false });
