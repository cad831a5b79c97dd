import type { ImageLayout, Rect, RgbImage } from "@lvlm-interpret/core";

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

/** A picture of 400 x 300 cut into two by two tiles after a thumbnail; each row of each ends with a token without a place. */
export function tiled(rows: number, columns: number): ImageLayout {
	const regions: (Rect | null)[] = [];
	const parts = [
		[0, 0, 400, 300],
		[0, 0, 200, 150],
		[200, 0, 200, 150],
		[0, 150, 200, 150],
		[200, 150, 200, 150],
	] as const;
	for (const [x, y, width, height] of parts) {
		const [w, h] = [width / columns, height / rows];
		for (let row = 0; row < rows; row++) {
			for (let column = 0; column < columns; column++) {
				regions.push({ x: x + column * w, y: y + row * h, width: w, height: h });
			}
			regions.push(null);
		}
	}
	return { imageWidth: 400, imageHeight: 300, visible: { x: 0, y: 0, width: 400, height: 300 }, regions };
}

/** Which regions of `tiled` are which tile's. */
export function tileSpecs(
	rows: number,
	columns: number,
): { label: string; grid: { rows: number; columns: number }; regions: number[] }[] {
	return ["thumbnail", "top left", "top right", "bottom left", "bottom right"].map((label, tile) => ({
		label,
		grid: { rows, columns },
		regions: Array.from({ length: rows * columns }, (_, cell) => {
			return tile * rows * (columns + 1) + Math.floor(cell / columns) * (columns + 1) + (cell % columns);
		}),
	}));
}
