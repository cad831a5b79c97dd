import type { RgbImage } from "@lvlm-interpret/core";

/** SHA-256 of a picture's size and pixels, 64 hex digits; undefined where the page has no cryptography (no secure context). */
export async function pictureHash({ width, height, data }: RgbImage): Promise<string | undefined> {
	if (!globalThis.crypto?.subtle) return undefined;
	const bytes = new Uint8Array(8 + data.length);
	new DataView(bytes.buffer).setUint32(0, width);
	new DataView(bytes.buffer).setUint32(4, height);
	bytes.set(data, 8);
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
