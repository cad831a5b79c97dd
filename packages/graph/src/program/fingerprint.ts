import { encodeModel } from "../codec/encode.js";
import type { OnnxModel } from "../ir/graph.js";

const c = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];
const rotations = [15, 16, 17, 18];
const mixRotations = [19, 17, 15, 13];
const additions = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17];

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

function finish(x: number): number {
	let h = x ^ (x >>> 16);
	h = Math.imul(h, 0x85ebca6b);
	h ^= h >>> 13;
	h = Math.imul(h, 0xc2b2ae35);
	return h ^ (h >>> 16);
}

const scramble = (word: number, lane: number): number =>
	Math.imul(rotate(Math.imul(word, c[lane] as number), rotations[lane] as number), c[(lane + 1) % 4] as number);

/**
 * 128 bits that name some bytes, as 32 hexadecimal digits. Not a cryptographic hash: for caches, where nobody attacks.
 *
 * Source: MurmurHash3_x86_128 (Austin Appleby, public domain), seed 0.
 */
export function hashBytes(bytes: Uint8Array): string {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const h = [0, 0, 0, 0];
	const whole = bytes.byteLength - (bytes.byteLength % 16);
	for (let at = 0; at < whole; at += 16) {
		for (let lane = 0; lane < 4; lane++) {
			const mixed = (h[lane] as number) ^ scramble(view.getInt32(at + 4 * lane, true), lane);
			const sum = (rotate(mixed, mixRotations[lane] as number) + (h[(lane + 1) % 4] as number)) | 0;
			h[lane] = (Math.imul(sum, 5) + (additions[lane] as number)) | 0;
		}
	}
	for (let lane = 0; lane < 4; lane++) {
		let word = 0;
		for (let byte = 3; byte >= 0; byte--) word = (word << 8) | (bytes[whole + 4 * lane + byte] ?? 0);
		h[lane] = (h[lane] as number) ^ scramble(word, lane);
	}
	const mix = (): void => {
		for (const lane of [1, 2, 3]) h[0] = ((h[0] as number) + (h[lane] as number)) | 0;
		for (const lane of [1, 2, 3]) h[lane] = ((h[lane] as number) + (h[0] as number)) | 0;
	};
	for (let lane = 0; lane < 4; lane++) h[lane] = (h[lane] as number) ^ bytes.byteLength;
	mix();
	for (let lane = 0; lane < 4; lane++) h[lane] = finish(h[lane] as number);
	mix();
	return h.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * Names a model by its structure, its constants, and where its external weights lie (not their content): equal models give
 * equal names. For caches of compiled sessions.
 *
 * Cost: one {@link encodeModel}; a caller that has the bytes calls {@link hashBytes} on them.
 */
export function fingerprintModel(model: OnnxModel): string {
	return hashBytes(encodeModel(model));
}
