/** The set that separated each removed pair; keyed by the unordered pair, empty for a pair that has none. */
export class SeparatingSets {
	private readonly sets = new Map<number, readonly number[]>();

	/** Stores a copy of `given` (ascending) for the pair x, y. */
	set(x: number, y: number, given: ArrayLike<number>): void {
		this.sets.set(key(x, y), Array.from(given));
	}

	/** The stored set; empty when there is none. */
	get(x: number, y: number): readonly number[] {
		return this.sets.get(key(x, y)) ?? [];
	}

	/** True if a set, possibly the empty one, is stored for the pair. */
	has(x: number, y: number): boolean {
		return this.sets.has(key(x, y));
	}

	/** All stored sets, ascending by pair; `x < y`. */
	entries(): SeparatedPair[] {
		const pairs: SeparatedPair[] = [];
		for (const [pair, given] of this.sets) pairs.push({ x: Math.floor(pair / stride), y: pair % stride, given });
		return pairs.sort((a, b) => a.x - b.x || a.y - b.y);
	}
}

/** Two nodes, `x < y`, and the set that made them independent. */
export interface SeparatedPair {
	readonly x: number;
	readonly y: number;
	readonly given: readonly number[];
}

// More nodes than any mark matrix could hold; products stay exact.
const stride = 2 ** 20;

function key(x: number, y: number): number {
	return x < y ? x * stride + y : y * stride + x;
}
