import { LvlmError } from "@lvlm-interpret/core";
import { downloadFailed } from "../remote/failure.js";
import { headFile } from "../remote/head.js";
import type { RemoteFile, RemoteModel } from "../remote/remote-model.js";
import { type Connection, requestJson } from "../remote/request.js";
import { isHubId, isPlainPath } from "./hub-id.js";

/** The public Hub. */
export const publicHub: string = "https://huggingface.co";

export interface HubModelOptions extends Connection {
	/** Branch, tag or commit. Default "main". */
	readonly revision?: string;
	/** Address of the Hub; default {@link publicHub}. */
	readonly endpoint?: string;
	readonly signal?: AbortSignal;
}

/** A file as the Hub's API lists it. `blobId` is git's name of the content; large files have a SHA-256 instead. */
interface Sibling {
	readonly rfilename?: unknown;
	readonly size?: unknown;
	readonly blobId?: unknown;
	readonly lfs?: { readonly sha256?: unknown; readonly size?: unknown } | null;
}

const isHex = (value: unknown, length: number): value is string =>
	typeof value === "string" && value.length === length && /^[0-9a-f]+$/.test(value);

function describe(sibling: Sibling, url: string): RemoteFile | undefined {
	const name = sibling.rfilename as string;
	if (isHex(sibling.lfs?.sha256, 64)) {
		const hex = sibling.lfs.sha256;
		const byteLength = Number(sibling.lfs.size ?? sibling.size);
		return { name, byteLength, url, etag: hex, digest: { algorithm: "sha256", hex } };
	}
	if (isHex(sibling.blobId, 40) && Number.isSafeInteger(sibling.size)) {
		const hex = sibling.blobId;
		return { name, byteLength: sibling.size as number, url, etag: hex, digest: { algorithm: "git", hex } };
	}
	return undefined;
}

/** On the Hub the ETag is the digest. */
function withDigest(file: RemoteFile): RemoteFile {
	if (isHex(file.etag, 64)) return { ...file, digest: { algorithm: "sha256", hex: file.etag } };
	return isHex(file.etag, 40) ? { ...file, digest: { algorithm: "git", hex: file.etag } } : file;
}

/** Files that a model can be made of; the rest of a repository (PyTorch and ONNX weights, pictures) is never looked at. */
const isOfInterest = (name: string): boolean => /^[^/]+\.(json|jinja|safetensors)$/.test(name);

/**
 * Asks the Hub what a model consists of: its commit, and names, sizes and digests of its files. One request; a mirror that does not
 * say sizes is asked file by file.
 *
 * @throws {LvlmError} "invalid-argument" for a name that is no Hub id; "download-failed". @throws {DOMException} AbortError
 * Source: the Hub's HTTP API, GET /api/models/{id}/revision/{revision}?blobs=true.
 */
export async function hubModel(id: string, options: HubModelOptions = {}): Promise<RemoteModel> {
	const { revision = "main", endpoint = publicHub, signal, ...connection } = options;
	if (!isHubId(id)) {
		throw new LvlmError("invalid-argument", `"${id}" is no name of a model on the Hub.`, {
			name: "source",
			expected: "organisation/name",
			actual: id,
		});
	}
	const base = endpoint.replace(/\/+$/, "");
	const what = `"${id}"${revision === "main" ? "" : ` (revision "${revision}")`}`;
	const url = `${base}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
	const answer = (await requestJson(what, url, connection, signal)) as
		| { sha?: unknown; siblings?: unknown }
		| undefined;
	if (!isHex(answer?.sha, 40) || !Array.isArray(answer.siblings)) {
		throw downloadFailed("server", url, `The answer about ${what} is none that a Hub gives.`, {
			hint: `Is ${base} a Hub? HF_ENDPOINT names it.`,
		});
	}
	const commit = answer.sha;
	const siblings = (answer.siblings as Sibling[]).filter(
		({ rfilename }) => typeof rfilename === "string" && isPlainPath(rfilename) && isOfInterest(rfilename),
	);
	const files: RemoteFile[] = [];
	for (const sibling of siblings) {
		const name = sibling.rfilename as string;
		const address = `${base}/${id}/resolve/${commit}/${encodeURIComponent(name)}`;
		files.push(describe(sibling, address) ?? withDigest(await headFile(name, address, connection, signal)));
	}
	return { id, revision, commit, files, connection };
}
