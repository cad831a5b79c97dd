// Both backends side by side on the embedded model, by device, in Node and in Chromium: the table of docs/backends.md.
//
//   node bench/backends/backends.mjs [--repeats n] [--limit seconds] [--no-minify] [row …]      after `npm start` or `pnpm build`
//
// A row is where/backend/device ("Node/onnx/cpu", "Chromium/tfjs/webgl"); default: all that run here. WebGPU and WebGL of Chromium run on
// SwiftShader, once more instead of `n` times, which says nothing about graphics cards; name them to have them measured. tfjs-node is measured where
// scripts/build-tfjs-node.mjs has built it.
//
// Prints milliseconds as Markdown: the first question with all compiling, then medians of `n` (default 3) further ones. A row that is not done after
// `--limit` seconds (default 480) is cut off and shows what it had; each step is told on the error stream as it ends. `--no-minify` builds the page
// without a minifier: TensorFlow.js then runs WebAssembly on threads.
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import { measure } from "./measure.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { values, positionals } = parseArgs({
	options: {
		repeats: { type: "string", default: "3" },
		limit: { type: "string", default: "480" },
		minify: { type: "boolean", default: true },
	},
	allowNegative: true,
	allowPositionals: true,
});
const repeats = Number(values.repeats);
const picture = readFileSync(at("models/examples/colour.png"));
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";

const tfjsNode = process.env.LVLM_TFJS_NODE ?? at("node_modules/.cache/tfjs-node");
const inNode = {
	"Node/onnx/cpu": () => onnxBackend({ device: "cpu" }),
	"Node/tfjs/wasm": () => tfjsBackend({ device: "wasm" }),
	"Node/tfjs/cpu": () => tfjsBackend({ device: "cpu" }),
	...(existsSync(tfjsNode) && {
		"Node/tfjs/node": () => {
			const find = createRequire(join(tfjsNode, "package.json"));
			return tfjsBackend({
				device: "node",
				modules: { "@tensorflow/tfjs-node": async () => find("@tensorflow/tfjs-node") },
			});
		},
	}),
};
const inChromium = ["Chromium/onnx/wasm", "Chromium/tfjs/wasm", "Chromium/tfjs/cpu"];
const onSoftware = ["Chromium/tfjs/webgl", "Chromium/onnx/webgpu", "Chromium/tfjs/webgpu"];

const rows = positionals.length > 0 ? positionals : [...Object.keys(inNode), ...inChromium];
const known = [...Object.keys(inNode), ...inChromium, ...onSoftware];
const unknown = rows.find((row) => !known.includes(row));
if (unknown) throw new Error(`"${unknown}" is not measured here. Rows: ${known.join(", ")}.`);

const print = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const steps = ["Answer", "Attention", "Relevancy"];

/** Measures a row within the limit and prints it. `run` is given what to call with each lap, and is left behind when it takes too long. */
async function printRow(name, run) {
	const laps = [];
	const onLap = (ms) => {
		const step = laps.length === 0 ? "Open" : steps[(laps.length - 1) % steps.length];
		console.error(`${name}: ${step} ${Math.round(ms)} ms`);
		laps.push(ms);
	};
	let timer;
	const limit = new Promise((resolve) => {
		timer = setTimeout(resolve, 1000 * Number(values.limit), `not done in ${values.limit} s`);
	});
	const failure = await Promise.race([
		limit,
		run(onLap).then(
			() => undefined,
			(error) => error.message,
		),
	]);
	clearTimeout(timer);
	if (failure) console.error(`${name}: ${failure}`);
	const again = steps.map((_, at) => median(laps.slice(4).filter((_, lap) => lap % steps.length === at)));
	const cells = [...[0, 1, 2, 3].map((at) => laps[at]), ...again];
	const shown = onSoftware.includes(name) ? `${name} (software)` : name;
	print(...shown.split("/"), ...cells.map((ms) => (ms === undefined ? "–" : Math.round(ms))));
	if (failure) process.exitCode = 1;
}

console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.versions.node}\n`);
print("Where", "Backend", "Device", "Open", ...steps, "Answer again", ...steps.slice(1));
print("---", "---", "---", ...Array(7).fill("---:"));

for (const name of rows.filter((row) => row in inNode)) {
	await printRow(name, (onLap) => measure(inNode[name](), at("models/shapes-llava"), picture, repeats, onLap));
}

/** A site with the page, the model and TensorFlow.js's .wasm files, isolated so that threads may share memory. */
async function startSite() {
	const { build, preview } = await import(ofUi.resolve("vite"));
	const folder = mkdtempSync(join(tmpdir(), "lvlm-bench-"));
	const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
	const config = { root: at("bench/backends/page"), configFile: false, logLevel: "error" };
	await build({
		...config,
		build: { outDir: folder, emptyOutDir: true, target: "esnext", ...(values.minify ? {} : { minify: false }) },
	});
	symlinkSync(at("models/shapes-llava"), join(folder, "shapes-llava"));
	copyFileSync(at("models/examples/colour.png"), join(folder, "colour.png"));
	const ofTfjs = createRequire(at("packages/backend-tfjs/package.json"));
	cpSync(dirname(ofTfjs.resolve("@tensorflow/tfjs-backend-wasm")), join(folder, "tfjs"), { recursive: true });
	const server = await preview({
		...config,
		build: { outDir: folder },
		preview: { port: 0, host: "127.0.0.1", headers },
	});
	return {
		origin: server.resolvedUrls.local[0],
		close() {
			server.httpServer.close();
			rmSync(folder, { recursive: true });
		},
	};
}

const ofUi = createRequire(at("packages/ui/package.json"));
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
const inPage = rows.filter((row) => !(row in inNode));
if (inPage.length > 0) {
	if (!executablePath) throw new Error("No Chromium found: set CHROMIUM_PATH to its program file.");
	const { chromium } = ofUi("playwright");
	const site = await startSite();
	for (const name of inPage) {
		const [, runtime, device] = name.split("/");
		const isSoftware = onSoftware.includes(name);
		const args = ["--no-sandbox"];
		if (isSoftware) args.push("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");
		// One browser a row: nothing of a row that was cut off goes on.
		const browser = await chromium.launch({ executablePath, args });
		try {
			const page = await browser.newPage();
			for (const event of ["pageerror", "crash", "console"]) {
				page.on(event, (what) => console.error(`${name}: ${event}: ${what.text?.() ?? what}`));
			}
			await page.goto(site.origin);
			await page.waitForFunction(() => "measureBackend" in globalThis);
			await printRow(name, async (onLap) => {
				await page.exposeFunction("onLap", onLap);
				await page.evaluate(
					(given) => globalThis.measureBackend(...given),
					[runtime, device, isSoftware ? 1 : repeats],
				);
			});
		} finally {
			await browser.close();
		}
	}
	site.close();
}
process.exit();
