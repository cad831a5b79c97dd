import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestPage } from "./page/page.js";
import { modelFolder } from "./reference.js";
import {
	type Browser,
	type BrowserContext,
	buildPage,
	launchChromium,
	type Outside,
	type Page,
	type Site,
	startOutside,
	startSite,
} from "./site.js";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A file as text that a page takes. */
export const base64 = (path: string): string => readFileSync(at(path)).toString("base64");
/** y = 2x. */
export const doubleGraph: string = base64("packages/backend-onnx/fixtures/double.onnx");

/** The test page in Chromium, on a site of its own, with everything else refused and remembered. */
export interface Harness {
	/** Where the built page lies. */
	readonly folder: string;
	readonly site: Site;
	readonly outside: Outside;
	readonly context: BrowserContext;
	readonly page: Page;
	call<Name extends keyof TestPage>(
		name: Name,
		...parameters: Parameters<TestPage[Name]>
	): Promise<Awaited<ReturnType<TestPage[Name]>>>;
	close(): Promise<void>;
}

/** Remembers what the page's own thread does with WebAssembly and WebGPU. Runs in the page before its scripts, and not in workers. */
function watchMainThread(): void {
	const calls: string[] = [];
	const scope = globalThis as unknown as Record<string, Record<string, (...all: unknown[]) => unknown>>;
	(scope as unknown as { wasmCalls: string[] }).wasmCalls = calls;
	const watch = (holder: Record<string, (...all: unknown[]) => unknown> | undefined, name: string): void => {
		const original = holder?.[name];
		if (!holder || !original) return;
		holder[name] = function (this: unknown, ...all: unknown[]) {
			calls.push(name);
			return original.apply(this, all);
		};
	};
	for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"])
		watch(scope.WebAssembly, name);
	const adapter = (globalThis as unknown as { GPUAdapter?: { prototype: Record<string, () => unknown> } }).GPUAdapter;
	watch(adapter?.prototype, "requestDevice");
}

export async function startHarness(options: {
	readonly isolated: boolean;
	readonly webgpu?: boolean;
	/** More arguments of Chromium. */
	readonly arguments?: readonly string[];
	readonly folders?: Readonly<Record<string, string>>;
}): Promise<Harness> {
	const built = await buildPage("tests/browser/page");
	const folders = { "": built.folder, model: modelFolder, ...options.folders };
	const site = await startSite({ folders, isolated: options.isolated });
	const outside = await startOutside();
	const browser: Browser = await launchChromium(options);
	const context = await browser.newContext({ proxy: { server: outside.address, bypass: "127.0.0.1" } });
	await context.addInitScript(watchMainThread);
	const page = await context.newPage();
	page.on("pageerror", (error) => console.log(`in the page: ${error}`));
	await page.goto(`${site.origin}/`);
	await page.waitForFunction(() => "testPage" in globalThis);
	return {
		folder: built.folder,
		site,
		outside,
		context,
		page,
		call(name, ...parameters) {
			return page.evaluate(
				([called, given]) => {
					const { testPage } = globalThis as unknown as {
						testPage: Record<string, (...all: unknown[]) => Promise<unknown>>;
					};
					return (testPage[called as string] as (...all: unknown[]) => Promise<never>)(...(given as unknown[]));
				},
				[name, parameters] as const,
			);
		},
		async close() {
			await browser.close();
			site.close();
			outside.close();
			built.remove();
		},
	};
}
