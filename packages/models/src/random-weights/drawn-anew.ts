import { fromHalf, toHalf } from "@lvlm-interpret/core";
import { RandomStream } from "../generate/random.js";
import { shuffle } from "../generate/shuffle.js";
import type { WeightRange } from "./weight-blocks.js";

/** A number of 32 bits from a text (FNV-1a). */
function hashed(text: string): number {
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
	return hash >>> 0;
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** How numbers of a stored dtype are read and written. */
interface Coding {
	readonly bytes: 2 | 4;
	read(view: DataView, at: number): number;
	write(view: DataView, at: number, value: number): void;
}

const codings: Readonly<Record<string, Coding>> = {
	float32: {
		bytes: 4,
		read: (view, at) => view.getFloat32(at, true),
		write: (view, at, value) => view.setFloat32(at, value, true),
	},
	float16: {
		bytes: 2,
		read: (view, at) => fromHalf(view.getUint16(at, true)),
		write: (view, at, value) => view.setUint16(at, toHalf(value), true),
	},
	bfloat16: {
		bytes: 2,
		read(view, at) {
			bits[0] = view.getUint16(at, true) << 16;
			return single[0] as number;
		},
		write(view, at, value) {
			single[0] = value;
			const word = bits[0] as number;
			// To the nearest, ties to even.
			view.setUint16(at, ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) & 0xffff, true);
		},
	},
};

/**
 * Forgets a weight, in place: a matrix (two axes or more) is drawn anew from a normal distribution with its own mean and standard deviation, a
 * vector (biases, gains of norms, a class token) has its own values in another order. So sizes stay those that the model works with, and what it
 * learned is gone. The same seed gives the same weight, whatever else is drawn.
 *
 * @param bytes  Of the whole file.
 */
export function drawAnew(bytes: Uint8Array, range: WeightRange, seed: number): void {
	const coding = codings[range.dtype] as Coding;
	const view = new DataView(bytes.buffer, bytes.byteOffset + range.offset, range.byteLength);
	const count = range.byteLength / coding.bytes;
	const stream = new RandomStream(seed * 2 ** 21 + (hashed(range.name) >>> 11));
	if (range.shape.length < 2) {
		const values = Float64Array.from({ length: count }, (_, at) => coding.read(view, at * coding.bytes));
		shuffle(values, stream);
		values.forEach((value, at) => {
			coding.write(view, at * coding.bytes, value);
		});
		return;
	}
	let [sum, squares] = [0, 0];
	for (let at = 0; at < count; at++) sum += coding.read(view, at * coding.bytes);
	const mean = sum / count;
	for (let at = 0; at < count; at++) squares += (coding.read(view, at * coding.bytes) - mean) ** 2;
	const deviation = Math.sqrt(squares / count);
	// Two normal numbers at a time (Box and Muller).
	for (let at = 0; at < count; at += 2) {
		const radius = deviation * Math.sqrt(-2 * Math.log(1 - stream.next()));
		const angle = 2 * Math.PI * stream.next();
		coding.write(view, at * coding.bytes, mean + radius * Math.cos(angle));
		if (at + 1 < count) coding.write(view, (at + 1) * coding.bytes, mean + radius * Math.sin(angle));
	}
}
