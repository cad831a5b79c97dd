import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const app = fileURLToPath(new URL("../../apps/demo/", import.meta.url));
const ofDemo = createRequire(`${app}package.json`);

/** The demo as it is published, in a folder of its own. */
export interface BuiltDemo {
	readonly folder: string;
	remove(): void;
}

/** A production build, in a process of its own: the test runner's environment would make it one for development. */
export function buildDemo(): BuiltDemo {
	const folder = mkdtempSync(join(tmpdir(), "lvlm-demo-"));
	const vite = join(dirname(ofDemo.resolve("vite/package.json")), "bin", "vite.js");
	execFileSync(process.execPath, [vite, "build", "--logLevel", "error", "--outDir", folder, "--emptyOutDir"], {
		cwd: app,
		env: { ...process.env, NODE_ENV: "production" },
		stdio: ["ignore", "inherit", "inherit"],
	});
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Download {
	path(): Promise<string>;
	suggestedFilename(): string;
}

/** A file that is made up. */
export interface GivenFile {
	readonly name: string;
	readonly mimeType: string;
	readonly buffer: Buffer;
}

/** What is used of Playwright's frame and page here. */
export interface Frame {
	waitForSelector(selector: string, options?: { timeout?: number; state?: string }): Promise<unknown>;
	waitForFunction(run: string, argument?: unknown, options?: { timeout: number }): Promise<unknown>;
	evaluate<R>(run: (() => R | Promise<R>) | string): Promise<R>;
}

export interface Page extends Frame {
	goto(url: string): Promise<unknown>;
	reload(): Promise<unknown>;
	url(): string;
	click(selector: string): Promise<void>;
	tap(selector: string): Promise<void>;
	fill(selector: string, text: string): Promise<void>;
	focus(selector: string): Promise<void>;
	waitForEvent(event: "download"): Promise<Download>;
	textContent(selector: string): Promise<string | null>;
	selectOption(selector: string, choice: { index: number } | { label: string }): Promise<unknown>;
	setInputFiles(selector: string, file: string | GivenFile): Promise<void>;
	setContent(html: string): Promise<void>;
	addScriptTag(script: { path?: string; content?: string }): Promise<unknown>;
	frames(): Frame[];
	keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
	setViewportSize(size: { width: number; height: number }): Promise<void>;
	on(event: "pageerror", listener: (error: Error) => void): void;
	on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
	close(): Promise<void>;
}

/** Waits until the page says something. */
export function says(page: Frame, text: string, timeout = 60_000): Promise<unknown> {
	return page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(text)})`, undefined, { timeout });
}

/** Colours of all canvases that are shown, as one text, once they are the same twice. */
export async function pixels(page: Frame): Promise<string> {
	const look = (): Promise<string> =>
		page.evaluate<string>(
			"[...document.querySelectorAll('[role=tabpanel] canvas')].map((canvas) => canvas.toDataURL()).join('\\n')",
		);
	let last = "";
	for (let tries = 0; tries < 40; tries++) {
		const now = await look();
		if (now !== "" && now === last) return now;
		last = now;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	throw new Error("the pictures of the page do not come to rest");
}

/** What the page showed of an answer while it came: each text once, in their order. Begins before something is asked. */
const watchAnswer = `(() => {
	window.streamed = [];
	new MutationObserver(() => {
		const text = document.querySelector(".ask .lvlm-turn-answer[aria-busy] .lvlm-turn-text bdi")?.textContent;
		if (text && text !== window.streamed.at(-1)) window.streamed.push(text);
	}).observe(document.querySelector(".ask"), { subtree: true, childList: true, characterData: true });
})()`;

/** Waits until nothing is answered or explained any more. */
export function settled(page: Page): Promise<unknown> {
	return page.waitForFunction("!document.querySelector('.running')", undefined, { timeout: 90_000 });
}

/** Sends a question and does not wait for its answer. */
export async function send(page: Page, question: string): Promise<void> {
	await page.fill(".ask .lvlm-prompt-text", question);
	await page.click(".ask .lvlm-prompt .lvlm-primary");
}

/** Asks, and waits for the answer and what is explained with it. @returns What was shown of the answer while it came. */
export async function ask(page: Page, question: string): Promise<string[]> {
	await page.evaluate(watchAnswer);
	await send(page, question);
	await page.waitForSelector(".running", { timeout: 90_000 });
	await settled(page);
	return page.evaluate<string[]>("window.streamed");
}

/** The text of the answer that is shown, without the spaces between its words. */
export async function shownAnswer(page: Page): Promise<string> {
	return ((await page.textContent(".stage .lvlm-tokens")) ?? "").replaceAll(/\s/g, "");
}

/** Waits until the shown answer is that to a question. */
export function showsQuestion(page: Frame, question: string, timeout = 30_000): Promise<unknown> {
	const shown = `document.querySelector('.stage .question')?.textContent === ${JSON.stringify(question)}`;
	return page.waitForFunction(shown, undefined, { timeout });
}

/** How many runs the panel "Runs" lists. */
export function listedRuns(page: Frame): Promise<number> {
	return page.evaluate<number>("document.querySelectorAll('#panel-runs [role=treeitem]').length");
}
