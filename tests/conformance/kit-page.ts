import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConformanceReport, summaryLine } from "@lvlm-interpret/testing";
import { buildPage, launchChromium, startSite } from "../browser/site.js";
import type { Told } from "./embedded.js";
import type { ConformancePage } from "./page/page.js";
import { keepReport } from "./reports.js";
import type { TapedRows } from "./rows-tape.js";

const ofTfjs = createRequire(fileURLToPath(new URL("../../packages/backend-tfjs/package.json", import.meta.url)));
const models = fileURLToPath(new URL("../../models", import.meta.url));

/** The page with all backends, in a Chromium of its own. */
export interface KitPage {
	/** The whole backend kit on "runtime/device"; its report is kept, unless the page is minified. */
	run(kind: string): Promise<ConformanceReport>;
	/** The embedded model's answer and explanations. */
	ask(kind: string, maxTokens: number, rows: readonly TapedRows[]): Promise<Told>;
	close(): Promise<void>;
}

/** @param options.minify  Builds the page as most apps are. */
export async function openKitPage(options: { readonly minify?: boolean } = {}): Promise<KitPage> {
	const built = await buildPage("tests/conformance/page", options);
	const tfjs = dirname(ofTfjs.resolve("@tensorflow/tfjs-backend-wasm"));
	const site = await startSite({
		folders: { "": built.folder, tfjs, model: `${models}/shapes-llava`, examples: `${models}/examples` },
		isolated: true,
	});
	const browser = await launchChromium({ webgpu: true });
	const page = await (await browser.newContext()).newPage();
	page.on("pageerror", (error) => console.log(`in the page: ${error}`));
	await page.goto(`${site.origin}/`);
	await page.waitForFunction(() => "conformancePage" in globalThis);
	return {
		async run(kind) {
			const report = await page.evaluate((asked) => {
				const { conformancePage } = globalThis as unknown as { conformancePage: ConformancePage };
				return conformancePage.run(asked);
			}, kind);
			console.log(`in Chromium${options.minify ? ", minified" : ""}: ${summaryLine(report)}`);
			if (!options.minify) await keepReport("Chromium")(report);
			return report;
		},
		ask: (kind, maxTokens, rows) =>
			page.evaluate(
				([asked, count, given]) => {
					const { conformancePage } = globalThis as unknown as { conformancePage: ConformancePage };
					return conformancePage.ask(asked as string, count as number, given as TapedRows[]);
				},
				[kind, maxTokens, rows],
			),
		async close() {
			await browser.close();
			site.close();
			built.remove();
		},
	};
}
