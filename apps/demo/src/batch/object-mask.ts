import type { ObjectMask } from "@lvlm-interpret/explainers";
import { decodePng } from "@lvlm-interpret/ui/session";

/** Colours of an indexed PNG's palette as 0xRRGGBB, by index; undefined for a picture without one. PNG specification, section 11.2.2. */
export function paletteOf(png: Uint8Array): number[] | undefined {
	const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
	// Signature 8; then chunks: length 4, name 4, data, checksum 4.
	for (let at = 8; at + 12 <= png.length; ) {
		const length = view.getUint32(at);
		const name = String.fromCharCode(...png.subarray(at + 4, at + 8));
		if (name === "IDAT") return undefined;
		if (name === "PLTE" && at + 8 + length <= png.length) {
			return Array.from({ length: Math.floor(length / 3) }, (_, index) => {
				const from = at + 8 + 3 * index;
				return (view.getUint8(from) << 16) | (view.getUint8(from + 1) << 8) | view.getUint8(from + 2);
			});
		}
		at += 12 + length;
	}
	return undefined;
}

/**
 * A mask as object numbers. An indexed PNG's number is its index (the browser gives colours only: the palette leads back to it, the first
 * of equal colours); in any other picture what is not black is 1.
 *
 * @throws what the browser says of bytes that are no picture.
 */
export async function objectMask(bytes: Uint8Array): Promise<ObjectMask> {
	const { width, height, data: rgb } = await decodePng(bytes);
	const palette = paletteOf(bytes);
	const numbers = new Map([...(palette ?? [])].map((colour, index) => [colour, index] as const).reverse());
	const data = new Uint8Array(width * height);
	for (let pixel = 0; pixel < data.length; pixel++) {
		const at = 3 * pixel;
		const colour = ((rgb[at] as number) << 16) | ((rgb[at + 1] as number) << 8) | (rgb[at + 2] as number);
		data[pixel] = palette ? (numbers.get(colour) ?? 0) : Number(colour !== 0);
	}
	return { width, height, data };
}
