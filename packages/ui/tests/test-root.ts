import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach } from "vitest";

/**
 * A place on the page for each test of a file, and React's root in it; gone after the test.
 *
 * @param options.acts  Whether the file draws inside `act`; it is left inside `act` then, too.
 */
export function testRoot({ acts = false } = {}): { readonly host: HTMLElement; readonly root: Root } {
	const place = {} as { host: HTMLElement; root: Root };
	if (acts) (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
	beforeEach(() => {
		place.host = document.body.appendChild(document.createElement("div"));
		place.root = createRoot(place.host);
	});
	afterEach(async () => {
		if (acts) await act(async () => place.root.unmount());
		else place.root.unmount();
		place.host.remove();
	});
	return place;
}
