import { bareTag, type RemoteFile } from "./remote-model.js";
import { type Connection, request } from "./request.js";

/**
 * Size and ETag of one file by a HEAD request. The Hub describes a large file in `X-Linked-Etag` and `X-Linked-Size` of the
 * answer that redirects; a plain server in `ETag` (or `Last-Modified`) and `Content-Length`.
 *
 * @throws {LvlmError} "download-failed"
 */
export async function headFile(
	name: string,
	url: string,
	connection: Connection,
	signal?: AbortSignal,
): Promise<RemoteFile & { readonly commit: string | undefined }> {
	// Compression would change Content-Length.
	const init = { method: "HEAD", headers: { "accept-encoding": "identity" } };
	const { response, first } = await request(`"${name}"`, url, init, connection, signal);
	const headers = response.headers;
	const size = Number(first.get("x-linked-size") ?? headers.get("content-length") ?? Number.NaN);
	const tag = first.get("x-linked-etag") ?? first.get("etag") ?? headers.get("etag");
	const etag = tag === null ? `${headers.get("last-modified") ?? "undated"} ${size}` : bareTag(tag);
	return { name, byteLength: size, url, etag, commit: first.get("x-repo-commit") ?? undefined };
}
