/** Bytes as base64, as a `data:` URL or a page that holds a session has them. */
export function base64(bytes: Uint8Array): string {
	// In pieces of whole groups of three: arguments of a call are limited.
	const step = 3 * 2 ** 13;
	let text = "";
	for (let at = 0; at < bytes.length; at += step) text += btoa(String.fromCharCode(...bytes.subarray(at, at + step)));
	return text;
}
