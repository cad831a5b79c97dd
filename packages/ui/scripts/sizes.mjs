// Sizes of the entries: minified, gzip level 9, without React, each with all that it loads at once (not what it loads later).
//   node packages/ui/scripts/sizes.mjs
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** Most bytes an entry may have. */
export const budgets = {
	index: 30_000,
	tables: 15_000,
	charts: 10_000,
	graph: 30_000,
	evaluate: 15_000,
	controls: 90_000,
	session: 15_000,
	elements: 50_000,
};

/** Gzipped bytes of an entry. */
export async function entrySize(name) {
	const entry = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
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
			lib: { entry, formats: ["es"], fileName: name },
			rollupOptions: { external: [/^react(-dom)?(\/|$)/] },
		},
	});
	const chunks = [result].flat().flatMap((one) => one.output);
	const files = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
	const reached = new Set();
	const visit = (chunk) => {
		if (!chunk || reached.has(chunk)) return;
		reached.add(chunk);
		for (const file of chunk.imports ?? []) visit(files.get(file));
	};
	for (const chunk of chunks) if (chunk.isEntry) visit(chunk);
	const code = [...reached].map((chunk) => chunk.code).join("\n");
	return { bytes: gzipSync(code, { level: 9 }).length, loadsLater: chunks.length - reached.size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	for (const [name, budget] of Object.entries(budgets)) {
		const { bytes } = await entrySize(name);
		console.log(`${name}: ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000} kB`);
	}
}
