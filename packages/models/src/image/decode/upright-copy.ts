import type { ContainerInfo } from "./container.js";
import type { FoundOrientation } from "./orientation.js";

/**
 * The file with its EXIF orientation disarmed, so that a decoder that applies some orientations by itself (browsers differ by
 * format) yields the stored pixels. `bytes` itself where nothing has to change.
 *
 * JPEG and WebP: the value is overwritten by 1 in a copy. PNG: the eXIf chunks are left out, since a changed chunk would need
 * a new checksum.
 */
export function uprightCopy(bytes: Uint8Array, info: ContainerInfo, found: FoundOrientation): Uint8Array {
	const { stored, orientation } = found;
	if (!stored || orientation === 1) return bytes;
	if (info.format !== "png") {
		const copy = bytes.slice();
		const data = new DataView(copy.buffer);
		if (stored.bytes === 1) data.setUint8(stored.offset, 1);
		else if (stored.bytes === 2) data.setUint16(stored.offset, 1, stored.littleEndian);
		else data.setUint32(stored.offset, 1, stored.littleEndian);
		return copy;
	}
	// A chunk is length (4), kind (4), data, checksum (4); a block's range is its data.
	const kept: Uint8Array[] = [];
	let from = 0;
	for (const block of info.blocks) {
		if (block.kind !== "exif") continue;
		kept.push(bytes.subarray(from, block.start - 8));
		from = block.end + 4;
	}
	kept.push(bytes.subarray(from));
	const copy = new Uint8Array(kept.reduce((sum, part) => sum + part.length, 0));
	let to = 0;
	for (const part of kept) {
		copy.set(part, to);
		to += part.length;
	}
	return copy;
}
