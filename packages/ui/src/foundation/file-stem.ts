/** A title as the name of a file without its ending: letters, digits and dashes, so that no mark in it means anything to a system. */
export function fileStem(title: string, otherwise: string): string {
	const stem = title
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, "-")
		.slice(0, 80)
		.replace(/^-|-$/g, "");
	return stem || otherwise;
}
