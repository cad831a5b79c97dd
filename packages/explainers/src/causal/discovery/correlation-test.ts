import { LvlmError } from "@lvlm-interpret/core";
import { criticalZ, fisherPValue } from "./fisher.js";
import type { IndependenceTest } from "./independence-test.js";
import { PartialCorrelation } from "./partial-correlation.js";

export interface CorrelationTestOptions {
	/** Correlation (or covariance) of the nodes. Shape [nodeCount, nodeCount], float64, symmetric, row-major. */
	readonly correlation: Float64Array;
	readonly nodeCount: number;
	/** Samples behind the matrix. Default 128, the head size of LLaVA-1.5. */
	readonly sampleCount?: number;
	/** Level of significance: independent where p > alpha. Default 1e-5. */
	readonly alpha?: number;
}

/** An {@link IndependenceTest} on a correlation matrix, which also tells its partial correlations. */
export interface CorrelationTest extends IndependenceTest {
	readonly sampleCount: number;
	readonly alpha: number;
	/** ρ(x, y | given); NaN if the matrix of these nodes is singular. */
	partialCorrelation(x: number, y: number, given: ArrayLike<number>): number;
}

/**
 * Conditional independence by partial correlation and Fisher's z.
 *
 * Formula: independent ⇔ p > α ⇔ |ρ| < tanh(z_{1-α/2} / √(n - |Z| - 3)). A singular matrix, |ρ| >= 1 and n - |Z| - 3 < 0
 * count as dependent.
 *
 * @throws {LvlmError} "shape-mismatch", "non-finite", or "invalid-argument" for a matrix that is not symmetric with a positive
 *   diagonal, and for options out of range.
 * Source: the reference's `StatCondIndepParCorr` (IntelLabs/causality-lab), restated.
 * Differs from the source: Cholesky in place of an inverse; a singular matrix is no exception but "dependent".
 */
export function correlationTest(options: CorrelationTestOptions): CorrelationTest {
	const { correlation, nodeCount, sampleCount = 128, alpha = 1e-5 } = options;
	checkMatrix(correlation, nodeCount);
	if (!Number.isFinite(sampleCount) || sampleCount < 4) {
		throw new LvlmError("invalid-argument", `A test on ${sampleCount} samples has no power.`, {
			name: "sampleCount",
			expected: "4 or more",
			actual: String(sampleCount),
		});
	}
	const z = criticalZ(alpha);
	const partial = new PartialCorrelation(correlation, nodeCount);
	// By |Z|: |ρ| below it is independent. Without a degree of freedom p is 1; with fewer nothing is independent.
	const bounds = Float64Array.from({ length: Math.max(nodeCount, 1) }, (_, size) => {
		const freedom = sampleCount - size - 3;
		return freedom < 0 ? -1 : freedom === 0 ? 1 : Math.tanh(z / Math.sqrt(freedom));
	});
	return {
		nodeCount,
		sampleCount,
		alpha,
		partialCorrelation: (x, y, given) => partial.value(x, y, given),
		isIndependent: (x, y, given) => Math.abs(partial.value(x, y, given)) < bounds[given.length],
		pValue: (x, y, given) => fisherPValue(partial.value(x, y, given), sampleCount, given.length),
	};
}

function checkMatrix(matrix: Float64Array, n: number): void {
	if (matrix.length !== n * n) {
		throw new LvlmError("shape-mismatch", `The correlation matrix has ${matrix.length} entries for ${n} nodes.`, {
			name: "correlation",
			expected: `[${n}, ${n}]`,
			actual: `[${matrix.length}]`,
		});
	}
	const bad = matrix.findIndex((value) => !Number.isFinite(value));
	if (bad >= 0) {
		throw new LvlmError("non-finite", `The correlation of ${Math.floor(bad / n)} and ${bad % n} is ${matrix[bad]}.`, {
			name: "correlation",
			firstIndex: bad,
			count: matrix.filter((value) => !Number.isFinite(value)).length,
		});
	}
	for (let a = 0; a < n; a++) {
		for (let b = 0; b <= a; b++) {
			const value = matrix[a * n + b];
			const other = matrix[b * n + a];
			const scale = Math.sqrt(Math.abs(matrix[a * n + a] * matrix[b * n + b]));
			if ((a === b && !(value > 0)) || Math.abs(value - other) > 1e-9 * scale) {
				throw new LvlmError("invalid-argument", `The correlations of ${a} and ${b} are ${value} and ${other}.`, {
					name: "correlation",
					expected: "a symmetric matrix with a positive diagonal",
					actual: `${value}, ${other}`,
				});
			}
		}
	}
}
