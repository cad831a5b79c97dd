import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LvlmError } from "@lvlm-interpret/core";

/** An object of a picture. */
interface SetObject {
	readonly number: number;
	readonly shape: string;
	readonly colour: string;
}

/** One line of `questions.jsonl`; see models/evaluation/schema.json. */
export interface SetQuestion {
	readonly id: string;
	/** Paths relative to the set's folder. */
	readonly image: string;
	readonly mask: string;
	readonly type: string;
	readonly turn: number;
	readonly question: string;
	readonly answer: string;
	readonly planted: boolean;
	readonly biased: string | null;
	readonly objects: readonly SetObject[];
	readonly words: readonly { readonly start: number; readonly end: number; readonly objects: readonly number[] }[];
}

/** A set of questions with ground truth, and the names that its objects go by. */
export interface QuestionSet {
	readonly folder: string;
	readonly questions: readonly SetQuestion[];
	readonly vocabulary: Readonly<Record<"colour" | "shape", readonly string[]>>;
	/** First 16 digits of the SHA-256 of the questions. */
	readonly hash: string;
}

/** Which names the explained word must be one of, by question type. */
const namesOf: Readonly<Record<string, "colour" | "shape">> = { colour: "colour", shape: "shape", presence: "shape" };

export const questionTypes: readonly string[] = Object.keys(namesOf);

/** @throws {LvlmError} "invalid-argument" for a folder without readable questions. */
export async function readQuestionSet(folder: string): Promise<QuestionSet> {
	try {
		const text = await readFile(join(folder, "questions.jsonl"), "utf8");
		const questions = text
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as SetQuestion);
		const objects = questions.flatMap((question) => question.objects);
		return {
			folder,
			questions,
			vocabulary: {
				colour: [...new Set(objects.map(({ colour }) => colour))],
				shape: [...new Set(objects.map(({ shape }) => shape))],
			},
			hash: createHash("sha256").update(text).digest("hex").slice(0, 16),
		};
	} catch (cause) {
		throw new LvlmError(
			"invalid-argument",
			`The set "${folder}" has no readable questions.jsonl.`,
			{ name: "set", expected: "a folder with questions.jsonl, pictures and masks", actual: folder },
			{ cause },
		);
	}
}

/** First turns of the given types, in an order drawn by the seed, so that the first of them are a fair sample of all. */
export function chosenQuestions(set: QuestionSet, types: readonly string[], seed: number): SetQuestion[] {
	const place = (id: string) => createHash("sha256").update(`${seed} ${id}`).digest("hex");
	return set.questions
		.filter(({ type, turn }) => turn === 1 && types.includes(type))
		.map((question) => ({ question, at: place(question.id) }))
		.sort((a, b) => (a.at < b.at ? -1 : 1))
		.map(({ question }) => question);
}

/** A word in a text, end exclusive. */
export interface PlacedWord {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

/** The last word of a text that is one of `list`. */
export function lastNamed(text: string, list: readonly string[]): PlacedWord | undefined {
	const found = [...text.matchAll(/\p{L}+/gu)].filter(([word]) => list.includes(word.toLowerCase()));
	const last = found.at(-1);
	return last && { text: last[0], start: last.index, end: last.index + last[0].length };
}

/** Which word of an answer is explained, and the objects that it has to be about; or why there is none. */
export type Explained =
	| { readonly word: PlacedWord; readonly objects: readonly number[] }
	| { readonly skipped: string };

/**
 * The word of the answer that names what was asked for: its last colour (questions on colour) or shape (on shape and presence). The
 * objects are those of the corresponding word of the expected answer, whatever the answer says.
 */
export function explainedWord(question: SetQuestion, answer: string, vocabulary: QuestionSet["vocabulary"]): Explained {
	const kind = namesOf[question.type] ?? "shape";
	const list = vocabulary[kind];
	const expected = lastNamed(question.answer, list);
	const objects = question.words.find((word) => word.start === expected?.start)?.objects ?? [];
	if (objects.length === 0) return { skipped: "the expected answer is about no object" };
	const word = lastNamed(answer, list);
	return word ? { word, objects } : { skipped: `the model's answer names no ${kind}` };
}

/** Indices of the answer's tokens that hold a letter of the word; `texts` are the tokens', whose joined text is the answer. */
export function tokensOfWord(texts: readonly string[], word: PlacedWord): number[] {
	let end = 0;
	return texts.flatMap((text, index) => {
		const start = end;
		end += text.length;
		return start < word.end && end > word.start && text.trim() !== "" ? [index] : [];
	});
}
