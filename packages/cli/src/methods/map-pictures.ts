import { type ImageLayout, invariant, type Result } from "@lvlm-interpret/core";
import { fitScale } from "@lvlm-interpret/core/paint";
import { shortCaution } from "../output/caution.js";
import { finding, percent, type RegionMap, tokenName } from "../output/region-map.js";
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
	/** What a map stands for; in file names and captions. Default "token". */
	readonly each?: "token" | "word";
	/** What must be known before the pictures are trusted: last line of every caption. */
	readonly caution?: string;
	/**
	 * How a map's total reads, as a sentence for its caption and as a note in the gallery; undefined where it says nothing.
	 * Default: as a share of the whole row.
	 */
	total?(map: RegionMap): { readonly sentence: string; readonly note: string } | undefined;
}

function shareOfRow({ total }: RegionMap): { sentence: string; note: string } {
	const share = percent(total);
	return { sentence: `${share} of the whole row falls on these patches.`, note: `${share} on the image` };
}

/** A result's cautions, each in one line, for its pictures. */
export function cautionOf({ cautions }: Result): { readonly caution?: string } {
	return cautions ? { caution: cautions.map(shortCaution).join("\n") } : {};
}

/** The picture of the answer and its layout. */
export function layoutOf(input: MethodInput): ImageLayout {
	const [layout] = input.generation.layouts;
	invariant(layout, "an answer about an image has a layout");
	return layout;
}

/**
 * Writes one picture a token (or word) and a gallery of all, on one colour scale.
 *
 * @throws {DOMException} AbortError between two pictures; those written stay.
 */
export async function writeMapPictures(input: MethodInput, pictures: MapPictures): Promise<void> {
	const { generation, folder, subtitle, request } = input;
	const { maps, name, unit, each = "token", total = shareOfRow, caution } = pictures;
	const layout = layoutOf(input);
	const width = maps[0]?.values.length ?? 0;
	const values = new Float64Array(maps.length * width);
	maps.forEach((map, index) => {
		values.set(map.values, index * width);
	});
	// One patch far above the rest (a sink) would leave the others without colour; the legend says that it is cut off.
	const scale = fitScale(values, { domain: { quantiles: [0, 0.995] } });
	const shared = { image: generation.image, layout, scale, unit, pixelRatio: 2 };
	const scaleNote = `One colour scale for all ${maps.length} ${each}s, cut off at the 99.5th percentile.`;
	const below = caution === undefined ? "" : `\n${caution}`;
	for (const map of maps) {
		request.signal?.throwIfAborted();
		const sentence = total(map)?.sentence;
		const picture = renderOverlay({
			...shared,
			values: map.values,
			title: pictures.title(tokenName(map.token, map.label)),
			subtitle,
			caption:
				`${pictures.caption} ${sentence ? `${sentence} ` : ""}${finding(map, layout)} ${maps.length > 1 ? scaleNote : ""}`.trim() +
				below,
		});
		await folder.write(`${name}-${each}-${String(map.token).padStart(2, "0")}.png`, encodePng(picture));
	}
	if (maps.length < 2) return;
	const notes = maps.map((map) => {
		const note = total(map)?.note;
		return note === undefined ? {} : { note };
	});
	const gallery = renderGallery({
		...shared,
		items: maps.map((map, index) => ({
			label: tokenName(map.token, map.label),
			values: map.values,
			...notes[index],
		})),
		title: pictures.galleryTitle,
		subtitle,
		caption: `${pictures.caption} ${scaleNote}${below}`,
	});
	await folder.write(`${name}-gallery.png`, encodePng(gallery));
}
