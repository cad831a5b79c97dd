import type { SelectionStore } from "../selection/store.js";
import type { TokenUnit } from "./token-units.js";

export interface TokenListKeys {
	/** `isRange`: from the anchor to here; `isAdding`: in or out of those picked, the others stay. */
	pick(index: number, isRange: boolean, isAdding: boolean): void;
	onKeyDown(event: KeyboardEvent): void;
}

/**
 * Picking in a list of words: arrows move the focus (Shift extends the range), Space and Enter pick, Ctrl+A all, Ctrl+Shift+A
 * none, Esc releases. Other keys go on to the view.
 */
export function tokenListKeys(list: {
	readonly element: HTMLElement;
	readonly units: readonly TokenUnit[];
	readonly store: SelectionStore;
}): TokenListKeys {
	const { element, units, store } = list;
	let anchor = 0;
	const options = (): HTMLElement[] => Array.from(element.children) as HTMLElement[];
	const positionsOf = (from: number, to: number): number[] =>
		units.slice(Math.min(from, to), Math.max(from, to) + 1).flatMap((one) => one.positions);
	const focusOn = (index: number): void => {
		for (const option of options()) if (option.tabIndex === 0) option.tabIndex = -1;
		const option = element.children[index] as HTMLElement;
		option.tabIndex = 0;
		option.focus();
	};
	const pick: TokenListKeys["pick"] = (index, isRange, isAdding) => {
		const own = (units[index] as TokenUnit).positions;
		const locked = store.getState().locked.tokens;
		if (isRange) {
			store.lock({ tokens: positionsOf(anchor, index) });
			return;
		}
		anchor = index;
		const isPicked = own.every((one) => locked.includes(one));
		if (isAdding) store.lock({ tokens: isPicked ? locked.filter((one) => !own.includes(one)) : [...locked, ...own] });
		else store.lock({ tokens: isPicked && locked.length === own.length ? [] : own });
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const index = options().indexOf(event.target as HTMLElement);
		if (index < 0 || event.altKey) return;
		const isCommand = event.ctrlKey || event.metaKey;
		const targets: Partial<Record<string, number>> = {
			ArrowLeft: index - 1,
			ArrowRight: index + 1,
			Home: 0,
			End: units.length - 1,
		};
		const target = targets[event.key];
		if (target !== undefined) {
			const to = Math.max(0, Math.min(units.length - 1, target));
			focusOn(to);
			if (event.shiftKey) store.lock({ tokens: positionsOf(anchor, to) });
			else anchor = to;
		} else if (event.key === " " || event.key === "Enter") pick(index, event.shiftKey, isCommand);
		else if (isCommand && event.key.toLowerCase() === "a") {
			if (event.shiftKey) store.release("token");
			else store.lock({ tokens: positionsOf(0, units.length - 1) });
		} else if (event.key === "Escape" && store.getState().locked.tokens.length > 0) store.release("token");
		else return;
		event.preventDefault();
	};
	return { pick, onKeyDown };
}
