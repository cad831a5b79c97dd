import { LvlmError } from "@lvlm-interpret/core";

/**
 * Sum of the values of chosen cells. NaN (no value) takes no part.
 *
 * @param cells  Indices into `values`, at least one: nothing chosen never stands for some cell.
 * @throws {LvlmError} "invalid-argument" for no cell, and for a cell that does not exist: it must not count in a mean.
 */
export function cellMass(values: ArrayLike<number>, cells: readonly number[]): number {
	if (cells.length === 0) {
		throw new LvlmError("invalid-argument", "No cell is chosen.", {
			name: "cells",
			expected: "at least one index",
			actual: "empty",
		});
	}
	let sum = 0;
	for (const cell of cells) {
		if (!(Number.isInteger(cell) && cell >= 0 && cell < values.length)) {
			throw new LvlmError("invalid-argument", `There is no cell ${cell}: there are ${values.length}, counted from 0.`, {
				name: "cells",
				expected: `indices in [0, ${values.length})`,
				actual: String(cell),
			});
		}
		const value = values[cell] as number;
		if (!Number.isNaN(value)) sum += value;
	}
	return sum;
}
