import type { Rect } from "@lvlm-interpret/core";

/** A point in pixels of the picture before all edits. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A part of a picture. Lengths and places are in pixels of the picture before all edits, so that a crop moves nothing. */
export type Area =
	/** Pixels whose middle is inside. */
	| { readonly shape: "rectangle"; readonly rect: Rect }
	/** Pixels whose middle the closed line goes around, by the even-odd rule. */
	| { readonly shape: "lasso"; readonly path: readonly Point[] }
	/** Pixels whose middle is within half of `size` of the line. */
	| { readonly shape: "brush"; readonly path: readonly Point[]; readonly size: number }
	/** Pixels whose middle is in one of the patches. */
	| { readonly shape: "patches"; readonly rects: readonly Rect[] };

/** What an area is covered with. */
export type Fill =
	/** `color`: red, green, blue, each in [0, 255]. */
	| { readonly kind: "color"; readonly color: readonly [number, number, number] }
	/** Gaussian of standard deviation `sigma` in pixels, as three box blurs. */
	| { readonly kind: "blur"; readonly sigma: number }
	/** The mean colour of the area. */
	| { readonly kind: "mean" }
	/** Each channel of each pixel drawn evenly from 0 to 255; the same seed gives the same pixels. */
	| { readonly kind: "noise"; readonly seed: number };

/** One step of an edit: plain data, to be stored and replayed. */
export type EditOp =
	| { readonly op: "fill"; readonly area: Area; readonly fill: Fill }
	/** Gives back what the picture had before all edits. */
	| { readonly op: "restore"; readonly area: Area }
	/** Only this part is left, in whole pixels; a later crop takes the place of an earlier one. */
	| { readonly op: "crop"; readonly rect: Rect };
