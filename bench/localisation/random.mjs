// Random numbers that are the same everywhere for the same seed.
import { createHash } from "node:crypto";

/** A generator of numbers in [0, 1), from any text (mulberry32, public domain, on 32 bits of the text's SHA-256). */
export function generator(seed) {
	let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}
