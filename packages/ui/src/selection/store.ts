import { subscribeWithSelector } from "zustand/middleware";
import { createStore, type Mutate, type StoreApi } from "zustand/vanilla";

/** One attention head; both count from 0. */
export interface HeadRef {
	readonly layer: number;
	readonly head: number;
}

/** What is picked in all views of one result. */
export interface Selection {
	/** Positions in the joint sequence, in the order in which they were picked. */
	readonly tokens: readonly number[];
	/** Undefined: the mean over all. Both count from 0. */
	readonly layer?: number;
	readonly head?: number;
	/** Several heads whose mean is meant, in place of `layer` and `head`. Picking either of those lets go of them. */
	readonly heads?: readonly HeadRef[];
	/** Which picture the regions belong to. */
	readonly image: number;
	/** Indices into the picture's `ImageLayout.regions`. */
	readonly regions: readonly number[];
}

export type SelectionChannel = "token" | "layer" | "head" | "region";

export interface SelectionState {
	readonly locked: Selection;
	/** What the pointer or the keyboard is at; undefined parts are those of `locked`. Never held in React state. */
	readonly hover: Partial<Selection>;
}

type Subscribable = Mutate<StoreApi<SelectionState>, [["zustand/subscribeWithSelector", never]]>;

/** One selection for all views: hover previews, click locks, Shift extends, Esc releases. */
export interface SelectionStore extends Pick<Subscribable, "getState" | "subscribe"> {
	/** Shows a part without picking it; `{}` shows what is locked again. */
	preview(part: Partial<Selection>): void;
	lock(part: Partial<Selection>): void;
	/** Puts tokens or regions in or out of those locked. */
	toggle(channel: "token" | "region", index: number, isExtending: boolean): void;
	/** Back to nothing picked (tokens, regions) or the mean (layer, head); all channels when none is named. */
	release(channel?: SelectionChannel): void;
	/** Hovered where something is hovered, else locked. */
	shown(): Selection;
}

const released: Readonly<Record<SelectionChannel, Partial<Selection>>> = {
	token: { tokens: [] },
	layer: { layer: undefined, heads: undefined },
	head: { head: undefined, heads: undefined },
	region: { regions: [] },
};

/**
 * Makes a store. Subscribe to `state.hover` for drawing (outside React), to `state.locked` for rendering.
 *
 * @example
 * ```ts
 * const store = createSelectionStore({ tokens: [612] });
 * store.subscribe((state) => state.hover, paint);
 * store.lock({ layer: 14, head: 9 });
 * ```
 */
export function createSelectionStore(initial: Partial<Selection> = {}): SelectionStore {
	const state: SelectionState = { locked: { tokens: [], image: 0, regions: [], ...initial }, hover: {} };
	const store = createStore<SelectionState>()(subscribeWithSelector(() => state));
	const lock = (part: Partial<Selection>): void =>
		store.setState(({ locked }) => {
			const several = "layer" in part || "head" in part ? { heads: undefined } : {};
			return { locked: { ...locked, ...several, ...part }, hover: {} };
		});
	return {
		getState: store.getState,
		subscribe: store.subscribe,
		preview: (hover) => store.setState({ hover }),
		lock,
		toggle(channel, index, isExtending) {
			const key = channel === "token" ? "tokens" : "regions";
			const picked = store.getState().locked[key];
			const isPicked = picked.includes(index);
			if (isExtending) lock({ [key]: isPicked ? picked.filter((one) => one !== index) : [...picked, index] });
			else lock({ [key]: isPicked && picked.length === 1 ? [] : [index] });
		},
		release(channel) {
			if (channel) lock(released[channel]);
			else lock({ ...released.token, ...released.layer, ...released.head, ...released.region });
		},
		shown: () => ({ ...store.getState().locked, ...store.getState().hover }),
	};
}
