import type { MetadataBlock } from "./container.js";

/** EXIF orientation: how the stored rows and columns lie in the picture; 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** An orientation, and where its value is stored when it comes from EXIF. */
export interface FoundOrientation {
	readonly orientation: Orientation;
	/** Offset of the value inside the file, its size in bytes and its byte order. */
	readonly stored?: { readonly offset: number; readonly bytes: 1 | 2 | 4; readonly littleEndian: boolean };
}

const orientationTag = 0x0112;
const upright: FoundOrientation = { orientation: 1 };

function toOrientation(value: number): Orientation {
	return value >= 2 && value <= 8 ? (value as Orientation) : 1;
}

/** The orientation tag in the first directory of a TIFF structure; undefined where there is none or the structure is damaged. */
function orientationInTiff(bytes: Uint8Array, block: MetadataBlock): FoundOrientation | undefined {
	const length = block.end - block.start;
	if (length < 8) return undefined;
	const data = new DataView(bytes.buffer, bytes.byteOffset + block.start, length);
	const mark = data.getUint16(0);
	if (mark !== 0x4949 && mark !== 0x4d4d) return undefined;
	const littleEndian = mark === 0x4949;
	const directory = data.getUint32(4, littleEndian);
	if (directory + 2 > length) return undefined;
	const count = data.getUint16(directory, littleEndian);
	for (let i = 0; i < count; i++) {
		const entry = directory + 2 + i * 12;
		if (entry + 12 > length) return undefined;
		if (data.getUint16(entry, littleEndian) !== orientationTag) continue;
		const type = data.getUint16(entry + 2, littleEndian);
		if (type !== 1 && type !== 3 && type !== 4) return undefined;
		const size = type === 1 ? 1 : type === 3 ? 2 : 4;
		const at = entry + 8;
		const value =
			size === 1 ? data.getUint8(at) : size === 2 ? data.getUint16(at, littleEndian) : data.getUint32(at, littleEndian);
		return { orientation: toOrientation(value), stored: { offset: block.start + at, bytes: size, littleEndian } };
	}
	return undefined;
}

/**
 * The orientation of a picture: from EXIF; where EXIF has none, from XMP, as Pillow's `getexif` does. Values outside 1 to 8
 * count as upright.
 *
 * Differs from Pillow: compressed XMP texts and the "Raw profile type exif" texts of old PNG writers are not read.
 */
export function readOrientation(bytes: Uint8Array, blocks: readonly MetadataBlock[]): FoundOrientation {
	const exif = blocks.find((block) => block.kind === "exif");
	const fromExif = exif && orientationInTiff(bytes, exif);
	if (fromExif) return fromExif;
	const xmp = blocks.find((block) => block.kind === "xmp");
	if (!xmp) return upright;
	const match = /tiff:Orientation(?:="|>)([0-9])/.exec(new TextDecoder().decode(bytes.subarray(xmp.start, xmp.end)));
	return match ? { orientation: toOrientation(Number(match[1])) } : upright;
}
