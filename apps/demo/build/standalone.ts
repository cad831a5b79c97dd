import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, type Plugin, type UserConfig } from "vite";
// By its path: what runs before the build takes packages from their sources too, and nothing resolves them there.
import { inertScript } from "../../../packages/ui/src/session/inert-script.js";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The page before a session is put into it: script and style inside, nothing to fetch. */
function pageOf(script: string, style: string): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>LVLM-Interpret: why did the model say that?</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<script type="text/plain" id="lvlm-session">%LVLM_SESSION%</script>
<script type="module">${inertScript(script)}</script>
</body>
</html>
`;
}

/** Builds the viewer that is exported with a session in it, as `standalone.html` of the site. */
export function standaloneViewer(shared: Pick<UserConfig, "define">): Plugin {
	let outDir = "";
	return {
		name: "standalone-viewer",
		apply: "build",
		configResolved(config) {
			outDir = config.build.outDir;
		},
		async writeBundle() {
			const result = await build({
				configFile: false,
				root: at("."),
				logLevel: "error",
				publicDir: false,
				plugins: [react()],
				define: shared.define,
				resolve: {
					conditions: ["lvlm-source", "module", "browser", "production"],
					alias: [{ find: /^\.\.?\/workers\.js$/, replacement: at("src/standalone/no-workers.ts") }],
				},
				build: {
					write: false,
					target: "es2022",
					modulePreload: false,
					rolldownOptions: { input: at("src/standalone/main.tsx"), output: { codeSplitting: false } },
				},
			});
			const files = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
			const script = files.flatMap((file) => (file.type === "chunk" ? [file.code] : []));
			const style = files.flatMap((file) =>
				file.type === "asset" && file.fileName.endsWith(".css") ? [String(file.source)] : [],
			);
			if (script.length !== 1) throw new Error(`the standalone viewer has ${script.length} scripts, not one`);
			mkdirSync(outDir, { recursive: true });
			writeFileSync(`${outDir}/standalone.html`, pageOf(script.join(""), style.join("")));
		},
	};
}
