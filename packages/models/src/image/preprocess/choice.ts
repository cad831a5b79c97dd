import { LvlmError, type Preprocess } from "@lvlm-interpret/core";
import type { ClipPreprocessing, Size } from "./clip-config.js";

const choices: readonly Preprocess[] = ["default", "crop", "resize", "pad"];

/** The size of what the encoder reads. @throws {LvlmError} "invalid-argument" for a model that takes pictures of any size. */
function inputSize({ crop, resize }: ClipPreprocessing, choice: Preprocess): Size {
	if (crop) return crop;
	if (resize && !("shortestEdge" in resize)) return resize;
	throw new LvlmError(
		"invalid-argument",
		`The model's processor names no size of its input, so "${choice}" has none.`,
		{
			name: "preprocess",
			expected: "default",
			actual: choice,
		},
	);
}

/** The picture at one scale, at least one pixel either way. */
const scaled = ({ width, height }: Size, scale: number): Size => ({
	width: Math.max(1, Math.round(width * scale)),
	height: Math.max(1, Math.round(height * scale)),
});

/**
 * A model's preprocessing with another way of making a picture fit; size of the input, filter and normalisation stay.
 *
 * `pad` takes the processor's mean as the colour of the bars, which is 0 after normalising.
 *
 * @param original  Of the picture.
 * @throws {LvlmError} "invalid-argument" for another choice, or a model whose processor names no size.
 * Source: `image_aspect_ratio` "pad" of LLaVA (expand2square), and the choices of the original's page.
 * Differs from the source: the picture is scaled before it is padded, so that no bar's colour bleeds into its edge; the original's bars are a
 *   fixed grey-brown, whatever the model.
 */
export function chosenPreprocessing(
	preprocessing: ClipPreprocessing,
	choice: Preprocess,
	original: Size,
): ClipPreprocessing {
	if (!choices.includes(choice)) {
		const fields = { name: "preprocess", expected: `one of ${choices.join(", ")}`, actual: String(choice) };
		throw new LvlmError("invalid-argument", `A picture cannot be made to fit by "${choice}".`, fields);
	}
	if (choice === "default") return preprocessing;
	const size = inputSize(preprocessing, choice);
	if (choice === "resize") return { ...preprocessing, resize: size, crop: size };
	const [x, y] = [size.width / original.width, size.height / original.height];
	if (choice === "pad") {
		const background = preprocessing.normalize?.mean.map((mean) => Math.trunc(255 * mean));
		const resize = scaled(original, Math.min(x, y));
		return { ...preprocessing, resize, crop: size, ...(background ? { background } : {}) };
	}
	const { resize } = preprocessing;
	const covers = resize && "shortestEdge" in resize && resize.shortestEdge >= Math.max(size.width, size.height);
	return { ...preprocessing, resize: covers ? resize : scaled(original, Math.max(x, y)), crop: size };
}
