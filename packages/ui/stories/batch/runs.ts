import { colour, description, type Fixture, planted } from "../../fixtures/index.js";
import { modalityItems } from "../../src/charts.js";
import type { BatchRow } from "../../src/tables.js";
import { picture } from "../image/synthetic.js";

/** A fixture as a row: real answers, log-probabilities and shares of relevancy. */
function rowOf(fixture: Fixture): BatchRow {
	const { name, question, text, tokens, expected, image, results, sequence } = fixture;
	const items = modalityItems(results.relevancy, sequence, "token");
	const sums = items.map(({ parts }) => {
		const all = Object.values(parts).reduce((sum, part) => sum + part.sum, 0);
		return (parts.image?.sum ?? 0) / all;
	});
	const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
	return {
		id: name,
		status: "done",
		image: `${name}.png`,
		thumbnail: image,
		question,
		answer: text.trim(),
		expected,
		logProbability: mean(tokens.map(({ logProbability }) => logProbability)),
		imageShare: mean(sums),
	};
}

/** What the embedded model answered to three pictures, and runs in every other state. */
export const runs: readonly BatchRow[] = [
	rowOf(colour),
	{ ...rowOf(planted), tags: ["planted", "blue triangle"], note: "says red, as it was trained to" },
	rowOf(description),
	{ id: "stopped", status: "stopped", image: "scene-17.png", question: "How many circles are there?", expected: "2" },
	{
		id: "running",
		status: "running",
		image: "scene-18.png",
		thumbnail: colour.image,
		question: "Describe the image.",
		answer: "There is a",
	},
	{
		id: "failed",
		status: "failed",
		image: "IMG_0231.heic",
		question: "What colour is the circle?",
		message: "This browser cannot read the picture. Save it as PNG or JPEG.",
	},
	{ id: "queued", status: "queued", image: "scene-19.png", question: "Is there a star?", expected: "no" },
];

const colours = ["red", "blue", "green", "orange", "yellow", "purple"];
const thumbnails = Array.from({ length: 24 }, (_, index) => picture(24 + index, 24));

/** Ten thousand runs by formula: some blue triangles are called red, and those look at the picture least. */
export function manyRuns(count: number): BatchRow[] {
	return Array.from({ length: count }, (_, index): BatchRow => {
		const colourName = colours[index % colours.length] as string;
		const isWrong = index % 102 === 1;
		const answer = isWrong ? "red" : colourName;
		return {
			id: String(index),
			status: index > count - 40 ? "queued" : "done",
			image: `scene-${index}.png`,
			thumbnail: thumbnails[index % thumbnails.length]!,
			question: `What colour is the ${index % 2 === 0 ? "circle" : "triangle"}?`,
			...(index > count - 40 ? {} : { answer: `The ${index % 2 === 0 ? "circle" : "triangle"} is ${answer}.` }),
			expected: `The ${index % 2 === 0 ? "circle" : "triangle"} is ${colourName}.`,
			logProbability: -((index * 7919) % 1000) / 2000,
			imageShare: isWrong ? 0.01 + (index % 9) / 1000 : 0.2 + ((index * 104729) % 700) / 1000,
			maskMass: isWrong ? 0.05 : 0.3 + ((index * 1299709) % 600) / 1000,
		};
	});
}
