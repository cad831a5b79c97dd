import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../browser/site.js";
import { type KitPage, openKitPage } from "./kit-page.js";

describe.skipIf(!chromiumPath)("TensorFlow.js in a minified page", () => {
	let page: KitPage;
	beforeAll(async () => {
		page = await openKitPage({ minify: true });
	});
	afterAll(() => page?.close());

	// With threads, which the page's isolation allows and shortened names forbid, it would wait for ever.
	it("passes the backend kit on WebAssembly", async () => {
		const report = await page.run("tfjs/wasm");
		expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
		expect(report.counts.passed).toBeGreaterThan(500);
	}, 120_000);
});
