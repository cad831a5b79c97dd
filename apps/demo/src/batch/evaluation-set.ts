import type { Message } from "@lvlm-interpret/core";
import { shuffled } from "@lvlm-interpret/explainers";
import { type BatchItem, batchItem } from "./item.js";

export const questionTypes = ["colour", "shape", "count", "presence", "relation", "description"] as const;
export type QuestionType = (typeof questionTypes)[number];

export interface Slice {
	readonly types: readonly QuestionType[];
	/** How many; fewer where there are not so many. */
	readonly count: number;
	/** Of the draw: equal seeds give equal slices. */
	readonly seed: number;
}

/** What is read of a line of `questions.jsonl`, whose schema lies beside it. */
interface Line {
	readonly image: string;
	readonly mask: string;
	readonly type: QuestionType;
	readonly history: readonly { readonly question: string; readonly answer: string }[];
	readonly question: string;
	readonly answer: string;
	readonly words: readonly { readonly objects: readonly number[] }[];
}

const folder = "evaluation/";

function itemOf({ image, mask, type, history, question, answer, words }: Line): BatchItem {
	const objects = [...new Set(words.flatMap((word) => word.objects))];
	return batchItem({
		image: image.replace("images/", ""),
		picture: folder + image,
		history: history.flatMap((turn): Message[] => [
			{ role: "user", text: turn.question },
			{ role: "assistant", text: turn.answer },
		]),
		question,
		expected: answer,
		...(objects.length > 0 ? { mask: { picture: folder + mask, objects } } : {}),
		tags: [type],
	});
}

/** A random part of the evaluation set that the embedded model is measured on. @throws {Error} when it cannot be had. */
export async function evaluationItems({ types, count, seed }: Slice, signal?: AbortSignal): Promise<BatchItem[]> {
	const response = await fetch(`${folder}questions.jsonl`, signal ? { signal } : {});
	if (!response.ok) throw new Error(`The evaluation set could not be loaded: the server answered ${response.status}.`);
	const lines = (await response.text())
		.split("\n")
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Line)
		.filter(({ type }) => types.includes(type));
	return shuffled(lines.length, `batch ${seed}`)
		.slice(0, count)
		.map((at) => itemOf(lines[at] as Line));
}
