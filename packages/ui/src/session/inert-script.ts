/** The text of a script for the inside of a page, with which it means the same. */
export function inertScript(script: string): string {
	// A script ends at the first "</script", and "<!--" changes where that is, wherever in a string of its own they stand.
	return script.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}
