import { styles } from "./styles.js";

const adopted = new WeakMap<Document | ShadowRoot, CSSStyleSheet>();

/**
 * Adopts the views' style sheet into the document or shadow root that holds `node`, once. A constructed sheet: it needs no
 * permission of the page's content policy, and host code that rewrites `<head>` does not lose it.
 */
export function adoptStyles(node: Node): void {
	const root = node.getRootNode();
	const view = node.ownerDocument?.defaultView;
	if (!view || !("adoptedStyleSheets" in root)) return;
	const target = root as Document | ShadowRoot;
	const known = adopted.get(target);
	if (known && target.adoptedStyleSheets.includes(known)) return;
	// A sheet belongs to the document of the window that made it: an iframe has its own.
	const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
	sheet.replaceSync(styles);
	target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet];
	adopted.set(target, sheet);
}
