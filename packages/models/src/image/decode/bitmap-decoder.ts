import type { RgbImage } from "@lvlm-interpret/core";
import type { PixelReader } from "./decode.js";
import { invalidImage } from "./failure.js";
import { uprightCopy } from "./upright-copy.js";

/**
 * RGBA of a bitmap through a WebGL texture, the one read-back that does not multiply colours by alpha on the way. Undefined
 * where WebGL2 is missing or the bitmap is larger than a texture may be.
 */
function readWithWebGl(bitmap: ImageBitmap): Uint8Array | undefined {
	const { width, height } = bitmap;
	const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
	if (!gl) return undefined;
	try {
		if (Math.max(width, height) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) return undefined;
		gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
		const texture = gl.createTexture();
		gl.bindTexture(gl.TEXTURE_2D, texture);
		gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
		gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
		gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
		if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return undefined;
		const rgba = new Uint8Array(width * height * 4);
		gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
		return gl.getError() === gl.NO_ERROR ? rgba : undefined;
	} finally {
		gl.getExtension("WEBGL_lose_context")?.loseContext();
	}
}

/** RGBA of a bitmap through a 2D canvas: exact where alpha is 255. */
function readWithCanvas(bitmap: ImageBitmap): Uint8Array | undefined {
	const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
	if (!context) return undefined;
	context.drawImage(bitmap, 0, 0);
	const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
	return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Reads the stored pixels of a file in a browser, in a page or a worker.
 *
 * Equal to Pillow bit for bit on the fixtures (Chromium), but for these limits: a PNG with 16-bit grey samples is refused, because browsers cut samples to their high byte and Pillow clips them;
 * where WebGL2 is missing or the picture is larger than a texture, colours under partial alpha come back rounded.
 */
export const readPixelsWithBitmap: PixelReader = async (bytes, info, found): Promise<RgbImage> => {
	if (info.isGrey16) {
		throw invalidImage("it is a 16-bit grey PNG, which browsers read differently from Pillow", "Save it with 8 bits.");
	}
	let bitmap: ImageBitmap;
	try {
		const file = new Blob([uprightCopy(bytes, info, found) as BlobPart], { type: `image/${info.format}` });
		bitmap = await createImageBitmap(file, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		throw invalidImage(`its pixels are damaged or cut off (${message})`, "Fetch or export the file again.", cause);
	}
	try {
		const { width, height } = bitmap;
		const rgba = (info.format === "jpeg" ? undefined : readWithWebGl(bitmap)) ?? readWithCanvas(bitmap);
		if (!rgba) throw invalidImage("this browser gives no access to its pixels", "Update the browser.");
		const data = new Uint8Array(width * height * 3);
		for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
			data[to] = rgba[from] as number;
			data[to + 1] = rgba[from + 1] as number;
			data[to + 2] = rgba[from + 2] as number;
		}
		return { width, height, data };
	} finally {
		bitmap.close();
	}
};
