// Visits every story of a built Storybook at four widths, light and dark: overflow, clipped text, console errors; and makes one
// contact sheet per family, theme and width for a person to look at (several of at most 12 stories where a family has more).
//   pnpm --filter @lvlm-interpret/ui storybook:build && node packages/ui/scripts/look.mjs [folder for sheets] [family]
import { createReadStream, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";

const site = fileURLToPath(new URL("../dist-storybook", import.meta.url));
const [folder = join(site, "sheets"), only] = process.argv.slice(2);
const types = {
	".html": "text/html",
	".js": "text/javascript",
	".css": "text/css",
	".json": "application/json",
	".svg": "image/svg+xml",
};
const server = createServer((request, response) => {
	const path = normalize(join(site, new URL(request.url, "http://localhost").pathname));
	if (path.endsWith("favicon.ico")) {
		response.writeHead(204).end();
		return;
	}
	if (!path.startsWith(site) || !existsSync(path)) {
		response.writeHead(404).end();
		return;
	}
	response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" });
	createReadStream(path).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;
const index = JSON.parse(readFileSync(join(site, "index.json"), "utf8"));
const stories = Object.values(index.entries).filter((entry) => entry.type === "story");
const families = new Map();
for (const story of stories) {
	const family = story.title.split("/")[0];
	families.set(family, [...(families.get(family) ?? []), story]);
}
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
mkdirSync(folder, { recursive: true });
const faults = [];

/** Elements that stick out of the page, and texts that are cut off. */
function measure() {
	const found = [];
	const page = document.documentElement;
	for (const element of document.querySelectorAll(".lvlm *"))
		if (element.scrollLeft > 0) element.dataset.lookScrolled = "";
	if (page.scrollWidth > page.clientWidth) found.push(`overflows by ${page.scrollWidth - page.clientWidth} px`);
	for (const element of document.querySelectorAll(".lvlm *")) {
		const style = getComputedStyle(element);
		const isScroller = /auto|scroll/.test(style.overflowX + style.overflowY);
		if (isScroller || element.closest(".lvlm-hidden") || !element.textContent?.trim()) continue;
		const { left, width } = element.getBoundingClientRect();
		if (left < -1 && width > 0 && style.visibility === "visible" && !element.closest("[data-look-scrolled]"))
			found.push(`sticks out on the left: ${element.textContent.trim().slice(0, 40)}`);
		// Shortened on purpose, and named in full.
		if (style.textOverflow === "ellipsis" && element.closest("[aria-label]")) continue;
		if (style.overflow === "hidden" && element.scrollWidth > element.clientWidth + 1)
			found.push(`cut off: ${element.textContent.trim().slice(0, 40)}`);
	}
	return found;
}

/**
 * What keeps a story from being shown: undefined once it is drawn and its play is over. Asked again and again: a page that nobody looks
 * at may hold its work back until it is asked.
 */
async function fault(page, id) {
	let phase;
	for (let attempt = 0; attempt < 120; attempt++) {
		phase = await page.evaluate((wanted) => {
			const render = window.__STORYBOOK_PREVIEW__?.currentRender;
			return render?.id === wanted ? render.phase : undefined;
		}, id);
		if (phase === "errored" || phase === "aborted") return `its play is ${phase}`;
		const isDrawn = await page.evaluate(
			() => document.querySelector("#storybook-root > *") && !document.querySelector("#storybook-root .lvlm-pending"),
		);
		if (isDrawn && (phase === "completed" || phase === "finished")) return undefined;
		await page.waitForTimeout(250);
	}
	return `it is still ${phase ?? "waiting"}`;
}

/** Says something to Storybook as its own frame around the story does. */
const tell = (page, event, argument) =>
	page.evaluate(([name, value]) => window.__STORYBOOK_ADDONS_CHANNEL__.emit(name, value), [event, argument]);

/** Stories of one sheet. */
const most = 12;

for (const [family, list] of families) {
	if (only && family !== only) continue;
	const page = await browser.newPage({ reducedMotion: "reduce" });
	let current = "";
	page.on("console", (message) => {
		if (message.type() === "error") faults.push(`${current}: console: ${message.text()}`);
	});
	page.on("pageerror", (error) => faults.push(`${current}: ${error.message}`));
	const sheets = { light: { 375: [], 1440: [] }, dark: { 375: [], 1440: [] } };
	for (const story of list) {
		current = story.id;
		await page.emulateMedia({ colorScheme: "light" });
		// As in the tests, which the plays are written for.
		await page.setViewportSize({ width: 800, height: 900 });
		if (story === list[0]) {
			// The look is what is asked here; axe has its own run.
			await page.goto(`${base}/iframe.html?id=${story.id}&viewMode=story&globals=theme:light;a11y.manual:!true`);
		} else {
			// In the same page: loading all of Storybook again takes ten times as long.
			await tell(page, "updateGlobals", { globals: { theme: "light" } });
			await tell(page, "setCurrentStory", { storyId: story.id, viewMode: "story" });
		}
		const why = await fault(page, story.id);
		if (why) faults.push(`${story.id}: ${why}`);
		if (!(await page.$("#storybook-root > *"))) continue;
		for (const [theme, shots] of Object.entries(sheets)) {
			await page.emulateMedia({ colorScheme: theme });
			await page.evaluate((globals) => window.__STORYBOOK_ADDONS_CHANNEL__.emit("updateGlobals", { globals }), {
				theme,
			});
			await page.waitForFunction((wanted) => {
				const root = document.querySelector(".lvlm[data-theme]");
				return !root || root.dataset.theme === wanted;
			}, theme);
			for (const width of [320, 375, 1440, 2560]) {
				await page.setViewportSize({ width, height: 800 });
				await page.waitForTimeout(100);
				for (const found of await page.evaluate(measure)) faults.push(`${story.id} ${width} ${theme}: ${found}`);
				const shot = shots[width] && (await page.locator("#storybook-root").screenshot({ type: "png" }));
				shots[width]?.push({ name: `${story.title.split("/")[1]} · ${story.name}`, data: shot.toString("base64") });
			}
		}
	}
	for (const [theme, shots] of Object.entries(sheets)) {
		for (const [width, list] of Object.entries(shots)) {
			const cell = width === "375" ? 375 : 720;
			const ground = theme === "light" ? "#fff;color:#333" : "#15181d;color:#ccc";
			await page.setViewportSize({ width: width === "375" ? 1960 : 1500, height: 800 });
			for (let first = 0; first < list.length; first += most) {
				const cells = list
					.slice(first, first + most)
					.map(
						(shot) =>
							`<figure style="margin:0"><figcaption>${shot.name}</figcaption><img width="${cell}" src="data:image/png;base64,${shot.data}"></figure>`,
					);
				await page.setContent(
					`<body style="margin:16px;font:12px sans-serif;background:${ground};display:grid;grid-template-columns:repeat(auto-fill,${cell}px);gap:16px;align-items:start">${cells.join("")}`,
				);
				const part = list.length > most ? `-${1 + first / most}` : "";
				await page.screenshot({ path: join(folder, `${family}-${theme}-${width}${part}.png`), fullPage: true });
			}
		}
	}
	await page.close();
}
await browser.close();
server.close();
for (const fault of faults) console.log(fault);
console.log(`${stories.length} stories, ${faults.length} faults; sheets in ${folder}`);
process.exit(faults.length > 0 ? 1 : 0);
