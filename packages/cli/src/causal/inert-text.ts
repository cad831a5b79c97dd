/** Text without control characters and without marks that turn the direction of writing: beside other text it stays where it is. */
export function inertText(text: string): string {
	return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, " ");
}
