export {};

declare const self: ServiceWorkerGlobalScope;

/** What the build puts here: a version, and the files that the page needs to show its examples. */
declare const __SHELL__: { readonly version: string; readonly files: readonly string[] };

const shell = __SHELL__;
const prefix = "lvlm-interpret ";
const cacheName = prefix + shell.version;

/** Without these headers the engine runs on one thread; hosts that cannot send them get them from here. */
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

function isolated(response: Response): Response {
	if (response.status === 0 || !response.ok) return response;
	const headers = new Headers(response.headers);
	for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
	return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** From the cache, else from the network, and then kept: so of the runtimes only the one in use is. */
async function answer(request: Request): Promise<Response> {
	const cache = await caches.open(cacheName);
	const key = request.mode === "navigate" ? new URL("index.html", self.registration.scope).href : request;
	const known = await cache.match(key, { ignoreSearch: request.mode === "navigate" });
	if (known) return isolated(known);
	const response = await fetch(request);
	if (response.status === 200) await cache.put(request, response.clone());
	return isolated(response);
}

self.addEventListener("install", (event) => {
	// `reload`: what the browser's own cache holds may be of an earlier version.
	const requests = shell.files.map((file) => new Request(new URL(file, self.registration.scope), { cache: "reload" }));
	event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
	const tidy = async (): Promise<void> => {
		const names = await caches.keys();
		const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
		await Promise.all(old.map((name) => caches.delete(name)));
		await self.clients.claim();
	};
	event.waitUntil(tidy());
});

self.addEventListener("message", (event) => {
	if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	const scope = new URL(self.registration.scope);
	// Weights have a store of their own; other sites and parts of files are not ours to keep.
	const isOurs = origin === scope.origin && pathname.startsWith(scope.pathname);
	if (!isOurs || request.method !== "GET" || request.headers.has("range")) return;
	if (pathname.startsWith(`${scope.pathname}models/`)) return;
	event.respondWith(answer(request));
});
