/** A place in two texts that are laid beside each other. `undefined` where one of them has no word there. */
export interface AlignedPair {
	/** Indices into the two lists. */
	readonly a: number | undefined;
	readonly b: number | undefined;
	/** Whether both say the same there. Words that only stand in the same gap are not. */
	readonly isSame: boolean;
}

const folded = (text: string): string => text.normalize("NFC").toLowerCase();

/**
 * Aligns two word lists by their longest common subsequence; case does not count. Of several longest ones that is taken which matches
 * earliest in the first list. Words between two matches that have no partner stand beside each other, as far as both lists have some.
 *
 * Cost: O(n · m) steps, n · m numbers of 16 bits.
 * Source: Wagner and Fischer 1974, The string-to-string correction problem.
 */
export function alignWords(first: readonly string[], second: readonly string[]): AlignedPair[] {
	const [a, b] = [first.map(folded), second.map(folded)];
	const pairs: AlignedPair[] = [];
	// lengths[i][j]: of the longest common subsequence of a from i on and b from j on.
	const width = b.length + 1;
	const lengths = new Uint16Array((a.length + 1) * width);
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			lengths[i * width + j] =
				a[i] === b[j]
					? (lengths[(i + 1) * width + j + 1] as number) + 1
					: Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
		}
	}
	let [fromA, fromB] = [0, 0];
	/** What lies between two matches: side by side, the rest alone. */
	const close = (endA: number, endB: number): void => {
		for (; fromA < endA || fromB < endB; fromA++, fromB++) {
			pairs.push({ a: fromA < endA ? fromA : undefined, b: fromB < endB ? fromB : undefined, isSame: false });
		}
		[fromA, fromB] = [endA, endB];
	};
	let [i, j] = [0, 0];
	while (i < a.length && j < b.length) {
		if (a[i] === b[j]) {
			close(i, j);
			pairs.push({ a: i++, b: j++, isSame: true });
			[fromA, fromB] = [i, j];
		} else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number)) i++;
		else j++;
	}
	close(a.length, b.length);
	return pairs;
}
