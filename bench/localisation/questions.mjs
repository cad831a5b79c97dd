// Which questions are asked, which word of an answer is explained, and which object it is about.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** Which names the word must be one of, by question type. */
const names = { colour: "colour", shape: "shape", presence: "shape" };
export const types = Object.keys(names);

/** All questions of the evaluation set, and the names of colours and shapes that occur in it. */
export async function readQuestions(folder) {
	const lines = (await readFile(new URL("questions.jsonl", folder), "utf8")).trim().split("\n");
	const questions = lines.map((line) => JSON.parse(line));
	const objects = questions.flatMap((question) => question.objects);
	const vocabulary = {
		colour: [...new Set(objects.map((object) => object.colour))],
		shape: [...new Set(objects.map((object) => object.shape))],
	};
	return { questions, vocabulary };
}

/** First turns of the given types, shuffled by the seed, so that the first of them are a fair sample of all. */
export function chosenQuestions(questions, types, seed) {
	const place = ({ id }) => createHash("sha256").update(`${seed} ${id}`).digest("hex");
	return questions
		.filter(({ type, turn }) => turn === 1 && types.includes(type))
		.map((question) => ({ question, place: place(question) }))
		.sort((a, b) => (a.place < b.place ? -1 : 1))
		.map(({ question }) => question);
}

/** The last word of a text that is one of `list`: `{ text, start, end }`, or undefined. */
export function lastNamed(text, list) {
	const found = [...text.matchAll(/\p{L}+/gu)].filter((word) => list.includes(word[0].toLowerCase()));
	const last = found.at(-1);
	return last && { text: last[0], start: last.index, end: last.index + last[0].length };
}

/**
 * The word of the answer that names what was asked for, and the objects that it has to be about.
 *
 * The word is the answer's last colour (questions on colour) or shape (on shape, and on presence). The objects are those of the
 * corresponding word of the expected answer, whatever the answer says.
 *
 * @returns `{ word, objects, elsewhere }`, `elsewhere` being other objects that the word fits; or `{ skipped }` with the reason.
 */
export function explainedWord(question, answer, vocabulary) {
	const list = vocabulary[names[question.type]];
	const expected = lastNamed(question.answer, list);
	const objects = question.words.find((word) => word.start === expected?.start)?.objects ?? [];
	if (objects.length === 0) return { skipped: "the expected answer is about no object" };
	const word = lastNamed(answer, list);
	if (!word) return { skipped: `the model's answer names no ${names[question.type]}` };
	const fits = (object) => object[names[question.type]] === word.text.toLowerCase();
	const elsewhere = question.objects.filter((one) => fits(one) && !objects.includes(one.number));
	return { word, objects, elsewhere: elsewhere.map((one) => one.number) };
}

/** Indices of the answer's tokens that hold a letter of the word. `texts` are the tokens', in order, whose joined text is the answer. */
export function tokensOfWord(texts, word) {
	let end = 0;
	return texts.flatMap((text, index) => {
		const start = end;
		end += text.length;
		return start < word.end && end > word.start && text.trim() !== "" ? [index] : [];
	});
}
