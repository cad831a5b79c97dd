/**
 * Opens a Hugging Face checkpoint as a vision-language model whose ONNX graphs can be run and explained.
 *
 * @example
 * ```ts
 * import { clipLayout, decodeImage, preprocessImage, readClipPreprocessing } from "@lvlm-interpret/models";
 *
 * const image = await decodeImage(bytes); // a JPEG, PNG, WebP or GIF file
 * const preprocessing = readClipPreprocessing(preprocessorConfig, "preprocessor_config.json");
 * const { pixelValues, geometry } = preprocessImage(image, preprocessing);
 * const layout = clipLayout(geometry, 14, "default"); // layout.regions[k]: where image token k lies, in pixels
 * ```
 */
export type { ContainerInfo, ImageFormat, MetadataBlock } from "./image/decode/container.js";
export type { DecodeOptions, ImageDecoder, PixelReader } from "./image/decode/decode.js";
export { createImageDecoder, decodeImage } from "./image/decode/decode.js";
export type { FoundOrientation, Orientation } from "./image/decode/orientation.js";
export type { FeatureStrategy } from "./image/layout/clip-layout.js";
export { clipLayout } from "./image/layout/clip-layout.js";
export type { ClipPreprocessing, Size } from "./image/preprocess/clip-config.js";
export { readClipPreprocessing } from "./image/preprocess/clip-config.js";
export type { ImageGeometry } from "./image/preprocess/geometry.js";
export type { PreparedImage } from "./image/preprocess/preprocess.js";
export { preprocessImage } from "./image/preprocess/preprocess.js";
export type { ResampleFilter } from "./image/resize/filters.js";
export type { Pixels } from "./image/resize/resize.js";
export { resize } from "./image/resize/resize.js";
