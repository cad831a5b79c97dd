// Hand-drawn graphs; the marks expected follow from the rules' text in Zhang 2008 (sections 3.1, 4.1, 4.2), as each comment tells.
import { describe, expect, test } from "vitest";
import { type OrientationRule, orient, orientationRules } from "../orientation.js";
import { SeparatingSets } from "../separating-sets.js";
import { draw, graphOf } from "../test-data/drawing.js";

type Sets = readonly (readonly [number, number, readonly number[]])[];

function setsOf(sets: Sets): SeparatingSets {
	const separatingSets = new SeparatingSets();
	for (const [x, y, given] of sets) separatingSets.set(x, y, given);
	return separatingSets;
}

function applied(rule: OrientationRule, nodes: number, drawing: string, sets: Sets = [], referenceR10 = false): string {
	const graph = graphOf(nodes, drawing);
	orient(graph, setsOf(sets), [rule], { referenceR10 });
	return draw(graph);
}

/** One pass of a rule at a time: the drawing after each pass that changed something. */
function passes(rule: OrientationRule, nodes: number, drawing: string): string[] {
	const graph = graphOf(nodes, drawing);
	const context = { separatingSets: new SeparatingSets(), referenceR10: false, pathSteps: 1000 };
	const seen: string[] = [];
	while (orientationRules[rule](graph, context)) seen.push(draw(graph));
	return seen;
}

describe("R0", () => {
	test("an unshielded middle outside the separating set is a collider", () => {
		expect(applied("r0", 3, "0 o-o 1, 1 o-o 2")).toBe("0 o-> 1, 1 <-o 2");
	});
	test("inside the separating set, or shielded, it is left", () => {
		expect(applied("r0", 3, "0 o-o 1, 1 o-o 2", [[0, 2, [1]]])).toBe("0 o-o 1, 1 o-o 2");
		expect(applied("r0", 3, "0 o-o 1, 0 o-o 2, 1 o-o 2")).toBe("0 o-o 1, 0 o-o 2, 1 o-o 2");
	});
});

describe("R1", () => {
	test("0 *→ 1 o-* 2 is no collider: a tail at 1; an edge with a tail there and an arrow at 1 has its arrow at 2", () => {
		expect(applied("r1", 3, "0 o-> 1, 1 o-o 2")).toBe("0 o-> 1, 1 --> 2");
		expect(applied("r1", 3, "0 <-> 1, 1 o-> 2")).toBe("0 <-> 1, 1 --> 2");
	});
	test("it runs on along a chain", () => {
		expect(applied("r1", 4, "0 o-> 1, 1 o-o 2, 2 o-o 3")).toBe("0 o-> 1, 1 --> 2, 2 --> 3");
	});
	test("shielded: left", () => {
		expect(applied("r1", 3, "0 o-> 1, 0 o-o 2, 1 o-o 2")).toBe("0 o-> 1, 0 o-o 2, 1 o-o 2");
	});
});

describe("R2", () => {
	test("0 → 1 *→ 2: a tail at 2 on 0-2 would make 2 an ancestor of 0, hence of 1, against the arrow at 2", () => {
		expect(applied("r2", 3, "0 --> 1, 1 o-> 2, 0 o-o 2")).toBe("0 --> 1, 0 o-> 2, 1 o-> 2");
	});
	test("0 *→ 1 → 2: likewise", () => {
		expect(applied("r2", 3, "0 o-> 1, 1 --> 2, 0 o-o 2")).toBe("0 o-> 1, 0 o-> 2, 1 --> 2");
	});
	test("without a tail in the chain it does not apply", () => {
		expect(applied("r2", 3, "0 o-> 1, 1 o-> 2, 0 o-o 2")).toBe("0 o-> 1, 0 o-o 2, 1 o-> 2");
	});
});

describe("R3", () => {
	const kite = "0 o-> 1, 1 <-o 2, 0 o-o 3, 2 o-o 3, 1 o-o 3";
	test("0 *→ 1 ←* 2, 3 is no collider between 0 and 2: an arrow at 1 on 3-1", () => {
		expect(applied("r3", 4, kite)).toBe("0 o-> 1, 0 o-o 3, 1 <-o 2, 1 <-o 3, 2 o-o 3");
	});
	test("with 0 and 2 adjacent it does not apply", () => {
		expect(applied("r3", 4, `${kite}, 0 o-o 2`)).toBe(draw(graphOf(4, `${kite}, 0 o-o 2`)));
	});
	test("an arrow at 3 from one side rules it out", () => {
		const drawing = "0 o-> 1, 0 o-> 3, 1 <-o 2, 1 o-o 3, 2 o-o 3";
		expect(applied("r3", 4, drawing)).toBe(drawing);
	});
});

describe("R4", () => {
	// 0 *→ 1 ←* 2, 1 → 3: (0, 1, 2, 3) discriminates for 2.
	const short = "0 o-> 1, 1 <-o 2, 1 --> 3, 2 o-> 3";
	test("2 in the separating set of 0 and 3: no collider, so 2 → 3", () => {
		expect(applied("r4", 4, short, [[0, 3, [1, 2]]])).toBe("0 o-> 1, 1 <-o 2, 1 --> 3, 2 --> 3");
	});
	test("2 outside it: a collider, so 1 ↔ 2 ↔ 3", () => {
		expect(applied("r4", 4, short, [[0, 3, [1]]])).toBe("0 o-> 1, 1 <-> 2, 1 --> 3, 2 <-> 3");
	});
	test("a longer path (0, 4, 1, 2, 3)", () => {
		const long = "0 o-> 4, 1 <-> 4, 3 <-- 4, 1 --> 3, 1 <-o 2, 2 o-> 3";
		expect(applied("r4", 5, long, [[0, 3, [1, 2, 4]]])).toBe("0 o-> 4, 1 <-o 2, 1 --> 3, 1 <-> 4, 2 --> 3, 3 <-- 4");
	});
	test("with 0 and 3 adjacent there is no such path", () => {
		expect(applied("r4", 4, `${short}, 0 o-> 3`, [])).toBe(draw(graphOf(4, `${short}, 0 o-> 3`)));
	});
});

describe("R5", () => {
	test("square and pentagon: uncovered circle cycles become undirected", () => {
		expect(applied("r5", 4, "0 o-o 1, 1 o-o 2, 2 o-o 3, 0 o-o 3")).toBe("0 --- 1, 0 --- 3, 1 --- 2, 2 --- 3");
		expect(applied("r5", 5, "0 o-o 1, 1 o-o 2, 2 o-o 3, 3 o-o 4, 0 o-o 4")).toBe(
			"0 --- 1, 0 --- 4, 1 --- 2, 2 --- 3, 3 --- 4",
		);
	});
	test("a pentagon with one chord: the square that is left turns, the triangle does not", () => {
		// Cycle 0, 2, 3, 4 has no chord. Around 0-1 every circle path to 1 ends in 2, which is adjacent to 0.
		expect(applied("r5", 5, "0 o-o 1, 1 o-o 2, 2 o-o 3, 3 o-o 4, 0 o-o 4, 0 o-o 2")).toBe(
			"0 o-o 1, 0 --- 2, 0 --- 4, 1 o-o 2, 2 --- 3, 3 --- 4",
		);
	});
	test("fully triangulated: left", () => {
		const drawing = "0 o-o 1, 0 o-o 2, 0 o-o 3, 0 o-o 4, 1 o-o 2, 2 o-o 3, 3 o-o 4";
		expect(applied("r5", 5, drawing)).toBe(drawing);
	});
	test("an edge of the cycle with another mark: left", () => {
		const drawing = "0 o-o 1, 0 o-o 3, 1 o-> 2, 2 o-o 3";
		expect(applied("r5", 4, drawing)).toBe(drawing);
	});
});

describe("R6 and R7", () => {
	test("R6: 0 — 1 o-* 2: an arrow at 1 cannot meet an undirected edge, so a tail", () => {
		expect(applied("r6", 3, "0 --- 1, 1 o-o 2")).toBe("0 --- 1, 1 --o 2");
		expect(applied("r6", 3, "0 --- 1, 1 o-> 2, 0 o-o 2")).toBe("0 --- 1, 0 --o 2, 1 --> 2");
	});
	test("R6 needs tails at both ends", () => {
		expect(applied("r6", 3, "0 --o 1, 1 o-o 2")).toBe("0 --o 1, 1 o-o 2");
	});
	test("R7: 0 —o 1 o-* 2 unshielded: an arrow at 1 would make the collider that R0 had found", () => {
		expect(applied("r7", 3, "0 --o 1, 1 o-o 2")).toBe("0 --o 1, 1 --o 2");
		expect(applied("r7", 3, "0 --o 1, 1 o-> 2")).toBe("0 --o 1, 1 --> 2");
		expect(applied("r7", 3, "0 --o 1, 1 o-o 2, 0 o-o 2")).toBe("0 --o 1, 0 o-o 2, 1 o-o 2");
	});
});

describe("R8", () => {
	test("0 → 1 → 2 and 0 —o 1 → 2: 0 is an ancestor of 2 (or of a selection variable), so a tail", () => {
		expect(applied("r8", 3, "0 --> 1, 1 --> 2, 0 o-> 2")).toBe("0 --> 1, 0 --> 2, 1 --> 2");
		expect(applied("r8", 3, "0 --o 1, 1 --> 2, 0 o-> 2")).toBe("0 --o 1, 0 --> 2, 1 --> 2");
	});
	test("0 o→ 1 → 2 tells nothing", () => {
		expect(applied("r8", 3, "0 o-> 1, 1 --> 2, 0 o-> 2")).toBe("0 o-> 1, 0 o-> 2, 1 --> 2");
	});
});

describe("R9", () => {
	test("one change a pass: path 0, 1, 2, 3 for 0 o→ 3, then 2, 1, 0, 3 for 2 o→ 3", () => {
		expect(passes("r9", 4, "0 o-> 3, 0 o-o 1, 1 o-o 2, 2 o-> 3")).toEqual([
			"0 o-o 1, 0 --> 3, 1 o-o 2, 2 o-> 3",
			"0 o-o 1, 0 --> 3, 1 o-o 2, 2 --> 3",
		]);
	});
	test("a directed path: one change, as nothing leads back", () => {
		expect(passes("r9", 4, "0 o-> 3, 0 --> 1, 1 --> 2, 2 --> 3")).toEqual(["0 --> 1, 0 --> 3, 1 --> 2, 2 --> 3"]);
	});
	test("covered at 1, or with 1 and 3 adjacent: left", () => {
		expect(passes("r9", 4, "0 o-> 3, 0 o-o 1, 1 o-o 2, 0 o-o 2, 2 --> 3")).toEqual([]);
		expect(passes("r9", 4, "0 o-> 3, 0 o-o 1, 1 o-o 2, 2 --> 3, 1 --> 3")).toEqual([]);
	});
	test("an arrow against the direction of the path: left", () => {
		expect(passes("r9", 4, "0 o-> 3, 0 o-o 1, 1 <-o 2, 2 --> 3")).toEqual([]);
	});
});

describe("R10", () => {
	test("trivial: both paths are one edge", () => {
		expect(passes("r10", 4, "0 o-> 3, 0 o-o 1, 0 o-o 2, 1 --> 3, 2 --> 3")).toEqual([
			"0 o-o 1, 0 o-o 2, 0 --> 3, 1 --> 3, 2 --> 3",
		]);
	});
	test("bridged: the first nodes of the paths are adjacent, so it does not apply", () => {
		expect(passes("r10", 4, "0 o-> 3, 0 o-o 1, 0 o-o 2, 1 --> 3, 2 --> 3, 1 o-o 2")).toEqual([]);
	});
	test("mixed: one edge, and a path 0, 2, 4", () => {
		expect(passes("r10", 5, "0 o-> 3, 0 o-o 1, 0 o-o 2, 2 o-o 4, 1 --> 3, 3 <-- 4")).toEqual([
			"0 o-o 1, 0 o-o 2, 0 --> 3, 1 --> 3, 2 o-o 4, 3 <-- 4",
		]);
	});
	test("falsified: an arrow at 0 on one path", () => {
		expect(passes("r10", 4, "0 o-> 3, 0 <-o 1, 0 o-o 2, 1 --> 3, 2 --> 3")).toEqual([]);
	});
	test("falsified: one of the two is no parent", () => {
		expect(passes("r10", 4, "0 o-> 3, 0 o-o 1, 0 o-o 2, 1 o-> 3, 2 --> 3")).toEqual([]);
	});
	// Paths 0, 1, 2 and 0, 3, 4, with 2 → 5 ← 4.
	const long = "0 o-o 1, 0 o-o 3, 0 o-> 5, 1 o-o 2, 2 --> 5, 3 o-o 4, 4 --> 5";
	test("two long paths", () => {
		expect(passes("r10", 6, long)).toEqual([long.replace("0 o-> 5", "0 --> 5")]);
	});
	test("the rule does not ask that the last but one node is apart from c; the reference does", () => {
		const drawing = "0 o-o 1, 0 o-o 3, 0 o-> 5, 1 o-o 2, 1 <-> 5, 2 --> 5, 3 o-o 4, 4 --> 5";
		expect(applied("r10", 6, drawing)).toBe(drawing.replace("0 o-> 5", "0 --> 5"));
		expect(applied("r10", 6, drawing, [], true)).toBe(drawing);
		expect(applied("r10", 6, long, [], true)).toBe(long.replace("0 o-> 5", "0 --> 5"));
	});
});

test("a cut-off path search is reported", () => {
	const graph = graphOf(5, "0 o-o 1, 1 o-o 2, 2 o-o 3, 3 o-o 4, 0 o-o 4");
	expect(orient(graph, new SeparatingSets(), ["r5"], { maxPathSteps: 1 })).toBe(false);
	expect(draw(graph)).toBe("0 o-o 1, 0 o-o 4, 1 o-o 2, 2 o-o 3, 3 o-o 4");
});
