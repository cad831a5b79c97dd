import type { Library } from "../runs/library.js";
import { workBytes } from "../runs/work-file.js";
import { sessionMark } from "./session-element.js";

function base64(bytes: Uint8Array): string {
	// In pieces of whole groups of three: arguments of a call are limited.
	const step = 3 * 2 ** 13;
	let text = "";
	for (let at = 0; at < bytes.length; at += step) {
		text += btoa(String.fromCharCode(...bytes.subarray(at, at + step)));
	}
	return text;
}

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
