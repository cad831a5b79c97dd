/** A text whose numbers stay on one line with their units. For what is shown: what goes into files keeps its spaces. */
export function unbroken(text: string): string {
	return text.replace(/(\d) (?=%|px|nat)/g, "$1\u00a0");
}
