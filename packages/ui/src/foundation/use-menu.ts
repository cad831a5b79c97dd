import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from "react";

export interface Menu {
	/** Of the box around the button and its list; the button is the first in it, what can be chosen is marked `data-item`. */
	readonly box: RefObject<HTMLDivElement | null>;
	/** Esc and leaving close the list: for the box. */
	readonly handlers: {
		onKeyDown(event: KeyboardEvent): void;
		onBlur(event: FocusEvent<HTMLElement>): void;
	};
	/** Closes, and puts the focus back on the button. */
	close(): void;
}

/** A list that a button opens: the focus goes to its first item, and back to the button. */
export function useMenu(isOpen: boolean, onOpenChange: (isOpen: boolean) => void): Menu {
	const box = useRef<HTMLDivElement>(null);
	const focus = (selector: string): void => box.current?.querySelector<HTMLElement>(selector)?.focus();
	// biome-ignore lint/correctness/useExhaustiveDependencies: at the moment of opening alone.
	useEffect(() => {
		if (isOpen) focus("[data-item]");
	}, [isOpen]);
	const close = (): void => {
		onOpenChange(false);
		focus("button");
	};
	return {
		box,
		close,
		handlers: {
			onKeyDown(event) {
				if (event.key !== "Escape" || !isOpen) return;
				event.preventDefault();
				event.stopPropagation();
				close();
			},
			onBlur(event) {
				if (isOpen && !event.currentTarget.contains(event.relatedTarget)) onOpenChange(false);
			},
		},
	};
}
