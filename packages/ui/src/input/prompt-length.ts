/** Limits of a question. */
export interface PromptLimits {
	readonly maxTokens?: number;
	readonly maxCharacters?: number;
}

const count = (value: number, one: string): string => `${value} ${value === 1 ? one : `${one}s`}`;

/**
 * How long a question is, in words, and what is wrong with that.
 *
 * @param tokens  Undefined while they are being counted, or where nobody counts them.
 */
export function lengthOf(
	value: string,
	tokens: number | undefined,
	{ maxTokens, maxCharacters }: PromptLimits,
): { readonly text: string; readonly problem?: string } {
	// As people count: a letter with its accents, a family of emoji, is one.
	const characters =
		typeof Intl.Segmenter === "function" ? [...new Intl.Segmenter().segment(value)].length : [...value].length;
	const parts = [
		maxCharacters === undefined
			? count(characters, "character")
			: `${characters} of ${count(maxCharacters, "character")}`,
		tokens !== undefined &&
			(maxTokens === undefined ? count(tokens, "token") : `${tokens} of ${count(maxTokens, "token")}`),
	].filter(Boolean);
	const text = parts.join(", ");
	const over = (have: number | undefined, most: number | undefined, one: string): string | undefined =>
		have !== undefined && most !== undefined && have > most
			? `Too long by ${count(have - most, one)} (${have} of ${most}): shorten it. Nothing is cut off.`
			: undefined;
	const problem = over(tokens, maxTokens, "token") ?? over(characters, maxCharacters, "character");
	return problem ? { text, problem } : { text };
}
