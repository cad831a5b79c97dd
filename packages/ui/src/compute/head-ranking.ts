import type { Tensor } from "@lvlm-interpret/core";
import { assertShape } from "@lvlm-interpret/core";
import { cellMass } from "./cell-mass.js";

/** A head and how much of its attention goes to the chosen keys. */
export interface RankedHead {
	readonly head: number;
	/** Share of the row's attention, [0, 1]. */
	readonly mass: number;
}

/**
 * Heads by how much they look at chosen keys, most first; equal ones by number, heads without a value last.
 * Masses are compared as they are: dividing each head by its own maximum first would rank a head without focus highest.
 *
 * @param rows  float32 [head, key], one query's row a head. FROM = that query, TO = `keys`.
 * @throws {LvlmError} "shape-mismatch", "invalid-argument"
 */
export function rankHeads(rows: Tensor<"float32">, keys: readonly number[]): RankedHead[] {
	const { H, K } = assertShape("rows", rows, "H K", "float32") as { H: number; K: number };
	const ranked = Array.from({ length: H }, (_, head) => {
		const row = rows.data.subarray(head * K, (head + 1) * K);
		const mass = cellMass(row, keys);
		return { head, mass: keys.every((key) => Number.isNaN(row[key])) ? Number.NaN : mass };
	});
	const order = ({ mass }: RankedHead): number => (Number.isNaN(mass) ? Number.NEGATIVE_INFINITY : mass);
	return ranked.sort((a, b) => (order(a) === order(b) ? a.head - b.head : order(b) - order(a)));
}
