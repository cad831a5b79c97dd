import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../browser/site.js";
import { type KitPage, openKitPage } from "./kit-page.js";

if (!chromiumPath)
	console.log("skipped: no Chromium found, so the backend kit is not tried on ONNX Runtime in a browser");

describe.skipIf(!chromiumPath)("the backend kit on ONNX Runtime in Chromium", () => {
	let page: KitPage;
	beforeAll(async () => {
		page = await openKitPage();
	});
	afterAll(() => page?.close());

	it.each(["onnx/wasm", "onnx/webgpu"])(
		"%s",
		async (kind) => {
			const report = await page.run(kind);
			expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
			expect(report.counts.passed).toBeGreaterThan(500);
		},
		360_000,
	);
});
