import { scanGif, scanJpeg, scanPng, scanWebp } from "./containers.js";
import { invalidImage } from "./failure.js";

/** The file formats that are read. */
export type ImageFormat = "jpeg" | "png" | "webp" | "gif";

/** A byte range of a file, end exclusive, that holds metadata. */
export interface MetadataBlock {
	/** "exif": a TIFF structure; "xmp": an XML packet. */
	readonly kind: "exif" | "xmp";
	readonly start: number;
	readonly end: number;
}

/** What the head of an image file says, read without decoding a pixel. */
export interface ContainerInfo {
	readonly format: ImageFormat;
	/** Stored size in pixels, before EXIF orientation. */
	readonly width: number;
	readonly height: number;
	/** True for a PNG with 16-bit grey samples and no alpha (Pillow's mode "I;16"). */
	readonly isGrey16: boolean;
	readonly blocks: readonly MetadataBlock[];
}

function startsWith(bytes: Uint8Array, at: number, ascii: string): boolean {
	for (let i = 0; i < ascii.length; i++) if (bytes[at + i] !== ascii.charCodeAt(i)) return false;
	return true;
}

/**
 * Reads format, size and metadata blocks from the head of an image file.
 *
 * @throws {LvlmError} "invalid-image" if the bytes are empty, of no format that is read, or end before the size is told.
 */
export function readContainer(bytes: Uint8Array): ContainerInfo {
	if (bytes.length === 0) throw invalidImage("the file is empty", "Choose a file that has content.");
	let scanned: Omit<ContainerInfo, "format"> | undefined;
	let format: ImageFormat;
	if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
		format = "jpeg";
		scanned = scanJpeg(bytes);
	} else if (startsWith(bytes, 0, "\x89PNG\r\n\x1a\n")) {
		format = "png";
		scanned = scanPng(bytes);
	} else if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
		format = "webp";
		scanned = scanWebp(bytes);
	} else if (startsWith(bytes, 0, "GIF8")) {
		format = "gif";
		scanned = scanGif(bytes);
	} else {
		throw invalidImage("the bytes are not a JPEG, PNG, WebP or GIF file", "Save the picture as PNG or JPEG.");
	}
	if (!scanned || scanned.width < 1 || scanned.height < 1) {
		throw invalidImage(`the ${format.toUpperCase()} header is damaged or cut off`, "Fetch or export the file again.");
	}
	return { format, ...scanned };
}
