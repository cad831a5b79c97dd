import type { Connection } from "./request.js";

/** A file on a server. */
export interface RemoteFile {
	/** Relative to the model's folder. */
	readonly name: string;
	readonly byteLength: number;
	readonly url: string;
	/** What names this content: on the Hub the SHA-256 of a large file or the git id of a small one, elsewhere the ETag. */
	readonly etag: string;
	/** What the bytes must hash to, where that is known: "git" is SHA-1 of `blob <size>\0` and the bytes. */
	readonly digest?: { readonly algorithm: "sha256" | "git"; readonly hex: string };
}

/** A model on a server, at one commit: nothing but the list of its files has been read. */
export interface RemoteModel {
	/** Hub id or address. */
	readonly id: string;
	/** The branch, tag or commit that was asked for. */
	readonly revision: string;
	/** The commit behind it; for a URL a hash of the names and ETags. */
	readonly commit: string;
	readonly files: readonly RemoteFile[];
	readonly connection: Connection;
}

/** The ETag without quotes and weakness mark. */
export function bareTag(etag: string): string {
	return etag.replace(/^W\//, "").replace(/^"|"$/g, "");
}

/**
 * The name under which a file's content is kept, safe as a file name. A digest names content wherever it is; an ETag only
 * tells versions of one file apart (RFC 9110, 8.8.3), so the file's name belongs to it.
 */
export function contentKey({ name, etag, byteLength, digest }: RemoteFile): string {
	return digest ? etag : encodeURIComponent(`${name} ${etag} ${byteLength}`).replaceAll("*", "%2A");
}
