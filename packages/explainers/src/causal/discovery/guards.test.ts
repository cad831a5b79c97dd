import { describe, expect, test } from "vitest";
import { correlationTest } from "./correlation-test.js";
import { icd } from "./icd.js";
import { orderedIcd } from "./ordered-icd.js";
import type { DiscoveryProgress } from "./search.js";
import { eightNodes } from "./test-data/closed-form.js";

// Nothing is independent of anything: the search would go through every set of every size.
const dense = { nodeCount: 9, isIndependent: () => false, pValue: () => 0 };
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe.each([
	["ICD", icd],
	["ordered ICD", orderedIcd],
])("guards of %s", (_, search) => {
	test("the largest conditioning set", () => {
		const found = search(dense, { maxCondSize: 2 });
		expect(found.stoppedBy).toBe("max-cond-size");
		expect(found.testsBySize).toHaveLength(3);
		expect(search(dense, { maxCondSize: 0 }).testsBySize).toEqual([36]);
		expect(search(dense, { maxCondSize: 7 }).stoppedBy).toBeUndefined();
	});
	test("the number of tests", () => {
		for (const maxTests of [0, 10, 50, 500]) {
			const found = search(dense, { maxTests, maxCondSize: 7 });
			expect(found.stoppedBy).toBe("max-tests");
			expect(total(found.testsBySize)).toBe(maxTests);
			expect(found.graph.edges()).toHaveLength(36);
		}
	});
	test("abort, before and between sizes", () => {
		expect(() => search(dense, { signal: AbortSignal.abort() })).toThrowError(
			expect.objectContaining({ name: "AbortError" }),
		);
		const controller = new AbortController();
		const seen: DiscoveryProgress[] = [];
		const onProgress = (progress: DiscoveryProgress) => {
			seen.push(progress);
			if (progress.condSize === 1) controller.abort();
		};
		expect(() => search(dense, { signal: controller.signal, onProgress })).toThrowError(
			expect.objectContaining({ name: "AbortError" }),
		);
		expect(seen.map((progress) => progress.condSize)).toEqual([0, 1]);
		expect(seen[0]).toEqual({ condSize: 0, tests: 36, edges: 36 });
	});
	test("options out of range", () => {
		expect(() => search(dense, { maxTests: -1 })).toThrowError(expect.objectContaining({ code: "invalid-argument" }));
		expect(() => search(dense, { maxCondSize: 1.5 })).toThrowError(
			expect.objectContaining({ code: "invalid-argument" }),
		);
	});
	test("no node and one node", () => {
		for (const nodeCount of [0, 1, 2]) {
			expect(search({ ...dense, nodeCount }).graph.edges()).toHaveLength(nodeCount === 2 ? 1 : 0);
		}
	});
});

test("the stable mode keeps the separating set of the largest p", () => {
	const measured = correlationTest({ correlation: eightNodes, nodeCount: 8, sampleCount: 128, alpha: 1e-2 });
	const first = orderedIcd(measured);
	const stable = orderedIcd(measured, { stable: true });
	let better = 0;
	for (const { x, y, given } of stable.separatingSets.entries()) {
		const other = first.separatingSets.get(x, y);
		if (!first.separatingSets.has(x, y) || other.length !== given.length) continue;
		const gain = measured.pValue(x, y, given) - measured.pValue(x, y, other);
		expect(gain).toBeGreaterThanOrEqual(0);
		if (gain > 0) better++;
	}
	expect(better).toBeGreaterThan(0);
});
