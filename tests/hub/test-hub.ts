import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** One request as a server saw it. */
export interface Seen {
	readonly server: "hub" | "storage";
	readonly method: string;
	readonly path: string;
	readonly range: string | undefined;
	readonly ifRange: string | undefined;
	readonly authorization: string | undefined;
}

/** What goes wrong, and how often. Changed by tests while the servers run. */
export interface Faults {
	/** The storage cuts the connection after so many bytes of a body, this many times. */
	cutAfterBytes?: number;
	cuts: number;
	/** The next requests to the hub are answered so. */
	answers: { status: number; headers?: Record<string, string> }[];
	/** The hub names another content in the headers of files than in the list. */
	changedTag?: string;
	/** The storage has another ETag from now on. */
	storageTag?: string;
	/** A bit of every body is flipped. */
	damage?: boolean;
	/** Ranges are ignored. */
	noRanges?: boolean;
}

interface Known {
	readonly path: string;
	readonly byteLength: number;
	readonly isLarge: boolean;
	readonly digest: string;
}

export interface TestHub {
	readonly endpoint: string;
	readonly commit: string;
	readonly seen: Seen[];
	readonly faults: Faults;
	/** Bytes of bodies that both servers sent. */
	sentBytes(): number;
	forget(): void;
	close(): Promise<void>;
}

export interface TestHubOptions {
	/** Hub id to folder. */
	readonly models: Readonly<Record<string, string>>;
	/** This token is needed. */
	readonly token?: string;
	/** The model is gated: a token that is not this one gets 403. */
	readonly isGated?: boolean;
	/** Files that are stored elsewhere, as Git LFS does. Default *.safetensors. */
	readonly isLarge?: (name: string) => boolean;
	/** Large files get this for a digest instead of being hashed: for sparse files of many gigabytes. */
	readonly skipsHashing?: boolean;
	/** Origins of pages may read the answers. */
	readonly allowsPages?: boolean;
}

function known(folder: string, options: TestHubOptions): Map<string, Known> {
	const isLarge = options.isLarge ?? ((name: string) => name.endsWith(".safetensors"));
	return new Map(
		readdirSync(folder)
			.filter((name) => statSync(join(folder, name)).isFile())
			.map((name): [string, Known] => {
				const path = join(folder, name);
				const byteLength = statSync(path).size;
				const large = isLarge(name);
				const bytes = (): Buffer => readFileSync(path);
				const digest = !large
					? createHash("sha1").update(`blob ${byteLength}\0`).update(bytes()).digest("hex")
					: createHash("sha256")
							.update(options.skipsHashing ? name : bytes())
							.digest("hex");
				return [name, { path, byteLength, isLarge: large, digest }];
			}),
	);
}

const listen = (server: Server): Promise<string> =>
	new Promise((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
	);

/**
 * Two servers on this machine that behave like the Hub and the storage behind it: the list of files with commit, sizes and
 * digests; files under `/resolve/<revision>/`, small ones with their git id for ETag, large ones as a redirect to the
 * storage with `X-Linked-Etag` and `X-Linked-Size`; ranges; refusals with `X-Error-Code`; and faults on request.
 */
export async function startTestHub(options: TestHubOptions): Promise<TestHub> {
	const seen: Seen[] = [];
	const faults: Faults = { cuts: 0, answers: [] };
	const models = new Map(Object.entries(options.models).map(([id, folder]) => [id, known(folder, options)]));
	const commit = createHash("sha1").update(JSON.stringify(options.models)).digest("hex");
	let sent = 0;

	const note = (server: Seen["server"], request: IncomingMessage): void => {
		seen.push({
			server,
			method: request.method ?? "",
			path: (request.url ?? "").split("?")[0] as string,
			range: request.headers.range,
			ifRange: request.headers["if-range"] as string | undefined,
			authorization: request.headers.authorization,
		});
	};
	const allowPages = (response: ServerResponse): void => {
		if (!options.allowsPages) return;
		response.setHeader("access-control-allow-origin", "*");
		response.setHeader("access-control-allow-headers", "*");
		response.setHeader("access-control-allow-methods", "GET, HEAD, OPTIONS");
		response.setHeader("access-control-expose-headers", "*, etag, content-range, x-linked-etag, x-repo-commit");
	};
	const refuse = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void => {
		response.writeHead(status, headers).end(status === 401 ? "Unauthorized" : "");
	};

	const send = (request: IncomingMessage, response: ServerResponse, file: Known, tag: string): void => {
		const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
		const condition = request.headers["if-range"];
		const isPart = asked !== null && !faults.noRanges && (condition === undefined || condition === `"${tag}"`);
		const start = isPart ? Number(asked[1]) : 0;
		const end = isPart && asked[2] ? Number(asked[2]) + 1 : file.byteLength;
		if (start >= file.byteLength && file.byteLength > 0) {
			refuse(response, 416, { "content-range": `bytes */${file.byteLength}` });
			return;
		}
		response.writeHead(isPart ? 206 : 200, {
			etag: `"${tag}"`,
			"accept-ranges": "bytes",
			"content-length": String(end - start),
			...(isPart ? { "content-range": `bytes ${start}-${end - 1}/${file.byteLength}` } : {}),
		});
		if (request.method === "HEAD" || end === start) {
			response.end();
			return;
		}
		let room = Number.POSITIVE_INFINITY;
		if (faults.cutAfterBytes !== undefined && faults.cuts > 0 && end - start > faults.cutAfterBytes) {
			faults.cuts--;
			room = faults.cutAfterBytes;
		}
		const stream = createReadStream(file.path, { start, end: end - 1, highWaterMark: 1 << 16 });
		stream.on("data", (chunk) => {
			const bytes = Buffer.from(chunk as Buffer);
			if (faults.damage) bytes[0] = (bytes[0] as number) ^ 1;
			const piece = bytes.subarray(0, room);
			room -= piece.length;
			sent += piece.length;
			response.write(piece, () => {
				if (room > 0) return;
				stream.destroy();
				request.socket.destroy();
			});
			if (room <= 0) stream.pause();
		});
		stream.on("end", () => response.end());
	};

	const storage = createServer((request, response) => {
		note("storage", request);
		allowPages(response);
		if (request.method === "OPTIONS") return refuse(response, 204);
		const [, id, name] = /^\/([^/]+%2F[^/]+)\/([^/?]+)/.exec(request.url ?? "") ?? [];
		const file = models.get(decodeURIComponent(id ?? ""))?.get(name ?? "");
		if (!file) return refuse(response, 404);
		// The storage's own tag, which is not the digest.
		send(request, response, file, faults.storageTag ?? `s-${file.digest.slice(0, 12)}`);
	});
	// Another host too, not only another port: clients may treat redirects within a host as the same place.
	const storageAddress = (await listen(storage)).replace("127.0.0.1", "localhost");

	const hub = createServer((request, response) => {
		note("hub", request);
		allowPages(response);
		if (request.method === "OPTIONS") return refuse(response, 204);
		const fault = faults.answers.shift();
		if (fault) return refuse(response, fault.status, fault.headers);
		const path = decodeURIComponent((request.url ?? "").split("?")[0] as string);
		const [, ofApi, ofApiRevision] = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(path) ?? [];
		const [, ofFile, revision, name] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
		const [, ofTree] = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/[^/]+$/.exec(path) ?? [];
		const files = models.get(ofApi ?? ofFile ?? ofTree ?? "");
		const given = request.headers.authorization;
		if (!files) {
			return refuse(response, given ? 404 : 401, { "x-error-code": "RepoNotFound" });
		}
		if (options.token && given !== `Bearer ${options.token}`) {
			if (options.isGated) return refuse(response, given ? 403 : 401, { "x-error-code": "GatedRepo" });
			return refuse(response, 401, given ? {} : { "x-error-code": "RepoNotFound" });
		}
		if (ofTree) {
			// Python's tools ask this too.
			const tree = [...files].map(([name, { byteLength, isLarge, digest }]) => ({
				type: "file",
				path: name,
				size: byteLength,
				oid: isLarge ? "0".repeat(40) : digest,
				...(isLarge ? { lfs: { oid: digest, size: byteLength, pointerSize: 134 } } : {}),
			}));
			response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(tree));
			return;
		}
		if (!["main", "v1", commit].includes(ofApiRevision ?? revision ?? "")) {
			return refuse(response, 404, { "x-error-code": "RevisionNotFound" });
		}
		if (ofApi) {
			const siblings = [...files].map(([rfilename, file]) => ({
				rfilename,
				size: file.byteLength,
				blobId: file.isLarge ? "0".repeat(40) : file.digest,
				...(file.isLarge ? { lfs: { sha256: file.digest, size: file.byteLength, pointerSize: 134 } } : {}),
			}));
			const body = JSON.stringify({ id: ofApi, sha: commit, private: false, gated: false, siblings });
			sent += body.length;
			response.writeHead(200, { "content-type": "application/json" }).end(body);
			return;
		}
		const file = files.get(name ?? "");
		if (!file) return refuse(response, 404, { "x-error-code": "EntryNotFound" });
		response.setHeader("x-repo-commit", commit);
		const tag = faults.changedTag ?? file.digest;
		if (!file.isLarge) return send(request, response, file, tag);
		response.setHeader("x-linked-etag", `"${tag}"`);
		response.setHeader("x-linked-size", String(file.byteLength));
		const location = `${storageAddress}/${encodeURIComponent(ofFile as string)}/${name}?X-Signature=secret`;
		refuse(response, 302, { location });
	});
	const endpoint = await listen(hub);
	const end = (server: Server): Promise<void> =>
		new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	return {
		endpoint,
		commit,
		seen,
		faults,
		sentBytes: () => sent,
		forget() {
			seen.length = 0;
			sent = 0;
		},
		async close() {
			await end(hub);
			await end(storage);
		},
	};
}
