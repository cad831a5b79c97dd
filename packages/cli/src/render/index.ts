/**
 * Pictures with title, legend and caption, for files: the same on every machine, as the fonts travel with the package.
 *
 * @example
 * ```ts
 * const scale = fitScale(values, { domain: { quantiles: [0, 0.995] } });
 * const picture = renderOverlay({
 *   image, layout, values, scale,
 *   title: "Where “red” looked",
 *   caption: "Attention of the answer token “red”, mean over all layers and heads.",
 *   unit: "attention mass",
 * });
 * await writeFile("red.png", encodePng(picture));
 * ```
 */
export type { Bar, BarGroup, BarsPicture } from "./bars.js";
export { renderBars } from "./bars.js";
export type { FrameOptions, FrameText, PageOptions } from "./frame.js";
export type { GalleryItem, GalleryPicture } from "./gallery.js";
export { renderGallery } from "./gallery.js";
export type { ColorKey } from "./legend.js";
export type { MatrixPicture } from "./matrix.js";
export { renderMatrix } from "./matrix.js";
export type { OverlayPicture } from "./overlay.js";
export { renderOverlay } from "./overlay.js";
export { encodePng } from "./png.js";
