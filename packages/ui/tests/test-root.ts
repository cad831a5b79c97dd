import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach } from "vitest";

/** A place on the page for each test of a file, and React's root in it; gone after the test. */
export function testRoot(): { readonly host: HTMLElement; readonly root: Root } {
	const place = {} as { host: HTMLElement; root: Root };
	beforeEach(() => {
		place.host = document.body.appendChild(document.createElement("div"));
		place.root = createRoot(place.host);
	});
	afterEach(() => {
		place.root.unmount();
		place.host.remove();
	});
	return place;
}
