import { type Axis, type GenerationData, type Result, type ResultTensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { measuresOf } from "./measures.js";
import { paletteOf } from "./object-mask.js";

const token: Axis = { name: "token", index: [0, 1] };
const numbers = (shape: readonly number[], data: readonly number[], last: Axis): ResultTensor => ({
	tensor: tensor("float32", shape, new Float32Array(data)),
	axes: [token, last],
	unit: "relevance share",
	signed: false,
	range: [0, 1],
	description: "made up",
});
// A picture of 4 x 2 pixels, two regions side by side; a third image token has no place.
const regions = [{ x: 0, y: 0, width: 2, height: 2 }, null, { x: 2, y: 0, width: 2, height: 2 }];
const answer = {
	tokens: [{ logProbability: -1 }, { logProbability: -2 }, { logProbability: -3 }],
	layouts: [{ regions }],
} as unknown as GenerationData;
const result = {
	tensors: {
		shares: numbers([2, 2], [0.2, 9, 0.6, 9], {
			name: "aggregation",
			index: [0, 1],
			labels: ["imageShare", "density"],
		}),
		image: numbers([2, 3], [0.1, 0.5, 0.3, 0.3, 0.5, 0.1], { name: "region", index: [0, 1, 2] }),
	},
} as unknown as Result<"position-map">;

describe("the numbers of a row", () => {
	it("are means over tokens, and mass by area", () => {
		// Object 2 covers the left region's upper half, object 5 the right one's left half: (0.4 / 2 + 0.4 / 2) / 0.8.
		const mask = { width: 4, height: 2, data: Uint8Array.of(2, 2, 5, 0, 0, 0, 5, 0) };
		expect(measuresOf(answer, result)).toEqual({ logProbability: -2, imageShare: expect.closeTo(0.4, 6) });
		expect(measuresOf(answer, result, mask).maskMass).toBeCloseTo(0.5, 6);
		expect(measuresOf(answer, result, mask, [2]).maskMass).toBeCloseTo(0.25, 6);
	});

	it("have no mass inside of what is not there", () => {
		const mask = { width: 4, height: 2, data: new Uint8Array(8) };
		expect(measuresOf(answer, result, mask)).not.toHaveProperty("maskMass");
	});
});

it("reads the palette of an indexed PNG, and of no other picture", () => {
	const chunk = (name: string, data: readonly number[]) => [
		0,
		0,
		0,
		data.length,
		...[...name].map((letter) => letter.charCodeAt(0)),
		...data,
		0,
		0,
		0,
		0,
	];
	const png = (...chunks: readonly number[][]) => Uint8Array.from([...Array(8).fill(0), ...chunks.flat()]);
	const palette = [0, 0, 0, 255, 16, 1];
	expect(paletteOf(png(chunk("IHDR", [1, 2]), chunk("PLTE", palette), chunk("IDAT", [])))).toEqual([0, 0xff1001]);
	expect(paletteOf(png(chunk("IHDR", [1, 2]), chunk("IDAT", [])))).toBeUndefined();
	expect(paletteOf(png(chunk("PLTE", palette)).subarray(0, 20))).toBeUndefined();
});
