import { memoryRowSource, type RowSource, tensor } from "@lvlm-interpret/core";
import { fitScale, paintGrid } from "@lvlm-interpret/core/paint";
import { describe, expect, it } from "vitest";
import { cellPainter } from "../compute/cell-painter.js";
import { rolloutRow } from "../compute/rollout-row.js";
import { createSelectionStore } from "../selection/store.js";
import { axisBands, axisTokens } from "./axis-tokens.js";
import { pickHeads, releaseHeads } from "./head-picking.js";
import { answerPositions, imageKeys, rowsOfTokens } from "./image-rows.js";
import { linkPath, strongestLinks } from "./link-geometry.js";
import { margins, matrixCaption } from "./matrix-caption.js";
import { cutWindow, fitWindow, moveWindow, zoomWindow } from "./matrix-window.js";
import { headWords, meanRows, selectedHeads } from "./selected-heads.js";
import { vitRow } from "./vit-row.js";

const [L, H, Q, K] = [3, 2, 4, 5];
const data = Float32Array.from({ length: L * H * Q * K }, (_, i) => ((i * 37) % 101) / 101);
const at = (l: number, h: number, q: number, k: number): number => data[((l * H + h) * Q + q) * K + k] as number;
const source = memoryRowSource({ tensor: tensor("float32", [L, H, Q, K], data) });
const size = { layers: L, heads: H };

describe("heads of a selection", () => {
	it("are those listed, one, a layer's, one of each layer, or all", () => {
		expect(selectedHeads({ layer: 1, head: 0 }, size)).toEqual([{ layer: 1, head: 0 }]);
		expect(selectedHeads({ layer: 1 }, size)).toHaveLength(H);
		expect(selectedHeads({ head: 1 }, size).map((one) => one.layer)).toEqual([0, 1, 2]);
		expect(selectedHeads({}, size)).toHaveLength(L * H);
		const heads = [
			{ layer: 2, head: 0 },
			{ layer: 0, head: 1 },
		];
		expect(selectedHeads({ heads }, size)).toEqual([heads[1], heads[0]]);
		// Of another model: a head that does not exist stands for none.
		expect(selectedHeads({ layer: 0, heads: [{ layer: 9, head: 9 }] }, size)).toHaveLength(H);
	});

	it("read as words, from 0", () => {
		expect(headWords({ layer: 0, head: 1 }, size)).toBe("layer 0, head 1");
		expect(headWords({}, size)).toBe("mean over all 3 layers and 2 heads");
		expect(headWords({ heads: [{ layer: 0, head: 1 }] }, size)).toBe("layer 0, head 1");
	});

	it.each([
		["a block", { layer: 1 }],
		[
			"no block",
			{
				heads: [
					{ layer: 0, head: 1 },
					{ layer: 2, head: 0 },
					{ layer: 2, head: 1 },
				],
			},
		],
	])("give their plain mean: %s", async (_, selection) => {
		const { values, readyShare } = await meanRows(source, selection, { queries: [3, 1], keys: [4, 0, 2] });
		const chosen = selectedHeads(selection, size);
		[3, 1].forEach((q, row) => {
			[4, 0, 2].forEach((k, column) => {
				const mean = chosen.reduce((sum, { layer, head }) => sum + at(layer, head, q, k), 0) / chosen.length;
				expect(values[row * 3 + column]).toBeCloseTo(mean, 6);
			});
		});
		expect(readyShare).toBeCloseTo(1, 12);
	});

	it("say how much is there", async () => {
		const ready = new Uint8Array(L * H * Q);
		ready.fill(1, 0, H * Q);
		const partial = memoryRowSource({ tensor: tensor("float32", [L, H, Q, K], data), ready });
		const heads = [
			{ layer: 0, head: 0 },
			{ layer: 1, head: 1 },
		];
		const { values, readyShare } = await meanRows(partial, { heads }, { queries: [0] });
		expect(readyShare).toBeCloseTo(0.5, 12);
		// A mean that lacks a head is no mean.
		expect(values.every(Number.isNaN)).toBe(true);
	});

	it("are picked one or several, and let go", () => {
		const store = createSelectionStore();
		const one = { layer: 1, head: 0 };
		pickHeads(store, size, [one], false);
		expect(store.getState().locked).toMatchObject(one);
		pickHeads(store, size, [{ layer: 2, head: 1 }], true);
		expect(store.getState().locked.heads).toEqual([one, { layer: 2, head: 1 }]);
		expect(store.getState().locked.layer).toBeUndefined();
		// Picking a layer elsewhere lets go of the list.
		store.lock({ layer: 0 });
		expect(store.getState().locked.heads).toBeUndefined();
		pickHeads(store, size, [one], false);
		pickHeads(store, size, [one], false);
		expect(store.getState().locked.layer).toBeUndefined();
		pickHeads(store, size, [one, { layer: 1, head: 1 }], false);
		releaseHeads(store);
		expect(selectedHeads(store.getState().locked, size)).toHaveLength(L * H);
	});
});

describe("a layer x head matrix", () => {
	it("has means that a transposed matrix would not have", () => {
		const { ofLayers, ofHeads, ofAll } = margins([1, 2, 3, 4, 5, Number.NaN], 3, 2);
		expect([...ofLayers]).toEqual([1.5, 3.5, 5]);
		expect([...ofHeads]).toEqual([3, 3]);
		expect(ofAll).toBe(3);
	});

	it("names what it found", () => {
		expect(matrixCaption([0.1, 0.2, 0.9, 0.3, 0.2, 0.1], size, "mass", "layer 1, head 0")).toBe(
			"3 layers x 2 heads, both counted from 0; mass. Highest: layer 1, head 0 (0.9); layer 1, head 1 (0.3); layer 0, head 1 (0.2); mean 0.3. Picked: layer 1, head 0.",
		);
		expect(matrixCaption([2, 2, 2, 2, 2, 2], size, "mass", undefined)).toContain("All are equal: 2.");
		expect(matrixCaption([Number.NaN], size, "mass", undefined)).toContain("No head has a value.");
	});
});

const sequence = {
	promptLength: 5,
	tokens: [
		{ position: 0, id: 1, text: "<s>", segment: "template" as const },
		{ position: 1, id: 3, text: "<image>", segment: "image" as const, image: { index: 0, region: 1 } },
		{ position: 2, id: 3, text: "<image>", segment: "image" as const, image: { index: 0, region: 0 } },
		{ position: 3, id: 3, text: "<image>", segment: "image" as const, image: { index: 0, region: 2 } },
		{ position: 4, id: 9, text: "?", segment: "question" as const },
		{ position: 5, id: 7, text: " red", segment: "answer" as const },
		{ position: 6, id: 2, text: "</s>", segment: "answer" as const },
	],
};
const rect = { x: 0, y: 0, width: 1, height: 1 };
const layouts = [
	{ imageWidth: 2, imageHeight: 1, visible: rect, regions: [rect, rect, null], grid: { rows: 1, columns: 2 } },
];

describe("positions", () => {
	it("of an axis: rows that predict are named by what they predict, columns by what they are", () => {
		const rows = axisTokens(sequence, layouts, "from", 6);
		expect(rows.map((row) => row.text)).toEqual(["<s>", "patch 1, 2", "patch 1, 1", "patch 2, 1", "→ red", "→ </s>"]);
		expect(rows[4]).toMatchObject({ position: 4, selects: 5, segment: "answer" });
		const columns = axisTokens(sequence, layouts, "to");
		expect(columns[5]).toMatchObject({ position: 5, selects: 5, text: "red", segment: "answer" });
		expect(axisBands(columns).map((band) => `${band.segment} ${band.count}`)).toEqual([
			"template 1",
			"image 3",
			"question 1",
			"answer 2",
		]);
	});

	it("of a picture come in the order of its regions, without those that have no place", () => {
		expect(imageKeys(sequence, layouts, 0)).toEqual({
			positions: [2, 1],
			regions: [0, 1],
			grid: { rows: 1, columns: 2 },
		});
		expect(imageKeys(sequence, [], 0).positions).toEqual([]);
	});

	it("of tokens: an answer token's row is the one that predicts it", () => {
		expect(rowsOfTokens(sequence, [5, 4])).toEqual([4, 4]);
		expect(() => rowsOfTokens(sequence, [7])).toThrow(/no position 7/);
		expect(answerPositions(sequence, 6)).toEqual([5]);
	});
});

describe("the window of a matrix", () => {
	it("stays inside, shrinks about its middle and moves by halves", () => {
		expect(fitWindow({ row: 98, column: -5, rows: 10, columns: 1 }, 100, 50)).toEqual({
			row: 90,
			column: 0,
			rows: 10,
			columns: 4,
		});
		const half = zoomWindow({ row: 0, column: 0, rows: 100, columns: 50 }, 0.5, 100, 50);
		expect(half).toEqual({ row: 25, column: 13, rows: 50, columns: 25 });
		expect(moveWindow(half, "ArrowDown", 100, 50).row).toBe(50);
		expect(moveWindow(half, "ArrowLeft", 100, 50).column).toBe(0);
		expect([...cutWindow([0, 1, 2, 3, 4, 5], 3, { row: 0, column: 1, rows: 2, columns: 2 })]).toEqual([1, 2, 4, 5]);
	});
});

describe("links", () => {
	it("are a row's highest values, none for what is masked", () => {
		const values = [0.1, Number.NaN, 0.5, 0.5, 0, 0.3];
		expect(strongestLinks(values, 3, 0, { topK: 5, threshold: 0 }).map((one) => one.column)).toEqual([2, 0]);
		expect(strongestLinks(values, 3, 1, { topK: 5, threshold: 0.3 }).map((one) => one.column)).toEqual([0, 2]);
		expect(strongestLinks(values, 3, 1, { topK: 1, threshold: 0 })).toEqual([{ column: 0, value: 0.5 }]);
	});

	it("leave and arrive level", () => {
		expect(linkPath({ from: { x: 0, y: 0 }, to: { x: 1, y: 0.5 }, share: 1 }, 100, 100)).toBe("M0 0C50 0 50 50 100 50");
	});
});

describe("the vision encoder", () => {
	it("shows the row of the patch, of the class token, or the mean of the patches", () => {
		// Position 0 is the class token; 2 patches. FROM rows.
		const values = [0.5, 0.3, 0.2, 0.1, 0.7, 0.2, 0.4, 0.4, 0.2];
		expect([...vitRow(values, "leading", 0, 1, 2)].map((one) => one.toFixed(1))).toEqual(["0.3", "0.2"]);
		expect([...vitRow(values, "patch", 1, 1, 2)].map((one) => one.toFixed(1))).toEqual(["0.4", "0.2"]);
		expect(vitRow(values, "mean", 0, 1, 2)[0]).toBeCloseTo(0.55, 6);
	});

	it("rollout is the product of the halved layers, from the last to the first", async () => {
		const [first, second] = [
			[0.5, 0.5, 0, 0.2, 0.8, 0, 0.1, 0.2, 0.7],
			[0.9, 0.1, 0, 0.3, 0.3, 0.4, 0, 0.5, 0.5],
		];
		const stored = memoryRowSource({
			tensor: tensor("float32", [2, 1, 3, 3], Float32Array.from([...first!, ...second!])),
		});
		const row = await rolloutRow(stored, 1);
		const half = (layer: number[], q: number, k: number): number => (layer[q * 3 + k]! + (q === k ? 1 : 0)) / 2;
		for (let key = 0; key < 3; key++) {
			let sum = 0;
			for (let middle = 0; middle < 3; middle++) sum += half(second!, 1, middle) * half(first!, middle, key);
			expect(row[key]).toBeCloseTo(sum, 6);
		}
		const wide = memoryRowSource({ tensor: tensor("float32", [1, 1, 1, 2], new Float32Array(2)) });
		await expect(rolloutRow(wide, 0)).rejects.toThrow(/as many queries as keys/);
		const waiting: RowSource = memoryRowSource({
			tensor: tensor("float32", [1, 1, 1, 1], new Float32Array(1)),
			ready: new Uint8Array(1),
		});
		await expect(rolloutRow(waiting, 0)).rejects.toThrow(/not in yet/);
	});
});

it.each([{}, { gamma: 0.4 }, { signed: true }, { domain: [0.2, 0.6] as const }])(
	"many cells have the colours of one: %j",
	(options) => {
		const values = Float32Array.from({ length: 500 }, (_, i) => (i % 50 === 3 ? Number.NaN : i / 400 - 0.2));
		const scale = fitScale(values, options);
		const pixels = new Uint32Array(500);
		cellPainter(scale)(values, 0, pixels, 0, 500);
		expect([...new Uint8Array(pixels.buffer)]).toEqual([...paintGrid(values, 20, 25, scale).data]);
	},
);
