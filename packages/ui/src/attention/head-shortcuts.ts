import type { ShortcutHandlers } from "../foundation/shortcuts.js";
import type { SelectionStore } from "../selection/store.js";

/** What can be picked, ascending. */
export interface HeadChoices {
	readonly layers: readonly number[];
	readonly heads: readonly number[];
}

/** All layers and heads of a size. */
export function allHeads(size: { readonly layers: number; readonly heads: number }): HeadChoices {
	const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
	return { layers: range(size.layers), heads: range(size.heads) };
}

/** Keys that move layer and head of a selection; from the mean over all they begin at the near end. */
export function headShortcuts(store: SelectionStore, { layers, heads }: HeadChoices): ShortcutHandlers {
	const move = (channel: "layer" | "head", choices: readonly number[], by: number): void => {
		const value = store.getState().locked[channel];
		const at = value === undefined ? (by > 0 ? -1 : choices.length) : choices.indexOf(value);
		store.lock({ [channel]: choices[Math.max(0, Math.min(choices.length - 1, at + by))] });
	};
	return {
		"layer-up": () => move("layer", layers, 1),
		"layer-down": () => move("layer", layers, -1),
		"head-forward": () => move("head", heads, 1),
		"head-back": () => move("head", heads, -1),
		"head-average": () => store.lock({ head: undefined }),
	};
}
