import type { Change, Run } from "./run.js";

const changeWords: Readonly<Record<Change, string>> = {
	picture: "another picture",
	question: "another question",
	turn: "next turn",
	sampling: "other sampling",
	preprocess: "picture made to fit otherwise",
	model: "another model",
};

/** What sets a run apart from the one that it was made from: "another picture, next turn"; of a first one where it came from. */
export function runWords({ parent, changes, origin }: Run): string {
	if (parent !== undefined) return changes.map((one) => changeWords[one]).join(", ") || "asked again";
	if (origin.kind === "example") return "example";
	return origin.kind === "asked" ? "first question" : `from ${origin.kind === "file" ? origin.name : origin.address}`;
}

/** A run in a list or a menu: "What colour is the circle? — The circle is orange." */
export const runName = ({ name, question, answer }: Run): string => `${name ?? question} — ${answer}`;
