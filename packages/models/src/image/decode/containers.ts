import type { ContainerInfo, MetadataBlock } from "./container.js";

type Scanned = Omit<ContainerInfo, "format">;

function view(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(start, start + length));
}

const exifPrefix = "Exif\0\0";
const xmpPrefix = "http://ns.adobe.com/xap/1.0/\0";

/** JPEG: marker segments up to the start of scan. Size from the frame header SOFn (0xC0 to 0xCF less DHT, JPG, DAC). */
export function scanJpeg(bytes: Uint8Array): Scanned | undefined {
	const data = view(bytes);
	const blocks: MetadataBlock[] = [];
	let size: { width: number; height: number } | undefined;
	let at = 2;
	while (at + 4 <= bytes.length) {
		if (bytes[at] !== 0xff) {
			at++; // stray bytes between segments are skipped, as libjpeg does
			continue;
		}
		const marker = bytes[at + 1] as number;
		if (marker === 0xff) {
			at++;
			continue;
		}
		if (marker === 0xda || marker === 0xd9) break;
		if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
			at += 2;
			continue;
		}
		const start = at + 4;
		const end = at + 2 + data.getUint16(at + 2);
		if (end > bytes.length) break;
		if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc && end >= start + 5) {
			size = { height: data.getUint16(start + 1), width: data.getUint16(start + 3) };
		} else if (marker === 0xe1) {
			if (ascii(bytes, start, exifPrefix.length) === exifPrefix) {
				blocks.push({ kind: "exif", start: start + exifPrefix.length, end });
			} else if (ascii(bytes, start, xmpPrefix.length) === xmpPrefix) {
				blocks.push({ kind: "xmp", start: start + xmpPrefix.length, end });
			}
		}
		at = end;
	}
	return size && { ...size, isGrey16: false, blocks };
}

/** Where the text of an uncompressed iTXt chunk with the XMP keyword begins; undefined for any other text. */
function xmpTextStart(bytes: Uint8Array, start: number, end: number): number | undefined {
	const keyword = "XML:com.adobe.xmp\0";
	if (ascii(bytes, start, keyword.length) !== keyword || bytes[start + keyword.length] !== 0) return undefined;
	// compression flag, compression method, language tag, 0, translated keyword, 0
	let at = start + keyword.length + 2;
	for (let zeros = 0; zeros < 2 && at < end; at++) if (bytes[at] === 0) zeros++;
	return at;
}

/** PNG: chunks up to IEND (metadata may follow the pixels). */
export function scanPng(bytes: Uint8Array): Scanned | undefined {
	if (bytes.length < 33 || ascii(bytes, 12, 4) !== "IHDR") return undefined;
	const data = view(bytes);
	const blocks: MetadataBlock[] = [];
	for (let at = 8; at + 12 <= bytes.length; ) {
		const kind = ascii(bytes, at + 4, 4);
		const start = at + 8;
		const end = start + data.getUint32(at);
		if (end + 4 > bytes.length || kind === "IEND") break;
		if (kind === "eXIf") blocks.push({ kind: "exif", start, end });
		if (kind === "iTXt") {
			const textStart = xmpTextStart(bytes, start, end);
			if (textStart !== undefined) blocks.push({ kind: "xmp", start: textStart, end });
		}
		at = end + 4;
	}
	const isGrey16 = bytes[24] === 16 && bytes[25] === 0;
	return { width: data.getUint32(16), height: data.getUint32(20), isGrey16, blocks };
}

/** WebP: RIFF chunks; the size from VP8X, else from the one VP8L or VP8 bitstream. */
export function scanWebp(bytes: Uint8Array): Scanned | undefined {
	const data = view(bytes);
	const blocks: MetadataBlock[] = [];
	let size: { width: number; height: number } | undefined;
	for (let at = 12; at + 8 <= bytes.length; ) {
		const kind = ascii(bytes, at, 4);
		const start = at + 8;
		const length = data.getUint32(at + 4, true);
		const end = start + length;
		if (kind === "VP8X" && start + 10 <= bytes.length) {
			const uint24 = (offset: number) => data.getUint16(offset, true) + 65536 * data.getUint8(offset + 2);
			size = { width: uint24(start + 4) + 1, height: uint24(start + 7) + 1 };
		} else if (kind === "VP8L" && start + 5 <= bytes.length) {
			const bits = data.getUint32(start + 1, true);
			size ??= { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		} else if (kind === "VP8 " && start + 10 <= bytes.length) {
			size ??= { width: data.getUint16(start + 6, true) & 0x3fff, height: data.getUint16(start + 8, true) & 0x3fff };
		}
		if (end > bytes.length) break;
		if (kind === "EXIF") {
			const prefixed = ascii(bytes, start, exifPrefix.length) === exifPrefix;
			blocks.push({ kind: "exif", start: prefixed ? start + exifPrefix.length : start, end });
		}
		if (kind === "XMP ") blocks.push({ kind: "xmp", start, end });
		at = end + (length & 1);
	}
	return size && { ...size, isGrey16: false, blocks };
}

/** GIF: the logical screen. */
export function scanGif(bytes: Uint8Array): Scanned | undefined {
	if (bytes.length < 13) return undefined;
	const data = view(bytes);
	return { width: data.getUint16(6, true), height: data.getUint16(8, true), isGrey16: false, blocks: [] };
}
