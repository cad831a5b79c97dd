import { memoryRowSource, type SequenceToken, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { axisTokens } from "./axis-tokens.js";
import { imageKeys, rowsOfTokens } from "./image-rows.js";
import { bestHeads, margins, matrixCaption } from "./matrix-caption.js";
import { headWords, meanRows } from "./selected-heads.js";

// Defects of the original (docs/defects.md) that the attention views could repeat.
describe("defects of the original", () => {
	it("B9: a joint sequence of exactly 577 positions, image first, is no map of the vision encoder", async () => {
		const rect = { x: 0, y: 0, width: 1, height: 1 };
		const tokens: SequenceToken[] = Array.from({ length: 577 }, (_, position) =>
			position < 570
				? { position, id: 3, text: "<image>", segment: "image", image: { index: 0, region: position } }
				: { position, id: position, text: `${position}`, segment: position < 575 ? "question" : "answer" },
		);
		const sequence = { tokens, promptLength: 575 };
		const grid = { rows: 19, columns: 30 };
		const layouts = [
			{ imageWidth: 30, imageHeight: 19, visible: rect, regions: tokens.slice(0, 570).map(() => rect), grid },
		];
		const keys = imageKeys(sequence, layouts, 0);
		// Position 0 is a patch, not a class token, and the grid is the layout's, not 24 x 24.
		expect(keys.positions[0]).toBe(0);
		expect(keys.positions).toHaveLength(570);
		expect(keys.grid).toEqual(grid);
		expect(axisTokens(sequence, layouts, "to")[0]?.text).toBe("patch 1, 1");
		expect(rowsOfTokens(sequence, [575])).toEqual([574]);
		const data = new Float32Array(577 * 577);
		data[574 * 577] = 0.75;
		const source = memoryRowSource({ tensor: tensor("float32", [1, 1, 577, 577], data) });
		const { values } = await meanRows(source, {}, { queries: [574], keys: keys.positions, over: ["query"] });
		expect(values).toHaveLength(570);
		expect(values[0]).toBe(0.75);
	});

	it("B1, B11: layer 0 is there, and a focused head leads an even one", () => {
		// Layer 0, head 1 has 95 % of its mass on the image; layer 1, head 0 looks everywhere evenly.
		const mass = [0.2, 0.95, 0.02, 0.3];
		expect(bestHeads(mass, 2, 1)).toBe("layer 0, head 1 (0.95)");
		expect(margins(mass, 2, 2).ofLayers[0]).toBeCloseTo(0.575, 6);
	});

	it("B14: equal values are said to be equal", () => {
		expect(matrixCaption(new Float32Array(4).fill(0.3), { layers: 2, heads: 2 }, "mass", undefined)).toContain(
			"All are equal: 0.3",
		);
		expect(matrixCaption(new Float32Array(4), { layers: 2, heads: 2 }, "mass", undefined)).toContain(
			"All are equal: 0.",
		);
	});

	it("L8: layers and heads count from 0 in words, captions and rankings alike", () => {
		const size = { layers: 2, heads: 2 };
		const words = headWords({ layer: 0, head: 1 }, size);
		expect(words).toBe("layer 0, head 1");
		expect(bestHeads([0, 1, 0, 0], 2, 1)).toContain(words);
		expect(matrixCaption([0, 1, 0, 0], size, "mass", words)).toMatch(
			/both counted from 0; .*Highest: layer 0, head 1 .* Picked: layer 0, head 1/,
		);
	});
});
