// Builds the one script of the `lvlm-*` elements: React, the views and all that they load later, for pages without a bundler.
//   node packages/ui/scripts/elements-script.mjs            writes dist/lvlm-elements.js, a classic script; after `tsup`
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Most bytes of the script, gzipped. */
export const scriptBudget = 200_000;

/** @returns {Promise<{ code: string, bytes: number }>}  `bytes`: gzipped at level 9. */
export async function elementsScript() {
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
			lib: { entry: at("src/elements-script.ts"), formats: ["iife"], name: "lvlmElements", fileName: () => "lvlm-elements.js" },
		},
	});
	const [chunk, ...others] = [result].flat().flatMap((one) => one.output);
	if (others.length > 0) throw new Error(`more than one file: ${others.map((one) => one.fileName).join(", ")}`);
	return { code: chunk.code, bytes: gzipSync(chunk.code, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { mkdirSync, writeFileSync } = await import("node:fs");
	const { code, bytes } = await elementsScript();
	mkdirSync(at("dist"), { recursive: true });
	writeFileSync(at("dist/lvlm-elements.js"), code);
	console.log(`lvlm-elements.js: ${(bytes / 1000).toFixed(1)} kB of ${scriptBudget / 1000} kB`);
}
