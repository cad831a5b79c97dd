/** How much of each pixel a shape covers, in [0, 1], summed with the sign of the winding. */
export interface Coverage {
	readonly width: number;
	readonly height: number;
	/** Signed area deltas, one row after the other, one column wider than the picture. */
	readonly deltas: Float32Array;
}

export function createCoverage(width: number, height: number): Coverage {
	return { width, height, deltas: new Float32Array((width + 2) * height) };
}

/**
 * Adds the edge of a filled outline. Each row stores, a column, how much the covered area changes there; a running sum along
 * the row gives the exact coverage of straight edges, so text needs no oversampling.
 *
 * Points are in pixels; edges must form closed contours. Everything left of the picture counts at its left border.
 */
export function addEdge(coverage: Coverage, x0: number, y0: number, x1: number, y1: number): void {
	if (y0 === y1) return;
	const { width, height, deltas } = coverage;
	const direction = y0 < y1 ? 1 : -1;
	const top = Math.min(y0, y1);
	const bottom = Math.min(height, Math.max(y0, y1));
	const slope = (x1 - x0) / (y1 - y0);
	const topX = y0 < y1 ? x0 : x1;
	for (let y = Math.max(0, Math.floor(top)); y < bottom; y++) {
		const from = Math.max(top, y);
		const to = Math.min(bottom, y + 1);
		if (to <= from) continue;
		const clamp = (x: number) => Math.min(width, Math.max(0, x));
		const a = clamp(topX + (from - top) * slope);
		const b = clamp(topX + (to - top) * slope);
		const area = direction * (to - from);
		const row = y * (width + 2);
		const left = Math.min(a, b);
		const right = Math.max(a, b);
		const first = Math.floor(left);
		if (right <= first + 1) {
			// Within one pixel: the mean distance to its right border is covered here, the rest from the next on.
			const share = 1 - ((left + right) / 2 - first);
			deltas[row + first] += area * share;
			deltas[row + first + 1] += area * (1 - share);
			continue;
		}
		const perPixel = area / (right - left);
		let before = 0;
		for (let x = first; x < right; x++) {
			const start = Math.max(left, x);
			const end = Math.min(right, x + 1);
			// Edge already passed, plus what it covers of this pixel while crossing it.
			const crossed = (end - start) * perPixel;
			const covered = crossed * (x + 1 - (start + end) / 2);
			deltas[row + x] += covered + before;
			before = crossed - covered;
		}
		deltas[row + Math.ceil(right)] += before;
	}
}

/** Calls `paint` for each pixel that the outline touches. */
export function eachCovered(coverage: Coverage, paint: (x: number, y: number, share: number) => void): void {
	const { width, height, deltas } = coverage;
	for (let y = 0; y < height; y++) {
		let sum = 0;
		for (let x = 0; x < width; x++) {
			sum += deltas[y * (width + 2) + x];
			const share = Math.min(1, Math.abs(sum));
			if (share > 1 / 512) paint(x, y, share);
		}
	}
}
