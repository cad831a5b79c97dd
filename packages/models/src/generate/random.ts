/**
 * Uniform numbers in [0, 1) that are the same on every platform: xoshiro128** over four 32-bit words, in integer arithmetic
 * only. Two words come from the seed's low 32 bits and two from the rest by splitmix32, so that near seeds give unrelated streams.
 *
 * Source: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators", arXiv:1805.01407.
 */
export class RandomStream {
	readonly #state: Uint32Array;

	/** @param seed  An integer in the safe range; both its low 32 bits and the rest count. */
	constructor(seed: number) {
		const [first, second] = splitmix32(seed >>> 0);
		const [third, fourth] = splitmix32((Math.floor(seed / 2 ** 32) ^ 0x5bd1e995) >>> 0);
		this.#state = Uint32Array.of(first, second, third, fourth);
	}

	/** A stream that starts from these four words; not all of them zero. */
	static fromState(words: readonly [number, number, number, number]): RandomStream {
		const stream = new RandomStream(0);
		stream.#state.set(words);
		return stream;
	}

	/** The next 32 bits, as a number in [0, 2^32). */
	nextUint32(): number {
		const s = this.#state as unknown as [number, number, number, number];
		const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
		const shifted = s[1] << 9;
		s[2] ^= s[0];
		s[3] ^= s[1];
		s[1] ^= s[2];
		s[0] ^= s[3];
		s[2] ^= shifted;
		s[3] = rotateLeft(s[3], 11);
		return result;
	}

	/** The next number in [0, 1), with 53 random bits. */
	next(): number {
		const high = this.nextUint32() >>> 5;
		const low = this.nextUint32() >>> 6;
		return (high * 2 ** 26 + low) / 2 ** 53;
	}
}

function rotateLeft(word: number, count: number): number {
	return (word << count) | (word >>> (32 - count));
}

/** Two words mixed from one. Different seeds give different words, since each step is a bijection. */
function splitmix32(seed: number): [number, number] {
	const mix = (state: number): number => {
		let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
		word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
		return (word ^ (word >>> 15)) >>> 0;
	};
	return [mix((seed + 0x9e3779b9) | 0), mix((seed + 2 * 0x9e3779b9) | 0)];
}
