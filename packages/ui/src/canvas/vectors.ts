const makers = new WeakMap<HTMLCanvasElement, (() => string) | undefined>();

/**
 * Says how a canvas is drawn in a file: as SVG in its own box, whose size is 1 by 1, as it is without hovering. Without it, the
 * canvas goes into files as a picture of its pixels.
 */
export function drawAsVector(canvas: HTMLCanvasElement, make: (() => string) | undefined): void {
	makers.set(canvas, make);
}

/** The SVG of a canvas, if it has one. */
export function vectorOf(canvas: HTMLCanvasElement): string | undefined {
	return makers.get(canvas)?.();
}

/** A canvas as it is, one pixel a cell, in a box of 1 by 1. */
export function pictureMarkup(canvas: HTMLCanvasElement): string {
	return `<image width="1" height="1" preserveAspectRatio="none" style="image-rendering:pixelated" href="${canvas.toDataURL()}"/>`;
}
