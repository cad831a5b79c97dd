import { createHash } from "node:crypto";
import { cpSync, createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { standaloneViewer } from "./build/standalone.js";

const models = fileURLToPath(new URL("../../models/", import.meta.url));

/** Folders of `models/` by the path that they have in the site, with what is published of them. */
const shipped: Readonly<Record<string, { readonly folder: string; readonly files: RegExp }>> = {
	"models/shapes-llava": { folder: "shapes-llava", files: /^[\w.-]+$/ },
	evaluation: { folder: "evaluation", files: /^(questions\.jsonl|(images|masks)\/\w+\.png)$/ },
};

/** The embedded model and its evaluation set as files of the site: served while developing, copied when built. */
function embeddedFiles(): Plugin {
	let outDir = "";
	return {
		name: "embedded-files",
		configResolved(config) {
			outDir = config.build.outDir;
		},
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				const path = request.url?.split("?")[0]?.slice(1) ?? "";
				const [at, { folder, files } = { folder: "", files: /$^/ }] =
					Object.entries(shipped).find(([name]) => path.startsWith(`${name}/`)) ?? [];
				const file = path.slice((at?.length ?? 0) + 1);
				if (!files.test(file) || !existsSync(`${models}${folder}/${file}`)) return next();
				response.setHeader("Content-Type", "application/octet-stream");
				createReadStream(`${models}${folder}/${file}`).pipe(response);
			});
		},
		writeBundle() {
			for (const [at, { folder, files }] of Object.entries(shipped)) {
				const from = models + folder;
				const isPublished = (path: string): boolean =>
					statSync(path).isDirectory() || files.test(path.slice(from.length + 1));
				cpSync(from, `${outDir}/${at}`, { recursive: true, filter: isPublished });
			}
		},
	};
}

const { version } = JSON.parse(readFileSync(new URL("../../packages/cli/package.json", import.meta.url), "utf8"));

/**
 * Tells the service worker what the page needs to show its examples: all that was built and all public files, but the engine and its
 * runtimes, which are kept when they are first used.
 */
function offlineShell(): Plugin {
	let publicDir = "";
	return {
		name: "offline-shell",
		configResolved(config) {
			publicDir = config.publicDir;
		},
		generateBundle(_, bundle) {
			const script = bundle["service-worker.js"];
			if (script?.type !== "chunk") throw new Error("the service worker was not built");
			// Scripts and runtimes of the engine's worker are assets to the page's own build.
			const isOfPage = ([name, { type }]: [string, { type: string }]) => type === "chunk" || !/\.(js|wasm)$/.test(name);
			const built = Object.entries(bundle)
				.filter(isOfPage)
				.map(([name]) => name)
				.filter((name) => name !== "service-worker.js");
			const open = readdirSync(publicDir, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => `${entry.parentPath}/${entry.name}`.slice(publicDir.length + 1));
			const hash = createHash("sha256").update(built.join("\n"));
			for (const name of open) hash.update(name).update(readFileSync(`${publicDir}/${name}`));
			const shell = {
				version: hash.digest("hex").slice(0, 12),
				files: ["index.html", "standalone.html", ...built, ...open],
			};
			script.code = script.code.replaceAll("__SHELL__", JSON.stringify({ ...shell, files: [...new Set(shell.files)] }));
		},
	};
}

/** Without these headers the engine runs on one thread. */
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const define = { __LVLM_VERSION__: JSON.stringify(version) };

/** A static site that works from any path: all addresses are relative. */
export default defineConfig({
	base: "./",
	plugins: [react(), embeddedFiles(), standaloneViewer({ define }), offlineShell()],
	// The packages from their sources: nothing has to be built before.
	resolve: { conditions: ["lvlm-source", ...defaultClientConditions] },
	define,
	worker: { format: "es" },
	build: {
		target: "es2022",
		modulePreload: { polyfill: false },
		rolldownOptions: {
			input: { index: "index.html", "service-worker": "src/offline/service-worker.ts" },
			output: {
				// A service worker's place decides what it serves, and its name may not change.
				entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
			},
		},
	},
	server: { host: "127.0.0.1", headers: isolation },
	preview: { host: "127.0.0.1", headers: isolation },
});
