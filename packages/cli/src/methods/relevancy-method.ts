import type { Result } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { csvOf } from "../output/csv.js";
import { percent, regionMaps, tensorOf, visibleText } from "../output/region-map.js";
import { type ColorKey, encodePng, renderBars } from "../render/index.js";
import { cautionOf, layoutOf, writeMapPictures } from "./map-pictures.js";
import type { Method, MethodInput } from "./method.js";
import { barKeys, shareBars, shareCaption, wordBars } from "./relevancy-bars.js";
import { findToken, relevancyFlagNames } from "./relevancy-options.js";
import { sinkFlagNames } from "./sink-options.js";

/** How the numbers of a result read, by whether its rows were divided by their sums. */
function formatOf(options: Result["options"]): (value: number) => string {
	return options.normalize ? percent : formatValue;
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** How the numbers of a scale read. */
function tickFormatOf(options: Result["options"]): (value: number) => string {
	return options.normalize ? (value) => `${formatValue(100 * value)} %` : formatValue;
}

/** How a result was computed, and against which token. */
function howOf(tensor: string, result: Result, { generation }: MethodInput): string {
	// Names of tensors are for programs.
	const how = sentence(tensorOf(result, tensor).description.replace(', on the scale of "wordImage"', ""));
	const { seed, contrastWith } = result.options as unknown as RelevancyOptions;
	if (seed !== "contrast") return how;
	if (contrastWith < 0) return `${how} The other token is the most likely one that was not said.`;
	const known = [...generation.tokens.flatMap((one) => [one, ...one.alternatives]), ...generation.sequence.tokens];
	const text = known.find((one) => one.id === contrastWith)?.text;
	return `${how} The other token is ${text === undefined ? `number ${contrastWith}` : `“${visibleText(text)}” (${contrastWith})`}.`;
}

/** Whether some chosen token belongs to a word; a space or an end token alone does not. */
function hasWords(result: Result): boolean {
	return (tensorOf(result, "wordImage").axes[0]?.index.length ?? 0) > 0;
}

/** The picture's regions, one map a word; one a token where none of them belongs to a word. */
async function wordMaps(input: MethodInput, result: Result, caution: string | undefined): Promise<void> {
	const [name, each] = hasWords(result) ? (["wordImage", "word"] as const) : (["image", "token"] as const);
	const shown = tensorOf(result, name);
	const { normalize } = result.options as unknown as RelevancyOptions;
	const format = formatOf(result.options);
	await writeMapPictures(input, {
		name: "relevancy",
		each,
		title: (word) => `What made the model say ${word}`,
		galleryTitle: `Which patches made the model say each ${each}`,
		caption: howOf(name, result, input),
		unit: shown.unit,
		maps: regionMaps(shown, layoutOf(input), (index) => index),
		total({ total }) {
			const note = `${format(total)} on the image`;
			if (!normalize) return { sentence: `Sum over the patches: ${format(total)}.`, note };
			// The other maps have no text part: all that they have is on the image.
			if (!result.tensors.words) return undefined;
			return { sentence: `${format(total)} of all its relevance falls on these patches.`, note };
		},
		...(caution === undefined ? {} : { caution }),
	});
}

/** Words beside patches, and how much of each token the image has; only where relevance was led through the text. */
async function textPictures(input: MethodInput, result: Result, caution: string | undefined): Promise<void> {
	const { folder, subtitle, generation, request } = input;
	const below = caution === undefined ? "" : `\n${caution}`;
	const shown = tensorOf(result, "words");
	const format = formatOf(result.options);
	const rest = result.options.normalize
		? " They do not add up to 100 %: other words, the start token and the template have the rest."
		: "";
	request.signal?.throwIfAborted();
	if (hasWords(result))
		await folder.write(
			"relevancy-bars.png",
			encodePng(
				renderBars({
					groups: wordBars(result, layoutOf(input), generation.sequence.promptLength),
					keys: barKeys,
					format,
					formatTick: tickFormatOf(result.options),
					title: "What each word rests on: words, and the image",
					subtitle,
					caption: `The words of the prompt and of the answer so far that count most, beside the image as a whole and its strongest patch, on one scale.${rest} ${howOf("words", result, input)}${below}`,
					unit: shown.unit,
					pixelRatio: 2,
				}),
			),
		);
	request.signal?.throwIfAborted();
	const shares = tensorOf(result, "shares");
	const picture = renderBars({
		...shareBars(result, format),
		keys: [
			{
				label: "image, as a share of image, question, earlier turns and answer",
				color: (barKeys[0] as ColorKey).color,
			},
		],
		most: 1,
		format: percent,
		formatTick: tickFormatOf({ normalize: true }),
		length: 360,
		title: "How much of each answer token comes from the image",
		subtitle,
		caption: `${shareCaption(shares.description)} ${howOf("relevance", result, input)}${below}`,
		unit: "image share",
		pixelRatio: 2,
	});
	await folder.write("relevancy-shares.png", encodePng(picture));
}

/** Files of the tensors. */
const csvNames: Readonly<Record<string, string>> = {
	wordImage: "relevancy-word-image.csv",
	image: "relevancy-image.csv",
	words: "relevancy-words.csv",
	relevance: "relevancy-positions.csv",
	shares: "relevancy-shares.csv",
};

export const relevancyMethod: Method = {
	id: "relevancy",
	summary:
		"which patches and words made the model say each word: attention weighted with its gradient, through all layers (3.07 nats)",
	takes: [...relevancyFlagNames, ...sinkFlagNames],
	async run(input) {
		const { generation, choice, request, folder } = input;
		const { given, against } = choice.relevancy;
		const compared = against === undefined ? {} : { contrastWith: findToken(against, generation) };
		const result = await generation.explain(
			relevancy(),
			{ ...given, ...compared, ...choice.sinks, tokens: choice.tokens },
			request,
		);
		const { caution } = cautionOf(result);
		// Numbers first: they are quick, and stay where the pictures are interrupted.
		for (const [name, shown] of Object.entries(result.tensors)) {
			await folder.write(csvNames[name] ?? `relevancy-${name}.csv`, csvOf(shown));
		}
		await wordMaps(input, result, caution);
		if (result.tensors.words) await textPictures(input, result, caution);
		return [result];
	},
};
