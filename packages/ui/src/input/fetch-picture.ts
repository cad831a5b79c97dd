import { LvlmError } from "@lvlm-interpret/core";

const mostBytes = 64e6;

function refuse(reason: string, hint: string, cause?: unknown): never {
	throw new LvlmError("invalid-image", `The picture could not be fetched: ${reason}.`, { reason }, { hint, cause });
}

const save = "Open the address in another tab, save the picture, and give the file.";

/** The last part of an address's path, or its host. */
export function nameOfAddress(url: URL): string {
	const last = url.pathname.split("/").filter(Boolean).at(-1);
	try {
		return last ? decodeURIComponent(last) : url.hostname || "picture";
	} catch {
		return last ?? "picture";
	}
}

/**
 * Fetches a picture by its address, without cookies or referrer. Only http, https, data and blob addresses.
 *
 * @throws {LvlmError} "invalid-image" that says why it could not be had and what to do; the platform's AbortError.
 */
export async function fetchPicture(
	address: string,
	signal?: AbortSignal,
): Promise<{
	readonly blob: Blob;
	readonly name: string;
	/** The whole address, where it is one that others can fetch: http(s). */
	readonly address?: string;
}> {
	const text = address.trim();
	const spelled = URL.canParse(text) ? text : `https://${text}`;
	if (!URL.canParse(spelled)) refuse("this is no web address", "Give one that begins with https://.");
	const url = new URL(spelled);
	if (!["http:", "https:", "data:", "blob:"].includes(url.protocol)) {
		refuse(`an address of kind “${url.protocol}” is not fetched`, "Give one that begins with https://.");
	}
	let response: Response;
	try {
		response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", ...(signal && { signal }) });
	} catch (cause) {
		signal?.throwIfAborted();
		refuse("the site does not answer, or does not let other sites read its pictures", save, cause);
	}
	if (!response.ok) refuse(`the site answered ${response.status}`, `Check the address. ${save}`);
	if (Number(response.headers.get("content-length")) > mostBytes) refuse("it has more than 64 MB", save);
	const blob = await response.blob();
	if (blob.size > mostBytes) refuse("it has more than 64 MB", save);
	return {
		blob,
		name: url.protocol === "data:" ? "picture" : nameOfAddress(url),
		...(url.protocol.startsWith("http") ? { address: url.href } : {}),
	};
}
