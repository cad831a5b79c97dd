import { styles } from "./styles.js";

const adopted = new WeakMap<Document | ShadowRoot, Map<string, CSSStyleSheet>>();

/**
 * Adopts a style sheet into the document or shadow root that holds `node`, once. A constructed sheet: it needs no
 * permission of the page's content policy, and host code that rewrites `<head>` does not lose it.
 *
 * @param text  Default: the sheet of all views. Families whose code loads on first use bring their own rules then.
 */
export function adoptStyles(node: Node, text: string = styles): void {
	const root = node.getRootNode();
	const view = node.ownerDocument?.defaultView;
	if (!view || !("adoptedStyleSheets" in root)) return;
	const target = root as Document | ShadowRoot;
	const sheets = adopted.get(target) ?? new Map<string, CSSStyleSheet>();
	const known = sheets.get(text);
	if (known && target.adoptedStyleSheets.includes(known)) return;
	// A sheet belongs to the document of the window that made it: an iframe has its own.
	const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
	sheet.replaceSync(text);
	target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet];
	adopted.set(target, sheets.set(text, sheet));
}
