/** What a step shows before it is read. */
export interface TourStep {
	readonly title: string;
	readonly text: string;
	/** What it is about, as a selector; it is outlined and scrolled to. */
	readonly target?: string;
	/** Id of the example that is open. */
	readonly example?: string;
	/** Id of the tab that is open. */
	readonly panel?: string;
	/** A word of the answer that is picked, as it is written there. */
	readonly word?: string;
}

export interface Tour {
	readonly title: string;
	readonly steps: readonly TourStep[];
}

/** Tours by the id that an example names. What they say is what `docs/planted-failure.md` measured. */
export const tours: Readonly<Record<string, Tour>> = {
	"planted-failure": {
		title: "Find the planted failure",
		steps: [
			{
				title: "A wrong answer that looks sure",
				text: "The triangle is blue, and the model says red. Every word is coloured by its probability: “red” has almost all of it. Nothing in the answer itself gives the fault away.",
				example: "planted",
				panel: "relevance",
				word: "red",
				target: ".stage",
			},
			{
				title: "What “red” rests on",
				text: "Relevancy follows the word back through the model. The bars say how much came from the picture and how much from words: “red” rests on the word “colour” of the question, and hardly on the picture.",
				example: "planted",
				panel: "relevance",
				word: "red",
				target: "#panel-relevance",
			},
			{
				title: "Is that the proof?",
				text: "Compare it with an answer that is right. “orange” rests on the picture just as little: this model looks at the object while it reads the question, and takes the colour from there. A low share of the picture alone proves nothing.",
				example: "colour",
				panel: "relevance",
				word: "orange",
				target: "#panel-relevance",
			},
			{
				title: "Where it did look",
				text: "Back to the triangle. The word “is” looks at the picture: at the triangle, too. So it was seen, and still called red.",
				example: "planted",
				panel: "attention",
				word: "is",
				target: "#panel-attention",
			},
			{
				title: "Change the picture",
				text: "Whether an answer depends on the picture is for another picture to show. Edit it: paint the triangle another colour and ask again. The new run stands beside the first one in the panel Runs.",
				example: "planted",
				target: ".ask",
			},
			{
				title: "Is it one picture?",
				text: "The batch asks many questions, and its table sorts answers by whether they are right. Sorted so, the wrong ones have one thing in common: a triangle that is not red. In training every triangle was called red.",
				example: "planted",
				target: ".tools button[aria-pressed]",
			},
		],
	},
};
