import { describe, expect, it } from "vitest";
import { gradientTable } from "./table.js";
import { elementwiseCases } from "./test-data/elementwise-cases.js";
import { expectBatched, expectSameDeclared, expectSlopes } from "./test-data/expect-rule.js";
import { gatherCases, rotaryCases, scatterCases } from "./test-data/index-cases.js";
import { laneCases, normalizationCases, reduceCases } from "./test-data/lane-cases.js";
import { pieceCases, shapeCases } from "./test-data/piece-cases.js";
import { productCases } from "./test-data/product-cases.js";
import type { RuleCase } from "./test-data/rule-case.js";

const cases: readonly RuleCase[] = [
	...elementwiseCases,
	...productCases,
	...reduceCases,
	...laneCases,
	...normalizationCases,
	...shapeCases,
	...pieceCases,
	...gatherCases,
	...scatterCases,
	...rotaryCases,
];

const title = ({ op, inputs, attributes }: RuleCase): string =>
	`${op} ${inputs.map((one) => `[${one?.shape ?? "-"}]`).join(" ")} ${JSON.stringify(attributes)}`;

describe.each(cases.map((one, index) => ({ name: `${index} ${title(one)}`, one })))("$name", ({ one }) => {
	it("equals finite differences", () => expectSlopes(one));
	if (one.op !== "Conv") {
		it("with sizes that have names", () => expectSameDeclared(one, "symbols"));
		it("with sizes that are found at run time", () => expectSameDeclared(one, "nothing"));
		it("for several seeds at once, with sizes that are found at run time", () => expectBatched(one, "nothing"));
	}
	it("for several seeds at once", () => expectBatched(one, "sizes"));
});

describe("the table", () => {
	it("has a case for each of its rules", () => {
		for (const [domain, rules] of Object.entries(gradientTable)) {
			const tested = new Set(cases.filter((one) => one.domain === domain).map((one) => one.op));
			const written = Object.entries(rules).flatMap(([name, rule]) => (rule.kind === "vjp" ? [name] : []));
			expect(written.filter((name) => !tested.has(name))).toEqual([]);
		}
	});
});
