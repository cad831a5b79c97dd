import type { CausalEndMark, CausalGraphs, CausalHead } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { causalDot } from "./dot.js";
import { layoutGraph, nodeBox } from "./layout.js";
import { causalSvg } from "./svg.js";
import { headLines, treeLines } from "./words.js";

const marks: readonly CausalEndMark[] = ["arrow", "circle", "tail"];
const hostile = '</text><script>alert("1")</script> \u202e\u0007 "quoted" \\';

/** Nine edges, one for each pair of end marks, from patches to the explained row; one word without a way to it. */
function sample(): { graphs: CausalGraphs; head: CausalHead } {
	const patches = Array.from({ length: 9 }, (_, id) => ({
		id,
		position: 4 + id,
		what: "image" as const,
		region: id,
		label: `row 1, column ${id + 1}`,
	}));
	const head: CausalHead = {
		layer: 2,
		head: 5,
		importance: 1.5,
		nodes: [...patches.map(({ id }) => id), 9, 10],
		edges: patches.map(({ id }) => ({
			from: id,
			to: 10,
			markAtFrom: marks[Math.floor(id / 3)] as CausalEndMark,
			markAtTo: marks[id % 3] as CausalEndMark,
		})),
		separations: [],
		tree: { id: 10, children: [{ id: 0, children: [{ id: 1, children: [] }] }] },
		explanations: [
			{
				radius: 1,
				within: [0, 1],
				isComplete: true,
				explanations: [
					{
						nodes: [0],
						checks: [
							{
								removal: "mean",
								predicted: { id: 3, text: " blue" },
								logProbability: -2,
								dropNats: 1.5,
								changed: true,
							},
							{
								removal: "block",
								predicted: { id: 4, text: " red" },
								logProbability: -0.4,
								dropNats: -0.1,
								changed: false,
							},
						],
					},
				],
			},
		],
		weights: [],
		testsBySize: [10, 2],
	};
	const graphs: CausalGraphs = {
		target: { token: 1, text: hostile, id: 10 },
		nodes: [
			...patches,
			{ id: 9, position: 20, what: "text", label: hostile },
			{ id: 10, position: 22, what: "answer", label: " is" },
		],
		heads: [head],
		aggregate: [],
	};
	return { graphs, head };
}

const picture = () => ({
	...sample(),
	layout: {
		imageWidth: 90,
		imageHeight: 10,
		visible: { x: 0, y: 0, width: 90, height: 10 },
		regions: Array.from({ length: 9 }, (_, column) => ({ x: 10 * column, y: 0, width: 10, height: 10 })),
	},
	image: new Uint8Array([1, 2, 3]),
	title: hostile,
	subtitle: hostile,
	caption: [hostile],
});

describe("files of a causal graph", () => {
	it("tell all pairs of end marks apart, without colour", () => {
		const { graphs, head } = sample();
		const drawn = head.edges.map((edge) => {
			const svg = causalSvg({ ...picture(), head: { ...head, edges: [edge] } });
			return { triangles: svg.split('Z" fill=').length - 1, circles: svg.split("<circle").length - 1, svg };
		});
		const counts = drawn.map(({ triangles, circles }) => `${triangles}${circles}`);
		expect(counts).toEqual(["20", "11", "10", "11", "02", "01", "10", "01", "00"]);
		// arrow-circle and circle-arrow differ by where the marks stand.
		expect(drawn[1]?.svg).not.toBe(drawn[3]?.svg);
		const dot = causalDot(graphs, head)
			.split("\n")
			.filter((line) => line.includes("->"));
		expect(new Set(dot.map((line) => /\[.*\]/.exec(line)?.[0])).size).toBe(9);
		expect(dot[1]).toContain("arrowtail=normal, arrowhead=odot");
	});

	it("hold hostile texts as texts", () => {
		const svg = causalSvg(picture());
		expect(svg).not.toContain("<script");
		expect(svg).toContain("&lt;/text&gt;");
		const dot = causalDot(sample().graphs, sample().head);
		expect(/[\u202e]|\p{Cc}/u.test((svg + dot).replaceAll(/[\n\t]/g, ""))).toBe(false);
		// Every quote inside a label is escaped: the quotes that are left come in pairs on every line.
		for (const line of dot.split("\n")) expect(line.replaceAll(/\\./g, "").split('"').length % 2).toBe(1);
	});

	it("place nodes by their distance from the explained row, without overlap", () => {
		const { nodes, width, height } = layoutGraph(sample().head);
		expect(nodes.get(10)?.distance).toBe(0);
		expect(nodes.get(9)?.distance).toBeUndefined();
		const all = [...nodes.values()];
		for (const a of all) {
			expect(a.x - nodeBox.width / 2).toBeGreaterThanOrEqual(0);
			expect(a.x + nodeBox.width / 2).toBeLessThanOrEqual(width);
			expect(a.y + nodeBox.height / 2).toBeLessThanOrEqual(height);
			for (const b of all) {
				if (a === b) continue;
				expect(Math.abs(a.x - b.x) >= nodeBox.width || Math.abs(a.y - b.y) >= nodeBox.height).toBe(true);
			}
		}
	});

	it("say in words what was found and what removals did", () => {
		const { graphs, head } = sample();
		expect(headLines(graphs, head)).toEqual([
			"Layer 2, head 5: 11 nodes, 9 edges, 12 tests; importance 1.50.",
			"Radius 1: patch 1, 1; patch 1, 2.",
			"  Removing patch 1, 1: mean: “blue” instead, log-probability falls by 1.50 nats; block: the token stays, log-probability rises by 0.10 nats.",
		]);
		expect(treeLines(graphs.nodes, head.tree)).toEqual(["“is”", "  patch 1, 1", "    patch 1, 2"]);
	});
});
