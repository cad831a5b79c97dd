import type { Theme } from "@lvlm-interpret/ui";

/** Parts of the page that can be left out. */
export const parts = ["header", "examples", "question", "ask", "tabs"] as const;
export type Part = (typeof parts)[number];

/** What an address asks of the page before its "#", for a frame in another page. */
export interface EmbedSettings {
	/** `?embed`: shown inside another page; nothing is offered that is not about what is shown. */
	readonly isEmbedded: boolean;
	readonly hidden: ReadonlySet<Part>;
	/** Undefined: as the visitor's system has it. */
	readonly theme?: Theme;
}

/** What `?embed` hides where `hide=` does not name it. */
export const hiddenInFrames: readonly Part[] = ["header", "examples", "ask"];

/**
 * `?embed` hides header, examples and the form to ask; `?embed&hide=tabs.question` names what is hidden instead ("hide=" nothing);
 * `theme=dark`. What is shown stands behind the "#", as in every link. Names that are not known are ignored.
 */
export function readEmbedSettings(search: string): EmbedSettings {
	const given = new URLSearchParams(search);
	const isEmbedded = given.has("embed");
	const named = given.get("hide")?.split(/[.,\s]+/);
	const hidden = named ? parts.filter((part) => named.includes(part)) : isEmbedded ? hiddenInFrames : [];
	const theme = given.get("theme");
	return {
		isEmbedded,
		hidden: new Set(hidden),
		...(theme === "light" || theme === "dark" || theme === "system" ? { theme } : {}),
	};
}
