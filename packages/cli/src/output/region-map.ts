import { type ImageLayout, invariant, type Result, type ResultTensor } from "@lvlm-interpret/core";

/** One number a region of the picture for one answer token or word; NaN where a region has no image token. */
export interface RegionMap {
	/** Index of the answer token; of a word, that of its first token. */
	readonly token: number;
	readonly label: string;
	readonly values: Float64Array;
	/** Sum over the regions. */
	readonly total: number;
}

function axis(tensor: ResultTensor, name: string): number {
	return tensor.axes.findIndex((one) => one.name === name);
}

/**
 * Maps over the picture's regions, one a token or word, averaged over all other axes (layers, heads).
 *
 * @param tensor  Has an axis "token" or "word", and "region" or "key".
 * @param regionOf  The region that an entry of the last axis stands for; undefined for one that is no image token.
 */
export function regionMaps(
	tensor: ResultTensor,
	layout: ImageLayout,
	regionOf: (index: number) => number | undefined,
): RegionMap[] {
	const tokens = Math.max(axis(tensor, "token"), axis(tensor, "word"));
	const last = tensor.axes.length - 1;
	invariant(tokens >= 0 && last > tokens, "a map needs an axis of tokens or words before that of regions");
	const width = tensor.axes[last]?.index.length as number;
	const count = tensor.axes[tokens]?.index.length as number;
	const between = tensor.axes.slice(tokens + 1, last).reduce((product, one) => product * one.index.length, 1);
	const before = tensor.axes.slice(0, tokens).reduce((product, one) => product * one.index.length, 1);
	return Array.from({ length: count }, (_, token) => {
		const values = new Float64Array(layout.regions.length).fill(Number.NaN);
		let total = 0;
		for (let place = 0; place < width; place++) {
			const region = regionOf(tensor.axes[last]?.index[place] as number);
			if (region === undefined) continue;
			let sum = 0;
			for (let outer = 0; outer < before; outer++) {
				for (let inner = 0; inner < between; inner++) {
					sum += tensor.tensor.data[((outer * count + token) * between + inner) * width + place] as number;
				}
			}
			values[region] = sum / (before * between);
			total += values[region] as number;
		}
		return {
			token: tensor.axes[tokens]?.index[token] as number,
			label: tensor.axes[tokens]?.labels?.[token] ?? "",
			values,
			total,
		};
	});
}

/** A share as a person reads it: "4.2 %", "63 %". */
export function percent(share: number): string {
	return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** What a map shows, as a sentence: how much lies where. Rows and columns are counted from 1. */
export function finding(map: RegionMap, layout: ImageLayout): string {
	const ranked = [...map.values.keys()]
		.filter((region) => !Number.isNaN(map.values[region]))
		.sort((a, b) => (map.values[b] as number) - (map.values[a] as number));
	if (ranked.length === 0 || map.total <= 0) return "Nothing of it falls on the image.";
	const top = ranked.slice(0, Math.max(1, Math.round(ranked.length / 10)));
	const share = top.reduce((sum, region) => sum + (map.values[region] as number), 0) / map.total;
	const place = layout.grid ? placeOf(ranked[0] as number, layout) : `region ${ranked[0]}`;
	const even = top.length / ranked.length;
	return `The ${top.length} strongest of ${ranked.length} patches hold ${percent(share)} of it (evenly spread: ${percent(even)}); the strongest is ${place}.`;
}

/** Row and column of a region, from 0; undefined for one without a place (CLS), or without a grid. */
export function cellOf(region: number, { grid, regions }: ImageLayout): { row: number; column: number } | undefined {
	if (!grid || !regions[region]) return undefined;
	// Regions without a place come before the grid.
	const cell = region - regions.findIndex((rect) => rect !== null);
	return { row: Math.floor(cell / grid.columns), column: cell % grid.columns };
}

/** "in row 3, column 5", counted from 1. */
function placeOf(region: number, layout: ImageLayout): string {
	const cell = cellOf(region, layout);
	return cell ? `in row ${cell.row + 1}, column ${cell.column + 1}` : "a token without a place";
}

/** A token's text as a person reads it: blanks are named. */
export function visibleText(text: string): string {
	if (text.trim() !== "") return text.trim();
	return text.includes("\n") ? "(line break)" : text === "" ? "(empty)" : "(space)";
}

/** `3 “red”`: an answer token in titles. */
export function tokenName(token: number, label: string): string {
	return `${token} “${visibleText(label)}”`;
}

/** The result's tensor of that name. */
export function tensorOf(result: Result, name: string): ResultTensor {
	const tensor = result.tensors[name];
	invariant(tensor, `the result of "${result.method}" has no tensor "${name}"`);
	return tensor;
}
