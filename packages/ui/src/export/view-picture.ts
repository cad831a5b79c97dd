import { LvlmError } from "@lvlm-interpret/core";
import { drawElement } from "./draw-element.js";
import { escapeXml } from "./escape-xml.js";

const margin = 16;
const gap = 12;
const caption = ":scope > .lvlm-caption";
const parts = `:scope > .lvlm-view-head > .lvlm-view-title, :scope > .lvlm-view-body, :scope > .lvlm-view-legend, ${caption}`;

/**
 * A view as SVG text: title, drawing, legend and caption as they are laid out now, in the locked state. Cells are one picture of one
 * pixel a cell, drawn without smoothing; outlines, axes, legend and text are vectors and text.
 *
 * @param view  The view's own element.
 * @param theme  Colours of the file, whatever the page shows. Default `light`.
 */
export function viewSvg(view: HTMLElement, theme: "light" | "dark" = "light"): string {
	const root = view.closest<HTMLElement>(".lvlm[data-theme]") ?? view;
	const shown = root.dataset.theme;
	// Read at once, before the browser paints: nobody sees the other theme, or the boxes without their scroll bars.
	root.dataset.theme = theme;
	view.dataset.exporting = "";
	try {
		const drawn: string[] = [];
		let width = 0;
		let y = margin;
		for (const part of view.querySelectorAll<HTMLElement>(parts)) {
			const rect = part.getBoundingClientRect();
			if (rect.height === 0) continue;
			drawn.push(drawElement(part, { x: margin - rect.x, y: y - rect.y }));
			width = Math.max(width, rect.width);
			y += rect.height + gap;
		}
		const [w, h] = [Math.ceil(width + 2 * margin), Math.ceil(y - gap + margin)];
		// Here no line is broken: spaces that hold a number to its unit are plain again.
		const text = (selector: string): string =>
			escapeXml(view.querySelector(selector)?.textContent.replaceAll("\u00a0", " ") ?? "");
		return [
			`<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">`,
			`<title>${text(".lvlm-view-title")}</title><desc>${text(caption)}</desc>`,
			`<rect width="100%" height="100%" fill="${escapeXml(getComputedStyle(view).backgroundColor)}"/>`,
			...drawn,
			"</svg>",
		].join("\n");
	} finally {
		if (shown === undefined) delete root.dataset.theme;
		else root.dataset.theme = shown;
		delete view.dataset.exporting;
	}
}

/**
 * An SVG as PNG.
 *
 * @param times  1, 2, 3 or 4 pixels a unit.
 * @throws {LvlmError} "invalid-argument"
 */
export async function svgToPng(svg: string, times: number): Promise<Blob> {
	if (![1, 2, 3, 4].includes(times)) {
		const actual = String(times);
		throw new LvlmError("invalid-argument", `A picture cannot be saved at ${actual} times its size.`, {
			name: "times",
			expected: "1, 2, 3 or 4",
			actual,
		});
	}
	const image = new Image();
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
	await image.decode();
	const canvas = document.createElement("canvas");
	canvas.width = image.width * times;
	canvas.height = image.height * times;
	canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
	return new Promise((resolve, reject) =>
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser gave no picture."))), "image/png"),
	);
}
