/** A rectangle in pixels of the original image (after EXIF orientation), end exclusive; may be fractional. */
export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** An image as the model's user gave it: 8-bit RGB, row-major, `data.length = width * height * 3`. */
export interface RgbImage {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8Array;
}

/**
 * Where the image tokens of one picture lie on it. `regions[k]` belongs to the k-th image token of that picture, in sequence
 * order; `null` for a token without a place (CLS, newline, separator).
 */
export interface ImageLayout {
	/** Size of the original image in pixels, after EXIF orientation. */
	readonly imageWidth: number;
	readonly imageHeight: number;
	/** Rectangles may overhang the image where the model pads; `visible` is the part of the image that the model sees. */
	readonly visible: Rect;
	readonly regions: readonly (Rect | null)[];
	/** Rows x columns, where the regions with a place form one grid in row-major order. */
	readonly grid?: { readonly rows: number; readonly columns: number };
}
