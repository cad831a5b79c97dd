import { cpSync, createReadStream, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

const models = fileURLToPath(new URL("../../models/", import.meta.url));
const shipped = ["shapes-llava"];

/** The embedded model as files of the site, `models/<name>/…`: served while developing, copied when built. */
function embeddedModels(): Plugin {
	let outDir = "";
	return {
		name: "embedded-models",
		configResolved(config) {
			outDir = config.build.outDir;
		},
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				const [, name, file] = /^\/models\/([\w-]+)\/([\w.-]+)$/.exec(request.url?.split("?")[0] ?? "") ?? [];
				const path = name && shipped.includes(name) ? `${models}${name}/${file}` : "";
				if (!existsSync(path)) return next();
				response.setHeader("Content-Type", "application/octet-stream");
				createReadStream(path).pipe(response);
			});
		},
		writeBundle() {
			for (const name of shipped) cpSync(models + name, `${outDir}/models/${name}`, { recursive: true });
		},
	};
}

const { version } = JSON.parse(readFileSync(new URL("../../packages/cli/package.json", import.meta.url), "utf8"));

/** Without these headers the engine runs on one thread. */
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** A static site that works from any path: all addresses are relative. */
export default defineConfig({
	base: "./",
	plugins: [react(), embeddedModels()],
	// The packages from their sources: nothing has to be built before.
	resolve: { conditions: ["lvlm-source", ...defaultClientConditions] },
	define: { __LVLM_VERSION__: JSON.stringify(version) },
	worker: { format: "es" },
	build: { target: "es2022", modulePreload: { polyfill: false } },
	server: { host: "127.0.0.1", headers: isolation },
	preview: { host: "127.0.0.1", headers: isolation },
});
