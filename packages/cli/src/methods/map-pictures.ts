import { type ImageLayout, invariant } from "@lvlm-interpret/core";
import { fitScale } from "@lvlm-interpret/core/paint";
import { finding, type RegionMap, tokenName } from "../output/region-map.js";
import { encodePng, renderGallery, renderOverlay } from "../render/index.js";
import type { MethodInput } from "./method.js";

export interface MapPictures {
	/** Start of the file names: "attention". */
	readonly name: string;
	/** "Where “red” looked": from the token's name. */
	title(token: string): string;
	readonly galleryTitle: string;
	/** How the maps were computed; the finding of each is added. */
	readonly caption: string;
	readonly unit: string;
	readonly maps: readonly RegionMap[];
}

function percent(share: number): string {
	return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** The picture of the answer and its layout. */
export function layoutOf(input: MethodInput): ImageLayout {
	const [layout] = input.generation.layouts;
	invariant(layout, "an answer about an image has a layout");
	return layout;
}

/** Writes one picture a token and a gallery of all, on one colour scale. */
export async function writeMapPictures(input: MethodInput, pictures: MapPictures): Promise<void> {
	const { generation, folder, subtitle } = input;
	const { maps, name, unit } = pictures;
	const layout = layoutOf(input);
	const width = maps[0]?.values.length ?? 0;
	const values = new Float64Array(maps.length * width);
	maps.forEach((map, index) => {
		values.set(map.values, index * width);
	});
	// One patch far above the rest (a sink) would leave the others without colour; the legend says that it is cut off.
	const scale = fitScale(values, { domain: { quantiles: [0, 0.995] } });
	const shared = { image: generation.image, layout, scale, unit, pixelRatio: 2 };
	const scaleNote = `One colour scale for all ${maps.length} tokens, cut off at the 99.5th percentile.`;
	for (const map of maps) {
		const picture = renderOverlay({
			...shared,
			values: map.values,
			title: pictures.title(tokenName(map.token, map.label)),
			subtitle,
			caption:
				`${pictures.caption} ${percent(map.total)} of the whole row falls on these patches. ${finding(map, layout)} ${maps.length > 1 ? scaleNote : ""}`.trim(),
		});
		await folder.write(`${name}-token-${String(map.token).padStart(2, "0")}.png`, encodePng(picture));
	}
	if (maps.length < 2) return;
	const gallery = renderGallery({
		...shared,
		items: maps.map((map) => ({
			label: tokenName(map.token, map.label),
			note: `${percent(map.total)} on the image`,
			values: map.values,
		})),
		title: pictures.galleryTitle,
		subtitle,
		caption: `${pictures.caption} ${scaleNote}`,
	});
	await folder.write(`${name}-gallery.png`, encodePng(gallery));
}
