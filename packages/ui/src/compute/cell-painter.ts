import { colorIndex, colorMap, type ValueScale } from "@lvlm-interpret/core/paint";

/** Writes `count` colours, as RGBA in memory order, from `values[from]` on to `pixels[to]` on. NaN leaves the pixel as it is. */
export type CellPainter = (
	values: ArrayLike<number>,
	from: number,
	pixels: Uint32Array,
	to: number,
	count: number,
) => void;

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** The 256 colours of a map as opaque pixels. */
function pixelTable(map: ValueScale["map"]): Uint32Array {
	const colors = colorMap(map);
	return Uint32Array.from({ length: 256 }, (_, i) => {
		const [r, g, b] = [colors[3 * i] as number, colors[3 * i + 1] as number, colors[3 * i + 2] as number];
		return isLittleEndian
			? (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
			: ((r << 24) | (g << 16) | (b << 8) | 255) >>> 0;
	});
}

/** A painter of many cells: a table look-up each. The common scale (not signed, gamma 1) needs one multiplication besides. */
export function cellPainter(scale: ValueScale): CellPainter {
	const table = pixelTable(scale.map);
	const [low, high] = scale.domain;
	if (!scale.signed && scale.gamma === 1) {
		const extent = high - low;
		return (values, from, pixels, to, count) => {
			for (let i = 0; i < count; i++) {
				const position = ((values[from + i] as number) - low) / extent;
				// False for NaN; `| 0` of a position in [0, 1] plus a half rounds as Math.round does.
				if (position >= 0) pixels[to + i] = table[position >= 1 ? 255 : (position * 255 + 0.5) | 0] as number;
				else if (position < 0) pixels[to + i] = table[0] as number;
			}
		};
	}
	return (values, from, pixels, to, count) => {
		for (let i = 0; i < count; i++) {
			const index = colorIndex(scale, values[from + i] as number);
			if (index >= 0) pixels[to + i] = table[index] as number;
		}
	};
}
