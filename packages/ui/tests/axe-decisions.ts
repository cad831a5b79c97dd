/** What axe leaves to a person, and what was decided. */
export const decidedIncomplete: Readonly<Record<string, string>> = {
	"color-contrast":
		"Axe cannot see the canvas behind a word or a legend's gradient. Contrast of text over all 256 colours of each map is computed in contrast.test.tsx.",
	"label-content-name-mismatch":
		"Axe cannot compare one character of punctuation. A token's name begins with its visible text by construction (nameOf in token-list.tsx), which token-strip.stories.tsx tests.",
	"frame-tested": "Axe runs in the page that it is given. What a frame shows are views that have stories of their own.",
};
