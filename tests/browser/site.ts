import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const ofUi = createRequire(at("packages/ui/package.json"));

/** A page built by Vite from the sources, as an app would build it, in a folder of its own. */
export interface BuiltPage {
	readonly folder: string;
	remove(): void;
}

interface Vite {
	build(config: object): Promise<unknown>;
}

/** @param page  A folder with index.html, from the repository's root. */
export async function buildPage(page: string, options: { readonly minify?: boolean } = {}): Promise<BuiltPage> {
	const vite = (await import(ofUi.resolve("vite"))) as Vite;
	const folder = mkdtempSync(join(tmpdir(), "lvlm-page-"));
	await vite.build({
		root: at(page),
		configFile: false,
		logLevel: "error",
		resolve: { conditions: ["lvlm-source", "browser", "import", "module", "default"] },
		build: {
			outDir: folder,
			emptyOutDir: true,
			target: "esnext",
			reportCompressedSize: false,
			...(options.minify ? {} : { minify: false }),
		},
	});
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const types: Readonly<Record<string, string>> = {
	".html": "text/html",
	".js": "text/javascript",
	".mjs": "text/javascript",
	".css": "text/css",
	".wasm": "application/wasm",
	".json": "application/json",
};

/** A request that came in. */
export interface SeenRequest {
	readonly path: string;
	/** Bytes of the answer's body. */
	readonly bytes: number;
}

/** An app's own server. */
export interface Site {
	readonly origin: string;
	/** What was asked for since the start or the last {@link Site.forget}. */
	readonly seen: readonly SeenRequest[];
	forget(): void;
	close(): void;
}

export interface SiteOptions {
	/** Folders by the first part of the path; "" is the page's. */
	readonly folders: Readonly<Record<string, string>>;
	/** Sends the headers that isolate the page, so that threads may share memory. */
	readonly isolated: boolean;
	/** A content security policy. */
	readonly policy?: string;
}

/** Serves folders on the loopback, with ranges and ETags. */
export async function startSite({ folders, isolated, policy }: SiteOptions): Promise<Site> {
	let seen: SeenRequest[] = [];
	const isolation = {
		"cross-origin-opener-policy": "same-origin",
		"cross-origin-embedder-policy": "require-corp",
		"cross-origin-resource-policy": "same-origin",
	};
	function answer(request: IncomingMessage, response: ServerResponse): void {
		const path = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
		const [, first = "", ...rest] = path.split("/");
		const file = first in folders ? join(folders[first] as string, ...rest) : join(folders[""] as string, path);
		const target = existsSync(file) && statSync(file).isDirectory() ? join(file, "index.html") : file;
		if (!existsSync(target) || path.includes("..")) {
			seen.push({ path, bytes: 0 });
			response.writeHead(404).end();
			return;
		}
		const { size, mtimeMs } = statSync(target);
		const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
		const start = range ? Number(range[1]) : 0;
		const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
		const bytes = request.method === "HEAD" ? 0 : end - start + 1;
		seen.push({ path, bytes });
		response.writeHead(range ? 206 : 200, {
			"content-type": types[extname(target)] ?? "application/octet-stream",
			"content-length": end - start + 1,
			"accept-ranges": "bytes",
			etag: `"${size}-${mtimeMs}"`,
			...(range ? { "content-range": `bytes ${start}-${end}/${size}` } : {}),
			...(isolated ? isolation : {}),
			...(policy === undefined ? {} : { "content-security-policy": policy }),
		});
		if (request.method === "HEAD") response.end();
		else createReadStream(target, { start, end }).pipe(response);
	}
	const server = createServer(answer);
	await listen(server);
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get seen() {
			return seen;
		},
		forget() {
			seen = [];
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

function listen(server: Server): Promise<void> {
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
}

/** The rest of the world: a proxy that refuses everything and remembers who was called. */
export interface Outside {
	readonly address: string;
	/** Hosts and addresses that were asked for. */
	readonly called: readonly string[];
	forget(): void;
	close(): void;
}

/** Chromium itself asks there what the fields of a form are for. */
const ofChromium = "content-autofill.googleapis.com:443";

/** To be given to a browser context as its proxy, for everything but the site: what leaves the origin, from whatever thread, comes here. */
export async function startOutside(): Promise<Outside> {
	let called: string[] = [];
	const server = createServer((request, response) => {
		called.push(request.url ?? "");
		response.writeHead(502).end();
	});
	server.on("connect", (request: IncomingMessage, socket: Socket) => {
		if (request.url !== ofChromium) called.push(request.url ?? "");
		socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
	});
	await listen(server);
	return {
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get called() {
			return called;
		},
		forget() {
			called = [];
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** The browser's program; undefined where there is none. */
export const chromiumPath: string | undefined = [process.env.CHROMIUM_PATH, ...usual].find(
	(path) => path && existsSync(path),
);

/** What is used of a page: a function runs in it. */
export interface Page {
	goto(url: string): Promise<unknown>;
	evaluate<A, R>(run: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
	evaluate<R>(run: () => R | Promise<R>): Promise<R>;
	waitForFunction(run: () => unknown): Promise<unknown>;
	setDefaultTimeout(ms: number): void;
	setInputFiles(selector: string, path: string): Promise<void>;
	click(selector: string): Promise<void>;
	screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
	on(event: "console", listener: (message: { text(): string }) => void): void;
	on(event: "pageerror", listener: (error: Error) => void): void;
	close(): Promise<void>;
}
export interface BrowserContext {
	newPage(): Promise<Page>;
	addInitScript(run: () => void): Promise<void>;
	newCDPSession(page: Page): Promise<{ send(method: string, parameters: object): Promise<unknown> }>;
	close(): Promise<void>;
}
export interface Browser {
	newContext(options?: object): Promise<BrowserContext>;
	close(): Promise<void>;
}

/** Starts Chromium; with `webgpu`, on its software adapter. */
export async function launchChromium(
	options: { readonly webgpu?: boolean; readonly arguments?: readonly string[] } = {},
): Promise<Browser> {
	const { chromium } = ofUi("playwright") as { chromium: { launch(options: object): Promise<Browser> } };
	const args = ["--no-sandbox", ...(options.arguments ?? [])];
	if (options.webgpu) args.push("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");
	return chromium.launch({ executablePath: chromiumPath, args });
}
