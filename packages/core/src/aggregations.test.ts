import { expect, it } from "vitest";
import { aggregationIds, aggregations } from "./aggregations.js";

it("every aggregation has its words, and the id names FROM before TO as the words do", () => {
	expect(Object.keys(aggregations)).toEqual([...aggregationIds]);
	for (const id of aggregationIds) {
		const { label, from, to, sentence } = aggregations[id];
		expect(sentence).toMatch(/^[a-z].*[^.]$/);
		if (!id.includes("-")) continue;
		const [query, key] = id.split("-") as [string, string];
		expect(label.toLowerCase().split(" → ")[0]).toBe(query);
		expect(label.toLowerCase().split(" → ")[1]).toContain(key);
		expect(from).toContain(query);
		expect(to).toContain(key);
		expect(sentence.indexOf(from)).toBeLessThan(sentence.indexOf(" at "));
	}
	expect(new Set(Object.values(aggregations).map(({ label }) => label)).size).toBe(10);
});
