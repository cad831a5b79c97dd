import { contrastRatio, type Rgb } from "@lvlm-interpret/core/paint";

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/**
 * Black or white, whichever reads better. Pure black, unlike `textColorOn`'s near-black: one of the two then always reaches
 * sqrt(21) = 4.58, above the 4.5 that text needs (WCAG 2.2, 1.4.3).
 */
export function textOn(background: Rgb): Rgb {
	return contrastRatio(background, black) >= contrastRatio(background, white) ? black : white;
}
