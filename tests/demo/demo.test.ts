import { afterAll, beforeAll, describe } from "vitest";
import { chromiumPath } from "../browser/site.js";
import { type BuiltDemo, buildDemo } from "./built-demo.js";
import { anyTab, nothingFailed } from "./steps/any-tab.js";
import { asking } from "./steps/asking.js";
import { comparing } from "./steps/comparing.js";
import { explaining } from "./steps/explaining.js";
import { fitting } from "./steps/fitting.js";
import { otherHosts } from "./steps/hosts.js";
import { keeping } from "./steps/keeping.js";
import { openingExamples } from "./steps/opening.js";
import { sharing } from "./steps/sharing.js";
import { stopping } from "./steps/stopping.js";
import { startGuest, startVisit } from "./visit.js";

// One build for all, and one page: each step goes on where the one before it ended.
let built: BuiltDemo;
beforeAll(() => {
	if (chromiumPath) built = buildDemo();
}, 300_000);
afterAll(() => built?.remove());
const demo = (): BuiltDemo => built;

describe.skipIf(!chromiumPath)("the demo app, built, under a path of its site", () => {
	const visit = startVisit(demo);
	openingExamples(visit);
	asking(visit);
	explaining(visit);
	comparing(visit);
	keeping(visit);
	sharing(visit);
	anyTab(visit);
	nothingFailed(visit);

	describe("for another person", () => {
		const guest = startGuest(visit);
		stopping(guest);
		fitting(guest);
		nothingFailed(guest);
	});
});

describe.skipIf(!chromiumPath)("the demo app on other hosts", () => {
	otherHosts(demo);
});
