import type { ImageLayout, Result, ResultTensor } from "@lvlm-interpret/core";
import { cellOf, percent, tensorOf, tokenName, visibleText } from "../output/region-map.js";
import type { Bar, BarGroup, BarsPicture, ColorKey } from "../render/index.js";

/** Colours that the common colour blindnesses keep apart: Okabe & Ito's, darkened to stand out on white. */
export const barKeys: readonly ColorKey[] = [
	{ label: "image, all patches", color: [196, 120, 0] },
	{ label: "strongest patch (row, column)", color: [232, 182, 88] },
	{ label: "word of the prompt", color: [0, 98, 160] },
	{ label: "earlier word of the answer", color: [0, 138, 100] },
];

const kinds = { image: 0, patch: 1, prompt: 2, answer: 3 } as const;

/** How many words stand below the image. */
const mostWords = 5;

function row(tensor: ResultTensor, index: number): Float32Array {
	const width = tensor.axes[1]?.index.length ?? 0;
	return tensor.tensor.data.subarray(index * width, (index + 1) * width);
}

function wordLabel(text: string): string {
	return `“${visibleText(text)}”`;
}

function patchLabel(region: number, layout: ImageLayout): string {
	const place = cellOf(region, layout);
	return place ? `patch (${place.row + 1}, ${place.column + 1})` : `patch ${region}`;
}

/**
 * One group a word of the answer: the image as a whole, its strongest patch, and the words that count most, strongest first.
 * The word's own tokens are left out.
 *
 * @param promptLength  Words from this joint position on are the answer's.
 */
export function wordBars(result: Result, layout: ImageLayout, promptLength: number): BarGroup[] {
	const image = tensorOf(result, "wordImage");
	const words = tensorOf(result, "words");
	const [wordAxis, keyAxis] = words.axes;
	const positions = keyAxis?.index ?? [];
	return (wordAxis?.index ?? []).map((token, index) => {
		const patches = row(image, index);
		const best = patches.reduce((top, value, place) => (value > (patches[top] as number) ? place : top), 0);
		const region = image.axes[1]?.index[best] as number;
		const text = Array.from(row(words, index), (value, key): Bar & { position: number } => ({
			label: wordLabel(keyAxis?.labels?.[key] ?? ""),
			value,
			kind: (positions[key] as number) < promptLength ? kinds.prompt : kinds.answer,
			position: positions[key] as number,
		}));
		const strongest = text
			.filter(({ position, value }) => position < promptLength + token && value > 0)
			.sort((a, b) => b.value - a.value || a.position - b.position)
			.slice(0, mostWords);
		return {
			title: tokenName(token, wordAxis?.labels?.[index] ?? ""),
			bars: [
				{ label: "image", value: patches.reduce((sum, value) => sum + value, 0), kind: kinds.image },
				{
					label: patchLabel(region, layout),
					value: patches[best] as number,
					kind: kinds.patch,
				},
				...strongest.map(({ label, value, kind }) => ({ label, value, kind })),
			],
		};
	});
}

/** Columns beside the image's share, by what the tensor calls them. */
const shareColumns = { density: "density", maxImage: "largest patch", sinkShare: "start and template" } as const;

/** What `shares` says about itself, by the names that the picture uses. */
export function shareCaption(description: string): string {
	const named = { imageShare: "image share", ...shareColumns };
	const sentences = description.split("; ").map((part) => {
		const [name = "", meaning = ""] = part.split(": ");
		return `${named[name as keyof typeof named] ?? name}: ${meaning}`;
	});
	return sentences.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(" ");
}

/** One bar a token: the image's share, and beside it density, largest patch and what the template has. */
export function shareBars(
	result: Result,
	format: (value: number) => string,
): Pick<BarsPicture, "groups" | "cellTitles"> {
	const shares = tensorOf(result, "shares");
	const [tokens, names] = shares.axes;
	const at = (name: string) => names?.labels?.indexOf(name) ?? -1;
	const bars = (tokens?.index ?? []).map((token, index): Bar => {
		const values = row(shares, index);
		const of = (name: string) => values[at(name)] as number;
		return {
			label: tokenName(token, tokens?.labels?.[index] ?? ""),
			value: of("imageShare"),
			kind: 0,
			cells: [of("density").toFixed(2), format(of("maxImage")), percent(of("sinkShare"))],
		};
	});
	return { groups: [{ title: "", bars }], cellTitles: Object.values(shareColumns) };
}
