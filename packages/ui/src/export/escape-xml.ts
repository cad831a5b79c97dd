/**
 * Text that is safe in XML content and in double-quoted attributes. Characters that XML 1.0 forbids, lone surrogates among
 * them, become U+FFFD: one of them would make the whole file unreadable.
 */
export function escapeXml(text: string): string {
	return text
		.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
		.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
