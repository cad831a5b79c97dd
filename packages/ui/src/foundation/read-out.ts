/** A box beside the pointer that says what is under it; written outside React. */
export interface ReadOut {
	/** `x`, `y`: pixels from the top left of the box that holds it. `isTouch` puts it above the finger, larger. */
	show(text: string, x: number, y: number, isTouch?: boolean): void;
	hide(): void;
}

/** Drives an element of class `lvlm-read-out` that lies in a positioned box. */
export function readOut(element: HTMLElement): ReadOut {
	return {
		show(text, x, y, isTouch = false) {
			const box = element.parentElement as HTMLElement;
			if (element.textContent !== text) element.textContent = text;
			element.dataset.touch = String(isTouch);
			element.hidden = false;
			const limit = box.clientWidth - element.offsetWidth;
			const left = Math.max(0, Math.min(limit, x - element.offsetWidth / 2));
			const above = y - element.offsetHeight - (isTouch ? 40 : 10);
			element.style.transform = `translate(${left}px, ${above < -24 ? y + (isTouch ? 40 : 22) : above}px)`;
		},
		hide() {
			element.hidden = true;
		},
	};
}
