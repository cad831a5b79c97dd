import { formatValue } from "@lvlm-interpret/core/paint";
import { topCells } from "../image/patch-caption.js";

/** A number as text with few digits: cells and captions. */
export function short(value: number): string {
	return Number.isNaN(value) ? "no value" : formatValue(value);
}

/** "layer 3, head 2 (0.41)" of the highest cells. */
export function bestHeads(values: ArrayLike<number>, heads: number, count: number): string {
	return topCells(values, count)
		.map((cell) => `layer ${Math.floor(cell / heads)}, head ${cell % heads} (${short(values[cell] as number)})`)
		.join("; ");
}

/**
 * Settings and finding of a layer x head matrix, as two sentences.
 *
 * @param what  What a cell is: "attention mass: the rows that predict the answer look at the image".
 */
export function matrixCaption(
	values: ArrayLike<number>,
	size: { readonly layers: number; readonly heads: number },
	what: string,
	picked: string | undefined,
): string {
	const { layers, heads } = size;
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	let sum = 0;
	let count = 0;
	for (let i = 0; i < values.length; i++) {
		const value = values[i] as number;
		if (Number.isNaN(value)) continue;
		least = Math.min(least, value);
		most = Math.max(most, value);
		sum += value;
		count++;
	}
	const start = `${layers} layers x ${heads} heads, both counted from 0; ${what}.`;
	const finding =
		count === 0
			? "No head has a value."
			: least === most
				? `All are equal: ${short(least)}.`
				: `Highest: ${bestHeads(values, heads, 3)}; mean ${short(sum / count)}.`;
	return `${start} ${finding}${picked ? ` Picked: ${picked}.` : ""}`;
}

/** Means over heads, over layers and over all, of the values that are there: the margins of a matrix. */
export function margins(
	values: ArrayLike<number>,
	layers: number,
	heads: number,
): { readonly ofLayers: Float32Array; readonly ofHeads: Float32Array; readonly ofAll: number } {
	const mean = (cells: readonly number[]): number => {
		const there = cells.filter((cell) => !Number.isNaN(values[cell]));
		return there.reduce((sum, cell) => sum + (values[cell] as number), 0) / there.length;
	};
	const layerList = Array.from({ length: layers }, (_, layer) => layer);
	const headList = Array.from({ length: heads }, (_, head) => head);
	return {
		ofLayers: Float32Array.from(layerList, (layer) => mean(headList.map((head) => layer * heads + head))),
		ofHeads: Float32Array.from(headList, (head) => mean(layerList.map((layer) => layer * heads + head))),
		ofAll: mean(layerList.flatMap((layer) => headList.map((head) => layer * heads + head))),
	};
}
