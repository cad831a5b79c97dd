import { base64 } from "@lvlm-interpret/ui/session";
import type { Library } from "../runs/library.js";
import { workBytes } from "../runs/work-file.js";
import { sessionMark } from "./session-element.js";

/**
 * One HTML file with the viewer and all runs in it, which opens from a disk and asks nobody for anything.
 *
 * @throws {Error} where the viewer cannot be fetched.
 */
export async function standalonePage(library: Library): Promise<string> {
	const response = await fetch("./standalone.html");
	if (!response.ok) throw new Error(`The viewer could not be loaded: the server answered ${response.status}.`);
	const [page, bytes] = await Promise.all([response.text(), workBytes(library)]);
	return page.replace(sessionMark, () => base64(bytes));
}
