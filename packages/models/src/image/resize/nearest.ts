/**
 * Input index of each output sample under Pillow's NEAREST, -1 where it falls outside (the pixel stays 0).
 *
 * Formula: truncate(scale / 2 + i * scale), the position accumulated by addition as Pillow does, so that rounding agrees.
 */
function nearestIndices(inputSize: number, outputSize: number): Int32Array {
	const indices = new Int32Array(outputSize);
	const scale = inputSize / outputSize;
	let position = scale * 0.5;
	for (let i = 0; i < outputSize; i++) {
		const index = Math.trunc(position);
		indices[i] = index < inputSize ? index : -1;
		position += scale;
	}
	return indices;
}

/**
 * Nearest-neighbour resize.
 *
 * @param input  Row-major [height, width, channels], uint8.
 * @returns [outputHeight, outputWidth, channels], uint8.
 */
export function resizeNearest(
	input: Uint8Array,
	width: number,
	height: number,
	channels: 1 | 3,
	outputWidth: number,
	outputHeight: number,
): Uint8Array {
	const columns = nearestIndices(width, outputWidth);
	const rows = nearestIndices(height, outputHeight);
	const output = new Uint8Array(outputWidth * outputHeight * channels);
	for (let y = 0; y < outputHeight; y++) {
		if (rows[y] < 0) continue;
		for (let x = 0; x < outputWidth; x++) {
			if (columns[x] < 0) continue;
			const from = (rows[y] * width + columns[x]) * channels;
			const to = (y * outputWidth + x) * channels;
			for (let c = 0; c < channels; c++) output[to + c] = input[from + c];
		}
	}
	return output;
}
