import type { RgbImage } from "@lvlm-interpret/core";

/** A hill over (row, column) of a grid on an even ground; its sum is 1. */
export function hill(rows: number, columns: number, row: number, column: number): Float32Array {
	const values = Float32Array.from({ length: rows * columns }, (_, cell) => {
		const distance = (Math.floor(cell / columns) - row) ** 2 + ((cell % columns) - column) ** 2;
		return 0.01 + Math.exp(-distance / 3);
	});
	const sum = values.reduce((all, value) => all + value, 0);
	return values.map((value) => value / sum);
}

/** A dim room with a lamp, drawn by formula. */
export function picture(width: number, height: number): RgbImage {
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const light = Math.exp(-((x / width - 0.4) ** 2 + (y / height - 0.3) ** 2) * 6);
			const floor = y > 0.7 * height ? 40 : 0;
			data.set([70 + 170 * light + floor, 80 + 140 * light + floor / 2, 110 + 80 * light], (y * width + x) * 3);
		}
	}
	return { width, height, data };
}
