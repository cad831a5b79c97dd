import type { RgbImage } from "@lvlm-interpret/core";
import { blurBox } from "./blur-box.js";
import type { Fill } from "./edit-ops.js";
import type { Mask } from "./raster-area.js";

/** Calls with the byte offsets of each pixel of a mask: in the picture and in the mask's own box. */
export function eachPixel(mask: Mask, width: number, visit: (offset: number, inBox: number) => void): void {
	for (let row = 0; row < mask.height; row++) {
		for (let column = 0; column < mask.width; column++) {
			const cell = row * mask.width + column;
			if (mask.bits[cell]) visit(3 * ((mask.y + row) * width + mask.x + column), 3 * cell);
		}
	}
}

/**
 * 32 bits for the n-th byte of a seed: the finaliser of MurmurHash3 over a counter, so that a pixel's noise depends on its place
 * and the seed alone.
 *
 * Source: MurmurHash3 by Austin Appleby (public domain), `fmix32`.
 */
function hash32(seed: number, n: number): number {
	let value = (Math.imul(n, 0x9e3779b1) + Math.imul(seed, 0x85ebca6b)) | 0;
	value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return (value ^ (value >>> 16)) >>> 0;
}

/** Covers the pixels of a mask. The picture's bytes are changed. */
export function fillMask(picture: RgbImage, mask: Mask, fill: Fill): void {
	const { width, data } = picture;
	const put = (offset: number, red: number, green: number, blue: number): void => {
		data[offset] = red;
		data[offset + 1] = green;
		data[offset + 2] = blue;
	};
	switch (fill.kind) {
		case "color": {
			const [red, green, blue] = fill.color;
			eachPixel(mask, width, (offset) => put(offset, red, green, blue));
			break;
		}
		case "mean": {
			const sums = [0, 0, 0];
			let count = 0;
			eachPixel(mask, width, (offset) => {
				for (let channel = 0; channel < 3; channel++)
					sums[channel] = (sums[channel] as number) + (data[offset + channel] as number);
				count++;
			});
			const [red, green, blue] = sums.map((sum) => Math.round(sum / Math.max(1, count))) as [number, number, number];
			eachPixel(mask, width, (offset) => put(offset, red, green, blue));
			break;
		}
		case "blur": {
			const blurred = blurBox(picture, mask, fill.sigma);
			eachPixel(mask, width, (offset, from) => {
				put(offset, blurred[from] as number, blurred[from + 1] as number, blurred[from + 2] as number);
			});
			break;
		}
		case "noise":
			eachPixel(mask, width, (offset) => {
				for (let channel = 0; channel < 3; channel++)
					data[offset + channel] = hash32(fill.seed, offset + channel) >>> 24;
			});
	}
}
