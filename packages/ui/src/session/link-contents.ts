import type { LinkState } from "./link.js";

/** What a link holds of something that a sharer may not want to give away. */
export interface LinkContent {
	readonly what: "picture" | "question and answer" | "session";
	readonly isIncluded: boolean;
	/** What a person who opens the link sees of it. */
	readonly sentence: string;
}

/**
 * What is in a link and what is not, said to the person who shares it.
 *
 * @param isPictureKept  Whether this browser keeps the picture by its hash, so that the link opens it here. Default true.
 */
export function linkContents(state: LinkState, isPictureKept = true): LinkContent[] {
	const { example, session, picture, question, answer } = state;
	const texts = [question !== undefined && "question", answer !== undefined && "answer"].filter(Boolean).join(" and ");
	const isText = texts !== "";
	if (example !== undefined) {
		return [
			{
				what: "picture",
				isIncluded: true,
				sentence: "The picture is an example of this page: it opens with the link.",
			},
			{
				what: "question and answer",
				isIncluded: true,
				sentence: "Question and answer belong to the example, which anybody can open.",
			},
		];
	}
	if (session !== undefined) {
		return [
			{
				what: "session",
				isIncluded: true,
				sentence:
					"The link names a hosted session. Whoever can read that address sees its picture, question and answer.",
			},
			...(isText
				? [
						{
							what: "question and answer",
							isIncluded: true,
							sentence: `The ${texts} can be read in the link itself.`,
						} as const,
					]
				: []),
		];
	}
	return [
		picture?.startsWith("http")
			? {
					what: "picture",
					isIncluded: true,
					sentence: "The picture's address is in the link; the picture is loaded from there.",
				}
			: picture && isPictureKept
				? {
						what: "picture",
						isIncluded: false,
						sentence:
							"The picture is not in the link: only its fingerprint. In this browser it opens again; elsewhere the page asks for it.",
					}
				: { what: "picture", isIncluded: false, sentence: "The picture is not in the link: the page asks for it." },
		isText
			? { what: "question and answer", isIncluded: true, sentence: `The ${texts} can be read in the link.` }
			: {
					what: "question and answer",
					isIncluded: false,
					sentence: "Question and answer are not in the link: only what is picked, and the settings.",
				},
	];
}

/** A state with question and answer, or without them. */
export function withTexts(state: LinkState, texts: Pick<LinkState, "question" | "answer"> | undefined): LinkState {
	const { question: _question, answer: _answer, ...rest } = state;
	return texts ? { ...rest, ...texts } : rest;
}
