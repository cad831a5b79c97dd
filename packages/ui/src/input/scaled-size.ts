/** The largest size of the same shape with at most `maxPixels`, in whole pixels; the size itself where it fits. */
export function scaledSize(
	width: number,
	height: number,
	maxPixels: number,
): { readonly width: number; readonly height: number } {
	if (width * height <= maxPixels) return { width, height };
	const factor = Math.sqrt(maxPixels / (width * height));
	const shrink = (length: number): number => Math.max(1, Math.floor(length * factor));
	// A sliver keeps one pixel across; its length then gives way.
	return { width: Math.min(shrink(width), maxPixels), height: Math.min(shrink(height), maxPixels) };
}
