import { LvlmError, type RowSource } from "@lvlm-interpret/core";

/**
 * Attention rollout from one position, as a row: what reaches it through all layers, if attention were all that moves information.
 *
 * Formula: r = e_start · A'[L-1] · … · A'[0], A' = (mean over heads of A + I) / 2. One layer's matrix is held at a time.
 *
 * @returns Float32Array [keys], sum 1.
 * @throws {LvlmError} "shape-mismatch" where queries and keys are not the same positions; "capability-missing" while rows are missing.
 * Cost: L · N² multiplications.
 * Source: Abnar & Zuidema 2020, arXiv:2005.00928, section 3.
 * Differs from the source: one row instead of the matrix.
 */
export async function rolloutRow(source: RowSource, start: number, signal?: AbortSignal): Promise<Float32Array> {
	const { layers, queries, keys } = source.shape;
	if (queries !== keys) {
		throw new LvlmError("shape-mismatch", `Rollout needs as many queries as keys, not ${queries} and ${keys}.`, {
			name: "rows",
			expected: `${keys} queries`,
			actual: `${queries} queries`,
		});
	}
	let row = new Float64Array(keys);
	row[start] = 1;
	for (let layer = layers - 1; layer >= 0; layer--) {
		const { tensor, isComplete } = await source.rows({ layers: [layer], over: ["layer", "head"], signal });
		if (!isComplete) {
			throw new LvlmError("capability-missing", `Rows of layer ${layer} are not in yet.`, {
				owner: "the row source",
				capability: `all rows of layer ${layer}`,
				neededBy: "rollout",
			});
		}
		const next = new Float64Array(keys);
		for (let query = 0; query < queries; query++) {
			const weight = row[query] as number;
			if (weight === 0) continue;
			next[query] = (next[query] as number) + weight / 2;
			for (let key = 0; key < keys; key++) {
				next[key] = (next[key] as number) + (weight / 2) * (tensor.data[query * keys + key] as number);
			}
		}
		row = next;
	}
	return Float32Array.from(row);
}
