import { version } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSelectionStore, LvlmUiProvider } from "../src/index.js";
import { everyView } from "./every-view.js";
import { testRoot } from "./test-root.js";

// Run on React 19 with all other tests, and on React 18 by vitest.react18.config.ts.
const place = testRoot();
const errors: string[] = [];
const original = console.error;

beforeEach(() => {
	errors.length = 0;
	console.error = (...values: unknown[]): void => {
		errors.push(values.map(String).join(" "));
	};
});
afterEach(() => {
	console.error = original;
});

const store = createSelectionStore();
describe(`on React ${version.split(".")[0]}`, () => {
	it.each(Object.entries(everyView(store)))("%s draws, follows a selection, and warns of nothing", async (_, view) => {
		store.release();
		place.root.render(
			<LvlmUiProvider theme="light" store={store}>
				{view}
			</LvlmUiProvider>,
		);
		await expect
			.poll(() => place.host.textContent !== "" && place.host.querySelector(".lvlm-pending, [aria-busy]") === null)
			.toBe(true);
		store.lock({ tokens: [160], regions: [3], layer: 0 });
		await new Promise((done) => setTimeout(done, 50));
		expect(place.host.querySelector("[role=alert]:not(.lvlm-hidden)")?.textContent ?? "").toBe("");
		expect(errors).toEqual([]);
	});
});
