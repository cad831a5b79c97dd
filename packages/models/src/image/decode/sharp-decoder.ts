import type { RgbImage } from "@lvlm-interpret/core";
import type { PixelReader } from "./decode.js";
import { invalidImage } from "./failure.js";

type Sharp = typeof import("sharp").default;

// A variable keeps bundlers for the browser from following the import.
const sharpName: string = "sharp";

async function loadSharp(): Promise<Sharp> {
	const loaded = (await import(/* @vite-ignore */ /* webpackIgnore: true */ sharpName)) as { default: Sharp };
	return loaded.default;
}

/** round(a * b / 255) in integers, as Pillow computes it. */
function multiply255(a: number, b: number): number {
	const product = a * b + 128;
	return ((product >> 8) + product) >> 8;
}

/** Packs interleaved samples into RGB: grey repeated, alpha dropped, `sample` maps a stored value to 8 bits. */
function toRgb(samples: Uint8Array | Uint16Array, channels: number, sample: (value: number) => number): Uint8Array {
	const count = samples.length / channels;
	const output = new Uint8Array(count * 3);
	const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
	for (let i = 0; i < count; i++) {
		const from = i * channels;
		output[i * 3] = sample(samples[from] as number);
		output[i * 3 + 1] = sample(samples[from + green] as number);
		output[i * 3 + 2] = sample(samples[from + blue] as number);
	}
	return output;
}

/** CMYK (0 = no ink) to RGB as Pillow: (255 - K) - C * (255 - K) / 255. */
function cmykToRgb(samples: Uint8Array): Uint8Array {
	const output = new Uint8Array((samples.length / 4) * 3);
	for (let from = 0, to = 0; from < samples.length; from += 4, to += 3) {
		const light = 255 - (samples[from + 3] as number);
		for (let c = 0; c < 3; c++) output[to + c] = light - multiply255(samples[from + c] as number, light);
	}
	return output;
}

/**
 * Reads the stored pixels of a file in Node, through sharp (libvips), with the colours of Pillow's `convert("RGB")`: no ICC
 * profile applied, alpha dropped and not blended, 16-bit colour cut to its high byte, 16-bit grey clipped at 255.
 */
export const readPixelsWithSharp: PixelReader = async (bytes, info): Promise<RgbImage> => {
	const sharp = await loadSharp();
	try {
		// The caller has checked the size; "error" refuses cut-off pixel data and lets harmless warnings pass, as Pillow does.
		const open = () => sharp(bytes, { failOn: "error", limitInputPixels: false, ignoreIcc: true });
		const { space, depth } = await open().metadata();
		let pipeline = open();
		const wide = depth === "ushort";
		if (space === "cmyk") pipeline = pipeline.pipelineColourspace("cmyk").toColourspace("cmyk");
		else if (wide) pipeline = pipeline.toColourspace(space === "grey16" ? "grey16" : "rgb16");
		const { data, info: raw } = await pipeline
			.raw({ depth: wide ? "ushort" : "uchar" })
			.toBuffer({ resolveWithObject: true });
		const { width, height, channels } = raw;
		if (space === "cmyk") return { width, height, data: cmykToRgb(data) };
		if (!wide) return { width, height, data: toRgb(data, channels, (value) => value) };
		const samples = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
		const to8Bits = info.isGrey16 ? (value: number) => Math.min(value, 255) : (value: number) => value >> 8;
		return { width, height, data: toRgb(samples, channels, to8Bits) };
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		throw invalidImage(`its pixels are damaged or cut off (${message})`, "Fetch or export the file again.", cause);
	}
};
