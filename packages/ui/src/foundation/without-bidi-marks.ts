/**
 * A text without the marks that turn the direction of what stands beside it, for sentences that quote what a model or a person wrote.
 * A text that stands alone keeps them, in an element of its own direction.
 */
export function withoutBidiMarks(text: string): string {
	return text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}
