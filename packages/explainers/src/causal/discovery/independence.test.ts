import { describe, expect, test } from "vitest";
import { correlationOfRows } from "./correlation.js";
import { correlationTest } from "./correlation-test.js";
import { criticalZ, erfc, fisherPValue } from "./fisher.js";
import { PartialCorrelation } from "./partial-correlation.js";
import { seededRandom } from "./test-data/dag.js";

/** Relative closeness. */
function expectClose(actual: number, expected: number, tolerance: number): void {
	expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe("p-values", () => {
	test.each([
		[0.2, 0, 0.0234135189, 1e-8],
		[0.3, 0, 5.391044e-4, 1e-6],
		[0.38, 0, 7.720094e-6, 1e-6],
		[0.4, 0, 2.173989e-6, 1e-6],
		[-0.4, 0, 2.173989e-6, 1e-6],
		[0.2, 2, 0.0245498803, 1e-8],
		[0.4, 2, 2.62087e-6, 1e-6],
	])("of %d given %d nodes", (rho, given, p, tolerance) => expectClose(fisherPValue(rho, 128, given), p, tolerance));

	test("at the edges", () => {
		expect(fisherPValue(1, 128, 0)).toBe(0);
		expect(fisherPValue(Number.NaN, 128, 0)).toBe(0);
		expect(fisherPValue(0, 128, 0)).toBe(1);
		expect(fisherPValue(0.5, 8, 5)).toBe(1);
		expect(fisherPValue(0.5, 8, 6)).toBeNaN();
	});

	test("the complementary error function, on both sides of its seam (values of NIST DLMF 7.23 and of mpmath)", () => {
		expectClose(erfc(0.5), 0.4795001221869535, 1e-14);
		expectClose(erfc(1), 0.15729920705028513, 1e-14);
		expectClose(erfc(2), 0.004677734981047266, 1e-13);
		expectClose(erfc(2 - 1e-12), 0.004677734981047266, 1e-10);
		expectClose(erfc(5), 1.5374597944280349e-12, 1e-13);
		expectClose(erfc(10), 2.088487583762545e-45, 1e-13);
		expect(erfc(-1)).toBeCloseTo(2 - 0.15729920705028513, 14);
	});

	test.each([
		[1e-2, 2.575829],
		[1e-3, 3.290527],
		[1e-5, 4.417173],
		[1e-7, 5.326724],
	])("critical z at %d", (alpha, z) => expect(criticalZ(alpha)).toBeCloseTo(z, 6));
});

describe("partial correlation", () => {
	const matrix = Float64Array.of(1, 0.6, 0.5, 0.3, 0.6, 1, 0.4, 0.2, 0.5, 0.4, 1, 0.35, 0.3, 0.2, 0.35, 1);
	test("golden values", () => {
		const measured = correlationTest({ correlation: matrix, nodeCount: 4, sampleCount: 128, alpha: 1e-2 });
		expect(measured.partialCorrelation(0, 1, [2])).toBeCloseTo(0.5039526307, 10);
		expect(measured.partialCorrelation(0, 1, [2, 3])).toBeCloseTo(0.5003686784, 10);
		expectClose(measured.pValue(0, 1, [2]), 6.588925e-10, 1e-6);
		expectClose(measured.pValue(0, 1, [2, 3]), 1.077044e-9, 1e-6);
	});

	test("agrees with the inverse of the matrix, whatever set was asked before", () => {
		const random = seededRandom(5);
		const n = 14;
		const columns = 20;
		const rows = Float64Array.from({ length: n * columns }, () => random());
		const correlation = correlationOfRows(rows, n, columns);
		const partial = new PartialCorrelation(correlation, n);
		let worst = 0;
		for (let round = 0; round < 400; round++) {
			const order = Array.from({ length: n }, (_, i) => ({ i, key: random() })).sort((a, b) => a.key - b.key);
			const [x, y, ...rest] = order.map(({ i }) => i);
			const given = rest.slice(0, Math.floor(random() * (n - 2)));
			if (round % 2 === 0) given.sort((a, b) => a - b);
			worst = Math.max(worst, Math.abs(partial.value(x, y, given) - byInverse(correlation, n, [x, y, ...given])));
		}
		expect(worst).toBeLessThan(1e-10);
	});

	test("a singular set is dependent, and leaves no trace in later answers", () => {
		// Nodes 0 and 1 are equal.
		const equal = Float64Array.of(1, 1, 0.3, 0.1, 1, 1, 0.3, 0.1, 0.3, 0.3, 1, 0, 0.1, 0.1, 0, 1);
		const measured = correlationTest({ correlation: equal, nodeCount: 4 });
		expect(measured.isIndependent(0, 1, [])).toBe(false);
		expect(measured.isIndependent(0, 2, [1])).toBe(false);
		expect(measured.isIndependent(2, 3, [0, 1])).toBe(false);
		expect(measured.partialCorrelation(2, 3, [0, 1])).toBeNaN();
		expect(measured.partialCorrelation(2, 3, [0])).toBeCloseTo(-0.03 / Math.sqrt(0.91 * 0.99), 14);
	});

	test("the bound on ρ says what the p-value says", () => {
		for (const alpha of [1e-2, 1e-5]) {
			const cut = alpha === 1e-2 ? 0.2264 : 0.3757;
			for (const rho of [cut - 1e-3, cut + 1e-3]) {
				const measured = correlationTest({ correlation: Float64Array.of(1, rho, rho, 1), nodeCount: 2, alpha });
				expect(measured.isIndependent(0, 1, [])).toBe(rho < cut);
				expect(measured.pValue(0, 1, []) > alpha).toBe(rho < cut);
			}
		}
	});

	test("too few samples for a set: dependent; none to spare: independent", () => {
		const correlation = Float64Array.of(1, 0.5, 0.1, 0.5, 1, 0.1, 0.1, 0.1, 1);
		const four = correlationTest({ correlation, nodeCount: 3, sampleCount: 4 });
		expect(four.isIndependent(0, 1, [2])).toBe(true);
		const three = correlationTest({ correlation: eye(4), nodeCount: 4, sampleCount: 4 });
		expect(three.isIndependent(0, 1, [2, 3])).toBe(false);
	});
});

describe("correlation of rows", () => {
	test("cosine similarity; dropped columns do not count", () => {
		const rows = Float32Array.of(1, 0, 0, 0.5, 0.5, 0, 0.5, 0.25, 0.25);
		const correlation = correlationOfRows(rows, 3, 3);
		expect(correlation[1]).toBeCloseTo(Math.SQRT1_2, 14);
		expect(correlation[5]).toBeCloseTo(0.375 / Math.sqrt(0.5 * 0.375), 14);
		const dropped = correlationOfRows(rows.subarray(3), 2, 3, { dropColumns: [0] });
		expect(dropped[1]).toBeCloseTo(Math.SQRT1_2, 14);
	});
	test("bad rows", () => {
		const act =
			(rows: Float32Array, options = {}) =>
			() =>
				correlationOfRows(rows, 1, 2, options);
		expect(act(new Float32Array(3))).toThrowError(expect.objectContaining({ code: "shape-mismatch" }));
		expect(act(Float32Array.of(0, Number.NaN))).toThrowError(expect.objectContaining({ code: "non-finite" }));
		expect(act(Float32Array.of(1, 0), { dropColumns: [0] })).toThrowError(
			expect.objectContaining({ code: "invalid-argument" }),
		);
	});
});

test.each([
	[{ correlation: new Float64Array(3), nodeCount: 2 }, "shape-mismatch"],
	[{ correlation: Float64Array.of(1, Number.NaN, 0, 1), nodeCount: 2 }, "non-finite"],
	[{ correlation: Float64Array.of(1, 0.2, 0.3, 1), nodeCount: 2 }, "invalid-argument"],
	[{ correlation: Float64Array.of(0), nodeCount: 1 }, "invalid-argument"],
	[{ correlation: Float64Array.of(1), nodeCount: 1, alpha: 0 }, "invalid-argument"],
	[{ correlation: Float64Array.of(1), nodeCount: 1, sampleCount: 3 }, "invalid-argument"],
])("a bad matrix or option (%#)", (options, code) => {
	expect(() => correlationTest(options)).toThrowError(expect.objectContaining({ code }));
});

function eye(n: number): Float64Array {
	return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

/** -P_01 / √(P_00 P_11) with P the inverse of the sub-matrix, by Gauss-Jordan elimination with pivoting. */
function byInverse(matrix: Float64Array, n: number, nodes: readonly number[]): number {
	const m = nodes.length;
	const work = nodes.map((a, i) => [...nodes.map((b) => matrix[a * n + b]), ...nodes.map((_, j) => (i === j ? 1 : 0))]);
	for (let c = 0; c < m; c++) {
		let pivot = c;
		for (let r = c + 1; r < m; r++) if (Math.abs(work[r][c]) > Math.abs(work[pivot][c])) pivot = r;
		[work[c], work[pivot]] = [work[pivot], work[c]];
		const scale = work[c][c];
		for (let k = 0; k < 2 * m; k++) work[c][k] /= scale;
		for (let r = 0; r < m; r++) {
			if (r === c) continue;
			const factor = work[r][c];
			for (let k = 0; k < 2 * m; k++) work[r][k] -= factor * work[c][k];
		}
	}
	return -work[0][m + 1] / Math.sqrt(work[0][m] * work[1][m + 1]);
}
