import type { RgbImage } from "@lvlm-interpret/core";

/** The pixels of PNG bytes, over white where they are transparent. @throws what the browser says of bytes that are no picture. */
export async function decodePng(bytes: Uint8Array): Promise<RgbImage> {
	const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" }), {
		colorSpaceConversion: "none",
	});
	const { width, height } = bitmap;
	const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
	if (!context) throw new Error("this browser gives no 2D canvas");
	context.fillStyle = "#fff";
	context.fillRect(0, 0, width, height);
	context.drawImage(bitmap, 0, 0);
	bitmap.close();
	const { data: rgba } = context.getImageData(0, 0, width, height);
	const data = new Uint8Array(width * height * 3);
	for (let pixel = 0; pixel < width * height; pixel++) {
		data.set(rgba.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
	}
	return { width, height, data };
}
