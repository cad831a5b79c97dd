import { isSameSelection } from "../embed/selection-message.js";
import { createSelectionStore, type Selection, type SelectionStore } from "../selection/store.js";

interface Group {
	readonly store: SelectionStore;
	users: number;
	isFresh: boolean;
}

/** Elements of the page that share a selection, by the name in their `group`. */
const groups = new Map<string, Group>();

/** A selection that an element holds. */
export interface Membership {
	readonly store: SelectionStore;
	/** Picks, where that changes anything: whoever is told of a change may pick the same. */
	pick(part: Partial<Selection>): void;
	/**
	 * What a session file had picked counts where nobody has picked anything yet, and where the element, alone with its selection,
	 * shows another session than before.
	 */
	begin(selection: Partial<Selection>, isAnother: boolean): void;
	leave(): void;
}

const nothing: Selection = { tokens: [], layer: undefined, head: undefined, heads: undefined, image: 0, regions: [] };

/** The selection of a group, or one of the element's own where it names none. The last to leave takes the selection away. */
export function joinGroup(name: string | null): Membership {
	const group = (name && groups.get(name)) || { store: createSelectionStore(), users: 0, isFresh: true };
	const { store } = group;
	group.users++;
	if (name) groups.set(name, group);
	const pick = (part: Partial<Selection>): void => {
		group.isFresh = false;
		const { locked } = store.getState();
		if (!isSameSelection({ ...locked, ...part }, locked)) store.lock(part);
	};
	return {
		store,
		pick,
		begin(selection, isAnother) {
			if (group.isFresh || (isAnother && group.users === 1)) pick({ ...nothing, ...selection });
		},
		leave() {
			group.users--;
			if (name && group.users === 0) groups.delete(name);
		},
	};
}
