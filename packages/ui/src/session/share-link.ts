import { type LinkState, readLink, writeLink } from "./link.js";
import { withTexts } from "./link-contents.js";

/** A link as it is shared. */
export interface SharedLink {
	/** What a reader of the link gets: read back from it, not what was meant to be in it. */
	readonly state: LinkState;
	/** With its "#"; "" for nothing. */
	readonly fragment: string;
	/** What was to be in it and is not, because it is too long for a link. */
	readonly tooLong: readonly ("question" | "answer")[];
}

/** Whether question and answer may be put in or left out: an example and a hosted session bring their own. */
export function hasTextsOfItsOwn({ example, session }: LinkState): boolean {
	return example !== undefined || session !== undefined;
}

/** The link of a state, with question and answer only where they are wanted. */
export function shareLink(given: LinkState, withQuestion: boolean): SharedLink {
	const isWanted = withQuestion && !hasTextsOfItsOwn(given);
	const fragment = writeLink(isWanted ? given : withTexts(given, undefined));
	const state = readLink(fragment);
	const isLost = (name: "question" | "answer"): boolean => isWanted && Boolean(given[name]) && !state[name];
	return { state, fragment, tooLong: (["question", "answer"] as const).filter(isLost) };
}
