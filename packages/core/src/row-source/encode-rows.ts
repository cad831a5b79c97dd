import { toHalf } from "../half.js";
import { tensor } from "../tensor.js";
import type { RowDType, Rows } from "./row-source.js";

/**
 * Rows in the dtype that was asked for. uint8: each row by its own largest value, so that a value is off by at most
 * 1/510 of it; a row of zeros has scale 0.
 *
 * @param values  Float32Array [rows, width], not negative for uint8; NaN in rows that are not ready.
 */
export function encodeRows<D extends RowDType>(
	dtype: D,
	shape: readonly number[],
	axes: readonly string[],
	values: Float32Array,
	ready: Uint8Array,
): Rows<D> {
	const isComplete = !ready.includes(0);
	if (dtype === "float32") {
		return { tensor: tensor("float32", shape, values, axes), ready, isComplete } as Rows<RowDType> as Rows<D>;
	}
	if (dtype === "float16") {
		const data = Uint16Array.from(values, toHalf);
		return { tensor: tensor("float16", shape, data, axes), ready, isComplete } as Rows<RowDType> as Rows<D>;
	}
	const data = new Uint8Array(values.length);
	const scales = new Float32Array(ready.length);
	const width = ready.length === 0 ? 0 : values.length / ready.length;
	for (let row = 0; row < ready.length; row++) {
		if (!ready[row]) {
			scales[row] = Number.NaN;
			continue;
		}
		let most = 0;
		for (let i = row * width; i < (row + 1) * width; i++) most = Math.max(most, values[i]);
		scales[row] = most;
		if (most === 0) continue;
		for (let i = row * width; i < (row + 1) * width; i++) data[i] = Math.round((255 * values[i]) / most);
	}
	return { tensor: tensor("uint8", shape, data, axes), scales, ready, isComplete } as Rows<RowDType> as Rows<D>;
}
