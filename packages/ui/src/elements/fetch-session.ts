import { type DownloadFailure, LvlmError } from "@lvlm-interpret/core";

/** Most bytes that an element loads: a page that embeds one shall not fall for a file without end. */
const mostBytes = 2 ** 28;
const allowed = ["http:", "https:", "blob:", "data:"];

function failureOf(status: number): DownloadFailure {
	if (status === 401 || status === 403) return "unauthorized";
	if (status === 404 || status === 410) return "not-found";
	if (status === 429) return "rate-limited";
	return "server";
}

function failed(url: URL, reason: DownloadFailure, details: { status?: number; cause?: unknown } = {}): LvlmError {
	const { status, cause } = details;
	const shown = url.protocol === "data:" ? "data:" : `${url.origin === "null" ? "" : url.origin}${url.pathname}`;
	const why = status === undefined ? "it could not be reached" : `the server answered ${status}`;
	return new LvlmError(
		"download-failed",
		`The session ${shown} could not be loaded: ${why}.`,
		{ url: shown, reason, ...(status === undefined ? {} : { status }) },
		{ hint: "Check `src`; another site has to allow this page by its CORS headers.", cause },
	);
}

function tooLarge(actual: number): LvlmError {
	return new LvlmError("limit-exceeded", `The session has ${actual} bytes, above the limit of ${mostBytes}.`, {
		limit: "src bytes",
		allowed: mostBytes,
		actual,
	});
}

export interface FetchSessionOptions {
	readonly signal: AbortSignal;
	/** Share of the bytes that are there, in [0, 1], where the server says how many there are. */
	readonly onShare: (share: number) => void;
}

/**
 * The bytes at an address, relative to the page's own.
 *
 * @throws {LvlmError} "invalid-argument" (no address that may be loaded), "download-failed", "limit-exceeded".
 */
export async function fetchSession(src: string, { signal, onShare }: FetchSessionOptions): Promise<Uint8Array> {
	const url = URL.canParse(src, document.baseURI) ? new URL(src, document.baseURI) : undefined;
	if (!url || !allowed.includes(url.protocol)) {
		throw new LvlmError("invalid-argument", "`src` is no address that can be loaded.", {
			name: "src",
			expected: "an address that is relative, http(s):, blob: or data:",
			actual: src.slice(0, 200),
		});
	}
	let response: Response;
	try {
		response = await fetch(url, { signal });
	} catch (cause) {
		signal.throwIfAborted();
		throw failed(url, "network", { cause });
	}
	if (!response.ok) throw failed(url, failureOf(response.status), { status: response.status });
	const total = Number(response.headers.get("content-length") ?? 0);
	if (total > mostBytes) throw tooLarge(total);
	const parts: Uint8Array[] = [];
	let length = 0;
	const reader = response.body?.getReader();
	try {
		for (;;) {
			const step = await reader?.read();
			if (!step || step.done) break;
			parts.push(step.value);
			length += step.value.length;
			if (length > mostBytes) throw tooLarge(length);
			// A server that packs what it sends counts the packed bytes.
			if (total > 0) onShare(Math.min(1, length / total));
		}
	} catch (cause) {
		signal.throwIfAborted();
		if (cause instanceof LvlmError) throw cause;
		throw failed(url, "network", { cause });
	} finally {
		await reader?.cancel().catch(() => undefined);
	}
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}
