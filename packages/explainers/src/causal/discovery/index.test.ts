import { expect, test } from "vitest";
import { correlationTest, explain, orderedIcd } from "./index.js";
import { draw } from "./test-data/drawing.js";

test("the example of the module's comment", () => {
	const correlation = Float64Array.of(1, 0.8, 0.56, 0.8, 1, 0.7, 0.56, 0.7, 1);
	const measured = correlationTest({ correlation, nodeCount: 3, sampleCount: 128, alpha: 1e-5 });
	const { graph, separatingSets, testsBySize } = orderedIcd(measured);
	expect(draw(graph)).toBe("0 o-> 1, 1 --> 2");
	expect(separatingSets.get(0, 2)).toEqual([1]);
	expect(testsBySize).toEqual([3, 1]);
	expect(explain(graph, 2, 1).nodes).toEqual([1]);
});
