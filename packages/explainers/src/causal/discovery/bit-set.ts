/**
 * Sets of nodes as bits: a set over `n` nodes is `wordCount(n)` 32-bit words; many sets lie one after the other in one
 * `Int32Array`. All functions here are free of allocations unless they return a list.
 */

/** Words that a set over `nodeCount` nodes takes. */
export function wordCount(nodeCount: number): number {
	return (nodeCount + 31) >>> 5;
}

/** True if `node` is in the set that starts at word `offset`. */
export function hasBit(words: Int32Array, offset: number, node: number): boolean {
	return ((words[offset + (node >>> 5)] >>> (node & 31)) & 1) === 1;
}

/** Puts `node` into the set that starts at word `offset`. */
export function setBit(words: Int32Array, offset: number, node: number): void {
	words[offset + (node >>> 5)] |= 1 << (node & 31);
}

/** Takes `node` out of the set that starts at word `offset`. */
export function clearBit(words: Int32Array, offset: number, node: number): void {
	words[offset + (node >>> 5)] &= ~(1 << (node & 31));
}

/** Position of the lowest set bit of a non-zero word. */
export function lowestBit(word: number): number {
	return 31 - Math.clz32(word & -word);
}

/** Calls `visit` for every node of the set that starts at word `offset`, ascending, on a snapshot of each word. */
export function forEachBit(words: Int32Array, offset: number, count: number, visit: (node: number) => void): void {
	for (let w = 0; w < count; w++) {
		for (let word = words[offset + w]; word !== 0; word &= word - 1) visit(w * 32 + lowestBit(word));
	}
}

/** The nodes of a set, ascending. */
export function bitsToList(words: Int32Array, offset: number, count: number): number[] {
	const list: number[] = [];
	forEachBit(words, offset, count, (node) => list.push(node));
	return list;
}

/** The set of `nodes` over `nodeCount` nodes. */
export function bitsOf(nodes: Iterable<number>, nodeCount: number): Int32Array {
	const words = new Int32Array(wordCount(nodeCount));
	for (const node of nodes) setBit(words, 0, node);
	return words;
}

/** True if the two sets share a node. */
export function intersects(a: Int32Array, aOffset: number, b: Int32Array, bOffset: number, count: number): boolean {
	for (let w = 0; w < count; w++) if ((a[aOffset + w] & b[bOffset + w]) !== 0) return true;
	return false;
}

/** True if the first set lies within the second. */
export function isSubset(a: Int32Array, aOffset: number, b: Int32Array, bOffset: number, count: number): boolean {
	for (let w = 0; w < count; w++) if ((a[aOffset + w] & ~b[bOffset + w]) !== 0) return false;
	return true;
}
