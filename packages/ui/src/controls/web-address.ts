/** An address that may stand in a link: http or https. Anything else, such as `javascript:`, is none. */
export function webAddress(text: string | undefined): string | undefined {
	if (!text || !URL.canParse(text)) return undefined;
	const { protocol, href } = new URL(text);
	return protocol === "https:" || protocol === "http:" ? href : undefined;
}
