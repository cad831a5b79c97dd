import { LvlmError } from "../errors.js";
import type { RgbImage } from "../layout.js";

/** A picture in memory: 8-bit RGBA, not premultiplied, row-major, `data.length = width * height * 4`. */
export interface RgbaImage {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8ClampedArray;
}

/** @throws {LvlmError} "invalid-argument" unless width and height are positive integers of at most 2^28 pixels together. */
export function createPicture(width: number, height: number): RgbaImage {
	if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && width * height <= 2 ** 28)) {
		throw new LvlmError("invalid-argument", `A picture cannot be ${width} x ${height} pixels.`, {
			name: "size",
			expected: "positive integers, at most 2^28 pixels",
			actual: `${width} x ${height}`,
		});
	}
	return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

/** @throws {LvlmError} "shape-mismatch" when the bytes of an image do not fit its size. */
export function checkImage(image: RgbImage): void {
	if (image.data.length !== image.width * image.height * 3) {
		throw new LvlmError(
			"shape-mismatch",
			`An RGB image of ${image.width} x ${image.height} should have ${image.width * image.height * 3} bytes, but has ${image.data.length}.`,
			{ name: "image", expected: `${image.width * image.height * 3} bytes`, actual: `${image.data.length} bytes` },
		);
	}
}

/** For each target pixel of one axis: the first source pixel, and the weights from there on (they sum to 1). */
function axisWeights(source: number, target: number): { readonly start: Int32Array; readonly weights: Float64Array[] } {
	const start = new Int32Array(target);
	const weights: Float64Array[] = [];
	const ratio = source / target;
	// A triangle (bilinear) that widens when shrinking, so that every source pixel counts.
	const radius = Math.max(1, ratio);
	for (let i = 0; i < target; i++) {
		const center = (i + 0.5) * ratio - 0.5;
		const first = Math.max(0, Math.ceil(center - radius));
		const last = Math.min(source - 1, Math.floor(center + radius));
		const row = new Float64Array(Math.max(1, last - first + 1));
		let sum = 0;
		for (let k = 0; k < row.length; k++) {
			row[k] = Math.max(0, 1 - Math.abs(first + k - center) / radius);
			sum += row[k];
		}
		for (let k = 0; k < row.length; k++) row[k] = row[k] / sum;
		start[i] = first;
		weights.push(row);
	}
	return { start, weights };
}

/**
 * An image at another size, for display: bilinear when growing, area-weighted when shrinking. What the model sees is resized
 * elsewhere, to the bit as its processor does.
 *
 * @returns Opaque RGBA of `width` x `height`.
 */
export function resizeForDisplay(image: RgbImage, width: number, height: number): RgbaImage {
	checkImage(image);
	const out = createPicture(width, height);
	const across = axisWeights(image.width, width);
	const down = axisWeights(image.height, height);
	const rows = new Float32Array(width * image.height * 3);
	for (let y = 0; y < image.height; y++) {
		for (let x = 0; x < width; x++) {
			const row = across.weights[x];
			const from = (y * image.width + across.start[x]) * 3;
			const to = (y * width + x) * 3;
			for (let k = 0; k < row.length; k++) {
				const weight = row[k];
				for (let c = 0; c < 3; c++) rows[to + c] += weight * image.data[from + 3 * k + c];
			}
		}
	}
	for (let y = 0; y < height; y++) {
		const column = down.weights[y];
		for (let x = 0; x < width; x++) {
			const to = (y * width + x) * 4;
			for (let c = 0; c < 3; c++) {
				let sum = 0;
				for (let k = 0; k < column.length; k++) sum += column[k] * rows[((down.start[y] + k) * width + x) * 3 + c];
				out.data[to + c] = sum;
			}
			out.data[to + 3] = 255;
		}
	}
	return out;
}
