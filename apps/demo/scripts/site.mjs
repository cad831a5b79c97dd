// The built demo as a site on the loopback, and a browser to visit it with: for the scripts beside this file.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";

const types = {
	".html": "text/html",
	".js": "text/javascript",
	".css": "text/css",
	".wasm": "application/wasm",
	".json": "application/json",
	".svg": "image/svg+xml",
};

/** Serves a folder. @param seen  Told each answered path and its bytes. */
export async function serve(folder, { isolated = true, seen = () => undefined } = {}) {
	const headers = isolated
		? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }
		: {};
	const server = createServer((request, response) => {
		const path = normalize(decodeURIComponent(new URL(request.url, "http://site").pathname));
		const asked = join(folder, path);
		const file = existsSync(asked) && statSync(asked).isDirectory() ? join(asked, "index.html") : asked;
		if (!existsSync(file)) return response.writeHead(404).end();
		const { size } = statSync(file);
		const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
		const start = range ? Number(range[1]) : 0;
		const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
		seen(path, request.method === "HEAD" ? 0 : end - start + 1);
		response.writeHead(range ? 206 : 200, {
			...headers,
			"content-type": types[extname(file)] ?? "application/octet-stream",
			"content-length": end - start + 1,
			"accept-ranges": "bytes",
			...(range ? { "content-range": `bytes ${start}-${end}/${size}` } : {}),
		});
		if (request.method === "HEAD") return response.end();
		createReadStream(file, { start, end }).pipe(response);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Chromium; CHROMIUM_PATH names another one than the usual. */
export async function startChromium(args = []) {
	const ofUi = createRequire(new URL("../../../packages/ui/package.json", import.meta.url));
	const { chromium } = ofUi("playwright");
	const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
	const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
	return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking", ...args] });
}
