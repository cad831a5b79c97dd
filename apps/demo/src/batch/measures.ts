import type { GenerationData, Result } from "@lvlm-interpret/core";
import { mass, type ObjectMask, regionShares } from "@lvlm-interpret/explainers";
import type { Outcome } from "./item.js";

/**
 * The numbers of a row.
 *
 * - `logProbability`: mean over the answer's tokens, its end token among them, in nats.
 * - `imageShare`: mean over the explained tokens of the image's share in the relevance of image and text.
 * - `maskMass`: the relevance of all explained tokens inside the objects, by area, over that of the whole picture.
 *
 * @param result  Of `relevancy`.
 * @param objects  Numbers in the mask; default all but 0.
 */
export function measuresOf(
	{ tokens, layouts }: Pick<GenerationData, "tokens" | "layouts">,
	{ tensors }: Result<"position-map">,
	mask?: ObjectMask,
	objects: readonly number[] = [...new Set(mask?.data)].filter((number) => number > 0),
): Pick<Outcome, "logProbability" | "imageShare" | "maskMass"> {
	const logProbability = tokens.reduce((sum, token) => sum + token.logProbability, 0) / tokens.length;
	const imageShare = meanImageShare(tensors.shares);
	const { image } = tensors;
	const [layout] = layouts;
	if (!mask || !image || !layout || objects.length === 0) return { logProbability, ...imageShare };
	const [, regionAxis] = image.axes;
	const regions = (regionAxis?.index ?? []).map((index) => layout.regions[index]);
	const map = regions.map((_, column) => sumOfColumn(image.tensor.data as Float32Array, column, regions.length));
	const seen = regions.flatMap((region, index) => (region ? [{ region, value: map[index] as number }] : []));
	const shares = regionShares(
		mask,
		objects,
		seen.map(({ region }) => region),
	);
	const values = seen.map(({ value }) => value);
	return { logProbability, ...imageShare, maskMass: mass(values, shares) };
}

function sumOfColumn(data: Float32Array, column: number, width: number): number {
	let sum = 0;
	for (let at = column; at < data.length; at += width) sum += data[at] as number;
	return sum;
}

function meanImageShare(shares: Result["tensors"][string] | undefined): { imageShare?: number } {
	const column = shares?.axes[1]?.labels?.indexOf("imageShare") ?? -1;
	if (!shares || column < 0) return {};
	const [rows = 0, width = 0] = shares.tensor.shape;
	return rows === 0 ? {} : { imageShare: sumOfColumn(shares.tensor.data as Float32Array, column, width) / rows };
}
