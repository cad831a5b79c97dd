// Ask, stream, attention and relevancy on WebGPU, in the built demo: on SwiftShader, a graphics adapter that the CPU emulates, which is slow
// and there for this. What the page shows is compared with the same on WebAssembly.
//   pnpm --filter demo build && node apps/demo/scripts/webgpu-chain.mjs [--dist apps/demo/dist] [--hardware]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve, startChromium } from "./site.mjs";

const { values } = parseArgs({
	options: {
		dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
		/** On the machine's own graphics card. */
		hardware: { type: "boolean", default: false },
	},
});
const site = await serve(values.dist);

async function chain(device, args) {
	const browser = await startChromium(args);
	const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, serviceWorkers: "block" });
	const page = await context.newPage();
	page.on("pageerror", (error) => console.log(`${device}: ${error}`));
	const started = performance.now();
	const at = (what) => console.log(`${device}: ${what} after ${((performance.now() - started) / 1000).toFixed(1)} s`);
	await page.goto(`${site.origin}/?device=${device}#panel=session`);
	await page.waitForSelector(".stage .lvlm-token");
	await page.fill(".ask .lvlm-prompt-text", "What colour is the ring?");
	await page.click(".ask .lvlm-prompt .lvlm-primary");
	await page.waitForSelector(".ask .lvlm-turn-answer .lvlm-turn-text", { timeout: 300_000 });
	at("the first token");
	await page.waitForFunction("!document.querySelector('.running')", undefined, { timeout: 600_000 });
	at("answer, relevancy and matrices");
	const failures = await page.$$eval(".failure", (all) => all.map((one) => one.textContent));
	const answer = await page.textContent(".stage .lvlm-tokens");
	const ranOn = await page.evaluate(
		() =>
			[...document.querySelectorAll("dt")].find(({ textContent }) => textContent === "Ran on")?.nextSibling
				?.textContent,
	);
	await page.click("#tab-attention");
	await page.waitForSelector("#panel-attention canvas");
	await page.click("#tab-relevance");
	await page.waitForSelector("#panel-relevance canvas");
	const caption = await page.textContent("#panel-relevance .lvlm-caption");
	await browser.close();
	return { answer, ranOn, caption, failures };
}

const adapter = values.hardware ? [] : ["--use-webgpu-adapter=swiftshader"];
const webgpu = await chain("webgpu", ["--enable-unsafe-webgpu", ...adapter]);
const wasm = await chain("wasm", []);
site.close();
console.log(webgpu, wasm);
const isSame = webgpu.answer === wasm.answer && webgpu.failures.length === 0 && /webgpu/.test(webgpu.ranOn ?? "");
console.log(isSame ? "Equal answers." : "DIFFERENT, or it failed.");
process.exitCode = isSame ? 0 : 1;
