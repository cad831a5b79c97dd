import { LvlmError } from "@lvlm-interpret/core";

/**
 * Correlation of tokens from attention: cosine similarity of attention rows.
 *
 * Formula: Â = rows of A with L2 norm 1; C = Â Âᵀ. Values are modelled as Z = A V with whitened V, so that
 * Cov(Z) ∝ A Aᵀ; there is no centring.
 *
 * @param rows  Attention rows of the selected nodes. Shape [nodeCount, columnCount], row-major, float32 or float64.
 * @param columnCount  Key positions of a row.
 * @param options.dropColumns  Key positions to leave out, such as attention sinks; the cosine renormalises by itself.
 * @returns Shape [nodeCount, nodeCount], float64, symmetric, diagonal 1.
 * @throws {LvlmError} "shape-mismatch" if the rows do not fill the shape; "non-finite"; "invalid-argument" for a row of norm below 1e-8.
 * Cost: O(nodeCount² · columnCount).
 * Source: Rohekar, Gurwicz, Nisimov 2023, "Causal Interpretation of Self-Attention in Pre-Trained Transformers", section 4.
 * Differs from the source: only the selected rows are used, in float64.
 */
export function correlationOfRows(
	rows: Float32Array | Float64Array,
	nodeCount: number,
	columnCount: number,
	options: { dropColumns?: Iterable<number> } = {},
): Float64Array {
	if (rows.length !== nodeCount * columnCount) {
		throw new LvlmError("shape-mismatch", `${rows.length} values are not ${nodeCount} rows of ${columnCount}.`, {
			name: "rows",
			expected: `[${nodeCount}, ${columnCount}]`,
			actual: `[${rows.length}]`,
		});
	}
	const unit = Float64Array.from(rows);
	const bad = unit.findIndex((value) => !Number.isFinite(value));
	if (bad >= 0) {
		throw new LvlmError("non-finite", `Attention row ${Math.floor(bad / columnCount)} holds ${unit[bad]}.`, {
			name: "rows",
			firstIndex: bad,
			count: unit.filter((value) => !Number.isFinite(value)).length,
		});
	}
	for (const column of options.dropColumns ?? []) {
		for (let i = 0; i < nodeCount; i++) if (column < columnCount) unit[i * columnCount + column] = 0;
	}
	for (let i = 0; i < nodeCount; i++) {
		const row = unit.subarray(i * columnCount, (i + 1) * columnCount);
		let square = 0;
		for (let k = 0; k < columnCount; k++) square += row[k] * row[k];
		const norm = Math.sqrt(square);
		if (!(norm > 1e-8)) {
			throw new LvlmError(
				"invalid-argument",
				`Attention row ${i} has norm ${norm}.`,
				{ name: "rows", expected: "a norm above 1e-8", actual: String(norm) },
				{ hint: "A row that attends to sinks alone has nothing left once they are dropped: remove that node." },
			);
		}
		for (let k = 0; k < columnCount; k++) row[k] /= norm;
	}
	const correlation = new Float64Array(nodeCount * nodeCount);
	for (let i = 0; i < nodeCount; i++) {
		correlation[i * nodeCount + i] = 1;
		for (let j = 0; j < i; j++) {
			let dot = 0;
			const a = i * columnCount;
			const b = j * columnCount;
			for (let k = 0; k < columnCount; k++) dot += unit[a + k] * unit[b + k];
			correlation[i * nodeCount + j] = dot;
			correlation[j * nodeCount + i] = dot;
		}
	}
	return correlation;
}
