import { readFileSync } from "node:fs";
import { decodeSession } from "@lvlm-interpret/core/session";
import { expect, it } from "vitest";
import { ask, type GivenFile, type Page, says } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** A picture twice as wide as high: each way to fit it to a square input is another one. */
async function widePicture(page: Page): Promise<GivenFile> {
	const url = await page.evaluate<string>(`(() => {
		const canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [240, 120];
		const context = canvas.getContext("2d");
		["#e8e8e8", "#2050d0", "#d03020"].forEach((colour, at) => {
			context.fillStyle = colour;
			context.fillRect(at && 120 * at - 90, at && 30, at ? 60 : 240, at ? 60 : 120);
		});
		return canvas.toDataURL("image/png");
	})()`);
	return { name: "wide.png", mimeType: "image/png", buffer: Buffer.from(url.split(",")[1] ?? "", "base64") };
}

/** Presses one of the buttons, and waits for its preview. @returns What is said of it, and the input's picture. */
async function choose(page: Page, name: string): Promise<{ readonly said: string; readonly input: string }> {
	await page.click(`.ask [aria-label="Fit to the model"] >> button:text-is("${name}")`);
	await page.waitForSelector(`.ask [aria-label="Fit to the model"] >> button[aria-pressed=true]:text-is("${name}")`);
	await page.waitForSelector(".ask .lvlm-fit:not([aria-busy]) .lvlm-fit-input");
	return page.evaluate(`({
		said: document.querySelector(".ask .lvlm-fit > .lvlm-number").innerText,
		input: document.querySelector(".ask .lvlm-fit-input").toDataURL(),
	})`);
}

/** The buttons of "Fit to the model", while a model is open. */
export function fitting(visit: Visit): void {
	it("shows what the model would read of a picture by each way to make it fit, and asks by the chosen one", async () => {
		const { page } = visit;
		await page.setInputFiles(".ask .lvlm-input input[type=file]", await widePicture(page));
		await says(page, "wide.png");
		await page.click(".ask summary:has-text('Settings')");
		const crop = await choose(page, "Crop");
		expect(crop.said).toMatch(/50\s% of the picture is not seen\.$/);
		const resize = await choose(page, "Resize");
		expect(resize.said).toMatch(/All of the picture is seen\.$/);
		const pad = await choose(page, "Pad");
		expect(pad.said).toMatch(/All of the picture is seen\. 50\s% of the input is padding\.$/);
		expect(new Set([crop.input, resize.input, pad.input]).size).toBe(3);
		await says(page, "picture: pad");
		await ask(page, "What colour is the square?");
		await page.click("#tab-runs");
		await says(page, "picture made to fit otherwise");
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save session")]);
		const { layouts } = decodeSession(readFileSync(await download.path()));
		const tops = layouts[0]?.regions.map((region) => region?.y ?? 0) ?? [];
		expect(Math.min(...tops), "bars above the picture").toBeLessThan(-30);
	}, 200_000);
}
