import { escapeXml } from "../export/escape-xml.js";

/** What the markup of an iframe says. */
export interface EmbedCode {
	/** Of the page that is framed, with its fragment. */
	readonly address: string;
	/** Read aloud in place of the frame. */
	readonly title: string;
	/** Pixels. */
	readonly height: number;
}

/**
 * The markup of an iframe, to be pasted into a page. No text in it can end an attribute or begin an element.
 *
 * @returns Undefined for an address that is not http(s): it would run in the page that frames it.
 */
export function embedCode({ address, title, height }: EmbedCode): string | undefined {
	if (!/^https?:\/\//i.test(address)) return undefined;
	return `<iframe src="${escapeXml(address)}" title="${escapeXml(title)}" width="100%" height="${Math.round(height)}" style="border:0" loading="lazy" referrerpolicy="no-referrer" allow="fullscreen"></iframe>`;
}
