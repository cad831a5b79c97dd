import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const folder = new URL("../../../../fixtures/images/", import.meta.url);

/** A file of fixtures/images. Tests only. */
export function readFixture(name: string): Uint8Array {
	return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** A JSON file of fixtures/images. Tests only. */
export function readJsonFixture<T>(name: string): T {
	return JSON.parse(new TextDecoder().decode(readFixture(name))) as T;
}

/** SHA-256 in hex of an array's bytes. Tests only. */
export function sha256(array: Uint8Array | Float32Array): string {
	return createHash("sha256")
		.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
		.digest("hex");
}

/** The noise picture that fixtures/images/make.py calls `pattern`: [height, width, channels], uint8. Tests only. */
export function pattern(width: number, height: number, channels: 1 | 3): Uint8Array {
	const data = new Uint8Array(width * height * channels);
	for (let i = 0; i < data.length; i++) {
		let hash = Math.imul(i ^ (i >>> 7), 2654435761);
		hash ^= hash >>> 15;
		hash = Math.imul(hash, 2246822519);
		const value = hash >>> 24;
		data[i] = value < 64 ? 0 : value > 192 ? 255 : value;
	}
	return data;
}
