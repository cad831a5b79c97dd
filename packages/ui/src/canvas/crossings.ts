/**
 * Where a closed line crosses the height `y`, from left to right. By the even-odd rule what lies between the first and the second is
 * inside, between the third and the fourth, and so on.
 */
export function crossings(path: readonly { readonly x: number; readonly y: number }[], y: number): number[] {
	const found: number[] = [];
	let last = path.at(-1);
	for (const point of path) {
		if (last && point.y > y !== last.y > y)
			found.push(point.x + ((y - point.y) * (last.x - point.x)) / (last.y - point.y));
		last = point;
	}
	return found.sort((a, b) => a - b);
}
