// Both backends side by side on the embedded model, by device, in Node and in Chromium: the table of docs/backends.md.
//
//   node bench/backends/backends.mjs [--repeats n] [--software]      after `npm start` or `pnpm build`
//
// Prints milliseconds as Markdown: the first question with all compiling, then medians of `n` (default 3) further ones. `--software` also
// measures WebGPU and WebGL on SwiftShader, once each, which says nothing about graphics cards. tfjs-node is measured where
// scripts/build-tfjs-node.mjs has built it.
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
const { values } = parseArgs({
	options: { repeats: { type: "string", default: "3" }, software: { type: "boolean", default: false } },
});
const repeats = Number(values.repeats);
const picture = readFileSync(at("models/examples/colour.png"));
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";

const print = (...cells) => console.log(`| ${cells.join(" | ")} |`);
console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.versions.node}\n`);
print(
	"Where",
	"Backend",
	"Device",
	"Open",
	"Answer",
	"Attention",
	"Relevancy",
	"Answer again",
	"Attention",
	"Relevancy",
);
print("---", "---", "---", ...Array(7).fill("---:"));

const tfjsNode = process.env.LVLM_TFJS_NODE ?? at("node_modules/.cache/tfjs-node");
const inNode = {
	"onnx/cpu": () => onnxBackend({ device: "cpu" }),
	"tfjs/wasm": () => tfjsBackend({ device: "wasm" }),
	"tfjs/cpu": () => tfjsBackend({ device: "cpu" }),
	...(existsSync(tfjsNode) && {
		"tfjs/node": () => {
			const find = createRequire(join(tfjsNode, "package.json"));
			return tfjsBackend({
				device: "node",
				modules: { "@tensorflow/tfjs-node": async () => find("@tensorflow/tfjs-node") },
			});
		},
	}),
};
for (const [kind, create] of Object.entries(inNode)) {
	print("Node", ...kind.split("/"), ...(await measure(create(), at("models/shapes-llava"), picture, repeats)));
}

const ofUi = createRequire(at("packages/ui/package.json"));
const vite = await import(ofUi.resolve("vite"));
const { chromium } = ofUi("playwright");
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
if (!executablePath) throw new Error("No Chromium found: set CHROMIUM_PATH to its program file.");
const folder = mkdtempSync(join(tmpdir(), "lvlm-bench-"));
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const config = { root: at("bench/backends/page"), configFile: false, logLevel: "error" };
await vite.build({ ...config, build: { outDir: folder, emptyOutDir: true, target: "esnext" } });
symlinkSync(at("models/shapes-llava"), join(folder, "shapes-llava"));
copyFileSync(at("models/examples/colour.png"), join(folder, "colour.png"));
const ofTfjs = createRequire(at("packages/backend-tfjs/package.json"));
cpSync(dirname(ofTfjs.resolve("@tensorflow/tfjs-backend-wasm")), join(folder, "tfjs"), { recursive: true });
const server = await vite.preview({
	...config,
	build: { outDir: folder },
	preview: { port: 0, host: "127.0.0.1", headers },
});
const args = ["--no-sandbox"];
if (values.software) args.push("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");
const browser = await chromium.launch({ executablePath, args });
try {
	const kinds = [
		["onnx", "wasm"],
		["tfjs", "wasm"],
		["tfjs", "cpu"],
	];
	if (values.software) kinds.push(["onnx", "webgpu"], ["tfjs", "webgpu"], ["tfjs", "webgl"]);
	for (const [runtime, device] of kinds) {
		const page = await browser.newPage();
		await page.goto(server.resolvedUrls.local[0]);
		await page.waitForFunction(() => "measureBackend" in globalThis);
		const isSoftware = device.startsWith("web");
		const found = await page.evaluate(
			(given) => globalThis.measureBackend(...given),
			[...[runtime, device, isSoftware ? 1 : repeats]],
		);
		print("Chromium", runtime, isSoftware ? `${device} (software)` : device, ...found);
		await page.close();
	}
} finally {
	await browser.close();
	server.httpServer.close();
	rmSync(folder, { recursive: true });
}
