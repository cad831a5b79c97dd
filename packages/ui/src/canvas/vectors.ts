const makers = new WeakMap<HTMLCanvasElement, () => string>();

/**
 * Says how a canvas is drawn in a file: as SVG in its own box, whose size is 1 by 1, as it is without hovering. Without it, the
 * canvas goes into files as a picture of its pixels.
 */
export function drawAsVector(canvas: HTMLCanvasElement, make: () => string): void {
	makers.set(canvas, make);
}

/** The SVG of a canvas, if it has one. */
export function vectorOf(canvas: HTMLCanvasElement): string | undefined {
	return makers.get(canvas)?.();
}
