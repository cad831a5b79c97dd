/** Numbers in [-1, 1) from a linear congruential generator: the same everywhere. */
export function pseudoRandom(count: number, seed: number): Float32Array {
	let state = seed >>> 0;
	return Float32Array.from({ length: count }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	});
}
