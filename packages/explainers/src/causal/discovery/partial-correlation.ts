// A pivot below this share of its variance counts as zero: the node is a linear function of those before it.
const singularShare = 1e-13;

/**
 * Partial correlations of one matrix by Cholesky factors that are kept between calls.
 *
 * With L Lᵀ = C over the order (Z, x, y): Cov(x, y | Z) = C_xy - l_x · l_y, Var(x | Z) = C_xx - |l_x|², where l_x solves
 * L_ZZ l_x = C_Zx. The rows of L_ZZ that the last conditioning set shares with this one, from the front, are used again:
 * sets that come in lexicographic order cost O(k²) each, not O(k³), and nothing is allocated.
 */
export class PartialCorrelation {
	private readonly matrix: Float64Array;
	private readonly nodeCount: number;
	private capacity = 8;
	private factor: Float64Array = new Float64Array(64);
	private rowX: Float64Array = new Float64Array(8);
	private rowY: Float64Array = new Float64Array(8);
	private last: Int32Array = new Int32Array(8);
	// Rows of `factor` that hold the factor of `last[0 .. ready)`.
	private ready = 0;

	/** @param matrix  Correlation or covariance. Shape [nodeCount, nodeCount], float64, symmetric, positive semi-definite. */
	constructor(matrix: Float64Array, nodeCount: number) {
		this.matrix = matrix;
		this.nodeCount = nodeCount;
	}

	/**
	 * The correlation of `x` and `y` with the linear influence of `given` removed.
	 *
	 * @param given  Nodes other than `x` and `y`, each once.
	 * @returns ρ, rounded values may lie just outside [-1, 1]; NaN if `given` with `x` or with `y` is linearly dependent.
	 */
	value(x: number, y: number, given: ArrayLike<number>): number {
		const { matrix, nodeCount: n } = this;
		const k = given.length;
		if (k > this.capacity) this.grow(k);
		if (!this.factorise(given)) return Number.NaN;
		const varianceX = this.solve(x, given, this.rowX);
		const varianceY = this.solve(y, given, this.rowY);
		if (!(varianceX > singularShare * matrix[x * n + x]) || !(varianceY > singularShare * matrix[y * n + y])) {
			return Number.NaN;
		}
		let covariance = matrix[x * n + y];
		for (let j = 0; j < k; j++) covariance -= this.rowX[j] * this.rowY[j];
		return covariance / Math.sqrt(varianceX * varianceY);
	}

	private factorise(given: ArrayLike<number>): boolean {
		const k = given.length;
		let row = 0;
		while (row < k && row < this.ready && this.last[row] === given[row]) row++;
		const { factor, capacity, last } = this;
		for (; row < k; row++) {
			this.ready = row;
			const pivot = this.solveInto(given[row], given, row, factor, row * capacity);
			if (!(pivot > singularShare * this.matrix[given[row] * this.nodeCount + given[row]])) return false;
			factor[row * capacity + row] = Math.sqrt(pivot);
			last[row] = given[row];
			this.ready = row + 1;
		}
		return true;
	}

	private solve(node: number, given: ArrayLike<number>, out: Float64Array): number {
		return this.solveInto(node, given, given.length, out, 0);
	}

	/** Writes l with L l = C[given[0..count), node] into `out` from `offset`, and returns the variance that is left. */
	private solveInto(node: number, given: ArrayLike<number>, count: number, out: Float64Array, offset: number): number {
		const { matrix, factor, capacity } = this;
		const column = node * this.nodeCount;
		let left = matrix[column + node];
		for (let j = 0; j < count; j++) {
			let sum = matrix[column + given[j]];
			const row = j * capacity;
			for (let i = 0; i < j; i++) sum -= factor[row + i] * out[offset + i];
			const value = sum / factor[row + j];
			out[offset + j] = value;
			left -= value * value;
		}
		return left;
	}

	private grow(count: number): void {
		this.capacity = Math.max(count, 2 * this.capacity);
		this.factor = new Float64Array(this.capacity * this.capacity);
		this.rowX = new Float64Array(this.capacity);
		this.rowY = new Float64Array(this.capacity);
		this.last = new Int32Array(this.capacity);
		this.ready = 0;
	}
}
