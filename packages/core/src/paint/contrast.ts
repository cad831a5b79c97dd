import type { Rgb } from "./color-maps.js";

function linear(byte: number): number {
	const share = byte / 255;
	return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/**
 * Relative luminance of an sRGB colour, in [0, 1].
 * Source: WCAG 2.2, definition of relative luminance.
 */
export function relativeLuminance(color: Rgb): number {
	return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}

/**
 * Contrast ratio of two colours, in [1, 21]; text should reach 4.5.
 * Source: WCAG 2.2, definition of contrast ratio.
 */
export function contrastRatio(one: Rgb, other: Rgb): number {
	const a = relativeLuminance(one);
	const b = relativeLuminance(other);
	return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Near-black or white, whichever reads better on `background`; the ratio is never below 4.4. */
export function textColorOn(background: Rgb): Rgb {
	const dark: Rgb = [17, 17, 17];
	const light: Rgb = [255, 255, 255];
	return contrastRatio(background, dark) >= contrastRatio(background, light) ? dark : light;
}
