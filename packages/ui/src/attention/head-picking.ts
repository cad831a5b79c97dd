import type { HeadRef, SelectionStore } from "../selection/store.js";
import { selectedHeads } from "./selected-heads.js";

const isIn = (list: readonly HeadRef[], one: HeadRef): boolean =>
	list.some((other) => other.layer === one.layer && other.head === one.head);

/** Whether layer or head is anything but the mean over all. */
export function hasHeads({ layer, head, heads }: { layer?: number; head?: number; heads?: unknown }): boolean {
	return layer !== undefined || head !== undefined || heads !== undefined;
}

/** Back to the mean over all layers and heads. */
export function releaseHeads(store: SelectionStore): void {
	store.lock({ layer: undefined, head: undefined });
}

/**
 * Picks heads: one as layer and head, several together. Picking what alone is picked lets go of it.
 *
 * @param isAdding  They join those that are picked, or leave them.
 */
export function pickHeads(
	store: SelectionStore,
	size: { readonly layers: number; readonly heads: number },
	block: readonly HeadRef[],
	isAdding: boolean,
): void {
	const { locked } = store.getState();
	const before = hasHeads(locked) ? selectedHeads(locked, size) : [];
	const areAll = block.every((one) => isIn(before, one));
	let next = block;
	if (isAdding) {
		next = areAll
			? before.filter((one) => !isIn(block, one))
			: [...before, ...block.filter((one) => !isIn(before, one))];
	} else if (areAll && before.length === block.length) next = [];
	const [only] = next;
	if (next.length > 1) store.lock({ layer: undefined, head: undefined, heads: next });
	else store.lock({ layer: only?.layer, head: only?.head });
}
