// How long a causal graph takes to lay out: 60 nodes with 60, 90 and 150 edges, 20 seeded graphs each, in Node and in headless Chromium.
//
//   node bench/ui/graph-layout.mjs
//
// Prints the first run of a page (code not yet compiled by the engine), median and largest. Aim: 60 nodes under 200 ms.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(new URL("../../packages/ui/package.json", import.meta.url));
const { build } = await import(pathToFileURL(require.resolve("vite")));
const { chromium } = require("playwright");

const [output] = await build({
	configFile: false,
	logLevel: "silent",
	build: {
		write: false,
		minify: true,
		lib: {
			entry: fileURLToPath(new URL("../../packages/ui/src/causal/layered-layout.ts", import.meta.url)),
			formats: ["es"],
		},
	},
});
const code = output.output[0].code;
const address = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;

/** Milliseconds of each layout. Runs in Node and in the page. */
async function measure({ address, edgeCount, graphs }) {
	const { layeredLayout } = await import(address);
	const times = [];
	for (let seed = 1; seed <= graphs; seed++) {
		let state = seed;
		// mulberry32
		const random = () => {
			state = (state + 0x6d2b79f5) >>> 0;
			let t = Math.imul(state ^ (state >>> 15), 1 | state);
			t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
			return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
		};
		const sizes = new Map(Array.from({ length: 60 }, (_, id) => [id, { width: 46, height: 56 }]));
		const edges = new Map();
		while (edges.size < edgeCount) {
			const [a, b] = [Math.floor(random() * 60), Math.floor(random() * 60)];
			if (a !== b) edges.set(`${Math.min(a, b)} ${Math.max(a, b)}`, { from: Math.min(a, b), to: Math.max(a, b) });
		}
		const start = performance.now();
		layeredLayout(sizes, [...edges.values()], { direction: "across", width: 900 });
		times.push(performance.now() - start);
	}
	return times;
}

function report(where, edgeCount, times) {
	const sorted = [...times].sort((a, b) => a - b);
	const [first, median, most] = [times[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
	console.log(
		`${where}, 60 nodes, ${edgeCount} edges: first ${first.toFixed(0)} ms, median ${median.toFixed(0)} ms, largest ${most.toFixed(0)} ms`,
	);
}

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
console.log(`Node ${process.version}, Chromium ${browser.version()}, ${cpus()[0].model}, ${cpus().length} cores`);
for (const edgeCount of [60, 90, 150]) {
	report("Node", edgeCount, await measure({ address: `${address}#${edgeCount}`, edgeCount, graphs: 20 }));
	const page = await browser.newPage();
	report("Chromium", edgeCount, await page.evaluate(measure, { address, edgeCount, graphs: 20 }));
	await page.close();
}
await browser.close();
