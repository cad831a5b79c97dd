import { hashBytes } from "@lvlm-interpret/graph";

/** Numbers in [0, 1), the same everywhere for the same text (mulberry32, public domain, on 32 bits of a hash of the text). */
export function seededRandom(seed: string): () => number {
	let state = Number.parseInt(hashBytes(new TextEncoder().encode(seed)).slice(0, 8), 16) | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** 0 … count - 1 in a random order, every order equally likely (Fisher and Yates). */
export function shuffled(count: number, seed: string): number[] {
	const next = seededRandom(seed);
	const order = Array.from({ length: count }, (_, index) => index);
	for (let last = count - 1; last > 0; last--) {
		const other = Math.floor(next() * (last + 1));
		[order[last], order[other]] = [order[other] as number, order[last] as number];
	}
	return order;
}
