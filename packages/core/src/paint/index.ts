/**
 * Numbers to colours, on typed arrays: colour maps, scales, overlays, legends. No dependency, no DOM: the command line and the
 * views draw with the same code.
 *
 * @example
 * ```ts
 * import { fitScale, legendTicks, paintOverlay } from "@lvlm-interpret/core/paint";
 *
 * const scale = fitScale(values, { domain: { quantiles: [0, 0.99] } });
 * const picture = paintOverlay(generation.image, generation.layouts[0], values, scale, { interpolation: "bilinear" });
 * context.putImageData(new ImageData(picture.data, picture.width), 0, 0);
 * console.log(legendTicks(scale).map((tick) => tick.text));
 * ```
 */
export type { ColorMapName, Rgb } from "./color-maps.js";
export { colorMap, colorMapNames } from "./color-maps.js";
export { contrastRatio, relativeLuminance, textColorOn } from "./contrast.js";
export type { Field, Interpolation } from "./field.js";
export { isVisible, mapRectangles, regionField, upsampleGrid } from "./field.js";
export type { LegendTick } from "./legend.js";
export { formatValue, legendTicks, paintLegend } from "./legend.js";
export type { OverlayOptions } from "./overlay.js";
export { isHatched, paintOverlay } from "./overlay.js";
export { colorOf, paintGrid } from "./paint-grid.js";
export type { RgbaImage } from "./picture.js";
export { createPicture, resizeForDisplay } from "./picture.js";
export type { DomainChoice, ScaleOptions, ValueScale } from "./scale.js";
export { colorIndex, fitScale, scalePosition } from "./scale.js";
