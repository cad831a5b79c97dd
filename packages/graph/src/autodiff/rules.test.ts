import { describe, expect, it } from "vitest";
import { gradientTable } from "./table.js";
import { ruleCases, titleOf } from "./test-data/cases.js";
import { expectBatched, expectSameDeclared, expectSlopes } from "./test-data/expect-rule.js";
import type { RuleCase } from "./test-data/rule-case.js";

/** Patch embeddings are written for known sizes only. */
const needsSizes = (one: RuleCase): boolean => one.op === "Conv";

describe.each(ruleCases.map((one, index) => ({ name: `${index} ${titleOf(one)}`, one })))("$name", ({ one }) => {
	it("equals finite differences", () => expectSlopes(one));
	it("for several seeds at once", () => expectBatched(one, "sizes"));
	it.skipIf(needsSizes(one))("with sizes that have names", () => expectSameDeclared(one, "symbols"));
	it.skipIf(needsSizes(one))("with sizes that are found at run time", () => {
		expectSameDeclared(one, "nothing");
		expectBatched(one, "nothing");
	});
});

describe("the table", () => {
	it("has a case for each of its rules", () => {
		for (const [domain, rules] of Object.entries(gradientTable)) {
			const tested = new Set(ruleCases.filter((one) => one.domain === domain).map((one) => one.op));
			const written = Object.entries(rules).flatMap(([name, rule]) => (rule.kind === "vjp" ? [name] : []));
			expect(written.filter((name) => !tested.has(name))).toEqual([]);
		}
	});
});
