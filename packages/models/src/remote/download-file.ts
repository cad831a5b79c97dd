import { downloadFailed } from "./failure.js";
import type { PartialFile } from "./model-store.js";
import { bareTag, type RemoteFile, type RemoteModel } from "./remote-model.js";
import { type Answer, type Connection, pause, request } from "./request.js";

interface DownloadOptions {
	readonly signal?: AbortSignal;
	/** Bytes of this file that are there now. */
	readonly onBytes?: (done: number) => void;
}

/** Throws "changed" when the answer is about other content than the list of files said. */
function checkSame(file: RemoteFile, { response, first, wasRedirected }: Answer): void {
	// The storage behind a redirect has ETags of its own; on the Hub the first answer names the content.
	const tag = first.get("x-linked-etag") ?? (wasRedirected ? null : response.headers.get("etag"));
	if (tag === null || bareTag(tag) === file.etag) return;
	throw downloadFailed("changed", file.url, `"${file.name}" changed on the server while it was loaded.`, {
		hint: "Open the model again; --revision with a commit names files that never change.",
	});
}

/** The next chunk, or an error when none comes in time. */
async function chunkInTime(
	reader: ReadableStreamDefaultReader<Uint8Array>,
	stallMs: number,
): Promise<ReadableStreamReadResult<Uint8Array>> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const stalled = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new TypeError("the connection sends nothing")), stallMs);
	});
	try {
		return await Promise.race([reader.read(), stalled]);
	} finally {
		clearTimeout(timer);
	}
}

/** Writes a body; a connection that breaks is a TypeError. */
async function receive(
	response: Response,
	file: RemoteFile,
	target: PartialFile,
	connection: Connection,
	options: DownloadOptions,
): Promise<void> {
	const reader = response.body?.getReader();
	if (!reader) return;
	try {
		for (;;) {
			options.signal?.throwIfAborted();
			const { done, value } = await chunkInTime(reader, connection.stallMs ?? 60_000);
			if (done) return;
			if (target.byteLength + value.length > file.byteLength) {
				throw downloadFailed(
					"damaged",
					file.url,
					`The server sends more than the ${file.byteLength} bytes that "${file.name}" has.`,
				);
			}
			await target.write(value);
			options.onBytes?.(target.byteLength);
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

/**
 * Downloads a file into a store, continuing what is there: `Range` from the first missing byte, with `If-Range` where the
 * server gave an ETag, so that a changed file is never glued to an old beginning. A cut connection is taken up again; it is
 * given up after `retries` tries that brought nothing.
 *
 * @throws {LvlmError} "download-failed" (see {@link request}; "changed"; "damaged"). @throws {DOMException} AbortError; what was loaded is kept.
 */
export async function downloadFile(
	model: RemoteModel,
	file: RemoteFile,
	target: PartialFile,
	options: DownloadOptions = {},
): Promise<void> {
	const { connection } = model;
	const { retries = 4, retryDelayMs = 500 } = connection;
	const what = `"${file.name}" of "${model.id}"`;
	let storageTag: string | undefined;
	let inVain = 0;
	try {
		if (target.byteLength > file.byteLength) await target.restart();
		options.onBytes?.(target.byteLength);
		while (target.byteLength < file.byteLength) {
			const from = target.byteLength;
			const headers: Record<string, string> = { "accept-encoding": "identity" };
			if (from > 0) {
				headers.range = `bytes=${from}-`;
				if (storageTag) headers["if-range"] = storageTag;
			}
			// The store keeps it; a browser's own cache would keep it a second time.
			const init: RequestInit = { headers, cache: "no-store" };
			const answer = await request(what, file.url, init, connection, options.signal);
			const { response } = answer;
			try {
				checkSame(file, answer);
			} catch (error) {
				await response.body?.cancel();
				throw error;
			}
			const tag = response.headers.get("etag");
			// Weak tags are not allowed in If-Range (RFC 9110, 13.1.5).
			storageTag = tag?.startsWith('"') ? tag : undefined;
			const begins = response.status === 206 ? /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "") : null;
			const start = response.status === 206 ? (begins ? Number(begins[1]) : from) : 0;
			if (start !== from) await target.restart();
			if (start !== 0 && start !== from) {
				await response.body?.cancel();
				inVain++;
			} else {
				try {
					await receive(response, file, target, connection, options);
				} catch (error) {
					options.signal?.throwIfAborted();
					if (!(error instanceof TypeError)) throw error;
				}
			}
			if (target.byteLength === file.byteLength) break;
			inVain = target.byteLength > from ? 0 : inVain + 1;
			if (inVain > retries) {
				throw downloadFailed("network", file.url, `The connection breaks again and again while ${what} is loaded.`, {
					hint: `${target.byteLength} of ${file.byteLength} bytes are kept: open the model again to go on.`,
				});
			}
			await pause(retryDelayMs * 2 ** inVain, options.signal);
		}
		await target.finish();
	} finally {
		await target.close();
	}
}
