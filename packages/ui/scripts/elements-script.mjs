// Builds the scripts of pages without a bundler, classic scripts both:
// lvlm-elements.js, the `lvlm-*` elements: React, the views and all that they load later;
// lvlm-frame.js, for pages around a frame: `lvlmFrame.connectToFrame`.
//   node packages/ui/scripts/elements-script.mjs            writes them to dist, after `tsup`
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Their entries, the global names of what they export, and the most bytes they may have, gzipped. */
export const pageScripts = {
	"lvlm-elements": { entry: "src/elements-script.ts", global: "lvlmElements", budget: 200_000 },
	"lvlm-frame": { entry: "src/embed/connect-to-frame.ts", global: "lvlmFrame", budget: 3_000 },
};

/** @returns {Promise<{ code: string, bytes: number }>}  `bytes`: gzipped at level 9. */
export async function pageScript(name) {
	const { entry, global } = pageScripts[name];
	const result = await build({
		configFile: false,
		logLevel: "silent",
		resolve: { conditions: ["lvlm-source", "browser", "import", "module", "default"] },
		// What is published, also when a test runs this: no checks of development in JSX.
		oxc: { jsx: { development: false } },
		define: { "process.env.NODE_ENV": '"production"' },
		build: {
			write: false,
			minify: true,
			target: "es2022",
			lib: { entry: at(entry), formats: ["iife"], name: global, fileName: () => `${name}.js` },
		},
	});
	const [chunk, ...others] = [result].flat().flatMap((one) => one.output);
	if (others.length > 0) throw new Error(`more than one file: ${others.map((one) => one.fileName).join(", ")}`);
	// Pages of any charset can load it.
	const code = chunk.code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
	return { code, bytes: gzipSync(code, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { mkdirSync, writeFileSync } = await import("node:fs");
	mkdirSync(at("dist"), { recursive: true });
	for (const [name, { budget }] of Object.entries(pageScripts)) {
		const { code, bytes } = await pageScript(name);
		writeFileSync(at(`dist/${name}.js`), code);
		console.log(`${name}.js: ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000} kB`);
	}
}
