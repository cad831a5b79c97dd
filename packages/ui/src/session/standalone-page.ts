import { escapeXml } from "../export/escape-xml.js";
import { base64 } from "./base64.js";
import { inertScript } from "./inert-script.js";

/** What a page of its own holds. */
export interface StandalonePage {
	readonly title: string;
	/** The bytes of a `.lvlm`. */
	readonly session: Uint8Array;
	/** The text of `lvlm-elements.js`. */
	readonly script: string;
	/** Language of the page's own words. Default "en". */
	readonly language?: string;
}

/**
 * One HTML file with the viewer and a session in it: it opens from a disk, and its own policy lets it ask nobody for anything. The
 * session is in it as base64, so nothing that a model wrote stands in the page as markup; the title is escaped.
 */
export function standalonePage({ title, session, script, language = "en" }: StandalonePage): string {
	const policy =
		"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; connect-src data:";
	return `<!doctype html>
<html lang="${escapeXml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeXml(title)}</title>
<style>:root { color-scheme: light dark; } body { margin: 0 auto; max-width: 1200px; padding: 16px; }</style>
</head>
<body>
<lvlm-session theme="system" src="data:application/zip;base64,${base64(session)}"></lvlm-session>
<script>${inertScript(script)}</script>
</body>
</html>
`;
}
