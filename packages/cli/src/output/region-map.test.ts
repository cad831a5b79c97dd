import { type ImageLayout, type ResultTensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { finding, regionMaps, tokenName } from "./region-map.js";

const rect = (x: number, y: number) => ({ x, y, width: 1, height: 1 });
const layout: ImageLayout = {
	imageWidth: 2,
	imageHeight: 2,
	visible: { x: 0, y: 0, width: 2, height: 2 },
	regions: [rect(0, 0), rect(1, 0), rect(0, 1), rect(1, 1)],
	grid: { rows: 2, columns: 2 },
};

// [layer 2, token 2, region 4]
const attention: ResultTensor = {
	tensor: tensor("float32", [2, 2, 4], new Float32Array([1, 2, 3, 4, 0, 0, 0, 8, 3, 2, 1, 0, 0, 0, 0, 0])),
	axes: [
		{ name: "layer", index: [0, 3] },
		{ name: "token", index: [5, 9], labels: ["red", " "] },
		{ name: "region", index: [0, 1, 2, 3] },
	],
	unit: "attention probability",
	signed: false,
	range: [0, 1],
	description: "",
};

describe("regionMaps", () => {
	it("averages over the layers and keeps each token apart", () => {
		const maps = regionMaps(attention, layout, (index) => index);
		expect(maps.map((map) => [map.token, map.label, [...map.values], map.total])).toEqual([
			[5, "red", [2, 2, 2, 2], 8],
			[9, " ", [0, 0, 0, 4], 4],
		]);
	});

	it("averages over heads that stand between tokens and layers too", () => {
		const withHeads: ResultTensor = {
			...attention,
			tensor: tensor("float32", [1, 2, 2, 4], attention.tensor.data),
			axes: [{ name: "layer", index: [0] }, { name: "head", index: [0, 1] }, ...attention.axes.slice(1)],
		};
		expect([...(regionMaps(withHeads, layout, (index) => index)[1]?.values ?? [])]).toEqual([0, 0, 0, 4]);
	});

	it("leaves regions that nothing stands for without a value", () => {
		const [map] = regionMaps(attention, layout, (index) => (index === 1 ? 2 : undefined));
		expect([...(map?.values ?? [])]).toEqual([Number.NaN, Number.NaN, 2, Number.NaN]);
	});
});

describe("finding", () => {
	const [even, peaked] = regionMaps(attention, layout, (index) => index);

	it("says where the strongest patch is, counted from 1", () => {
		expect(peaked && finding(peaked, layout)).toContain("hold 100 % of it");
		expect(peaked && finding(peaked, layout)).toContain("row 2, column 2");
	});

	it("gives the even share beside it, and copes with nothing", () => {
		expect(even && finding(even, layout)).toContain("25 % of it (evenly spread: 25 %)");
		expect(finding({ token: 0, label: "", values: new Float64Array(4), total: 0 }, layout)).toContain("Nothing");
	});
});

describe("tokenName", () => {
	it("makes blank tokens visible", () => {
		expect(tokenName(3, " red")).toBe("3 “red”");
		expect(tokenName(4, " ")).toBe("4 “(space)”");
		expect(tokenName(5, "\n")).toBe("5 “(line break)”");
	});
});
