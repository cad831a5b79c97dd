import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
// @ts-expect-error: a plain script.
import { pageScript } from "../../packages/ui/scripts/elements-script.mjs";
import { standalonePage } from "../../packages/ui/src/session/standalone-page.js";
import { chromiumPath, launchChromium } from "../browser/site.js";
import { hostileSession, hostileTexts } from "./hostile-session.js";

interface TestPage {
	goto(url: string): Promise<unknown>;
	title(): Promise<string>;
	evaluate<R>(run: () => R): Promise<R>;
	waitForFunction(run: () => unknown): Promise<unknown>;
	on(event: "request", listener: (request: { url(): string }) => void): void;
	on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
}

it.skipIf(!chromiumPath)(
	"a session's page of its own opens from a disk, asks nobody, and takes hostile texts as text",
	async () => {
		const folder = mkdtempSync(join(tmpdir(), "lvlm-page-"));
		const browser = await launchChromium();
		try {
			const { code } = (await pageScript("lvlm-elements")) as { code: string };
			const title = hostileTexts.join(" ");
			const file = join(folder, "answer.html");
			writeFileSync(file, standalonePage({ title, session: hostileSession(), script: code }));
			const page = (await (await browser.newContext()).newPage()) as unknown as TestPage;
			const asked: string[] = [];
			const errors: string[] = [];
			page.on("request", (request) => asked.push(request.url().split(":")[0] as string));
			page.on("console", (message) => {
				if (message.type() === "error") errors.push(message.text());
			});
			await page.goto(pathToFileURL(file).href);
			await page.waitForFunction(() => {
				const inside = document.querySelector("lvlm-session")?.shadowRoot;
				return inside?.querySelector("[role=option]") && !inside.querySelector(".lvlm-pending, [aria-busy]");
			});
			const found = await page.evaluate(() => ({
				ran: "ran" in globalThis,
				scripts: document.querySelectorAll("script").length,
				foreign: document.querySelector("lvlm-session")?.shadowRoot?.querySelectorAll("script, img, animate, a").length,
				text: document.querySelector("lvlm-session")?.shadowRoot?.textContent ?? "",
			}));
			expect(found).toMatchObject({ ran: false, scripts: 1, foreign: 0 });
			expect(found.text).toContain(hostileTexts[0]);
			expect(await page.title()).toContain("</script><script>");
			expect(asked.filter((scheme) => !["file", "data", "blob"].includes(scheme))).toEqual([]);
			expect(errors).toEqual([]);
		} finally {
			await browser.close();
			rmSync(folder, { recursive: true, force: true });
		}
	},
);
