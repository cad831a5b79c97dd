import { vectorOf } from "../canvas/vectors.js";
import { escapeXml } from "./escape-xml.js";
import { textLines } from "./text-lines.js";

/** Where an element's top left is drawn, less where it is in the window. */
interface Shift {
	readonly x: number;
	readonly y: number;
}

const skipped = "select, input, progress, .lvlm-hidden, .lvlm-read-out, .lvlm-grid-cell, [data-export=none]";
const svgStyles = [
	"fill",
	"stroke",
	"stroke-width",
	"stroke-dasharray",
	"opacity",
	"font-size",
	"font-weight",
] as const;

const isClear = (color: string): boolean => color === "transparent" || /,\s*0\)$/.test(color);

function box(rect: DOMRect, shift: Shift, grow = 0): string {
	const place = [rect.x + shift.x - grow, rect.y + shift.y - grow, rect.width + 2 * grow, rect.height + 2 * grow];
	const [x, y, width, height] = place.map((one) => Math.round(one * 100) / 100);
	return `x="${x}" y="${y}" width="${width}" height="${height}"`;
}

function canvasMarkup(canvas: HTMLCanvasElement, style: CSSStyleDeclaration, shift: Shift): string {
	const rect = canvas.getBoundingClientRect();
	if (!(canvas.width > 0 && canvas.height > 0 && rect.width > 0)) return "";
	const vector = vectorOf(canvas);
	if (vector !== undefined) {
		return `<svg ${box(rect, shift)} viewBox="0 0 1 1" preserveAspectRatio="none" overflow="visible">${vector}</svg>`;
	}
	// A grid is one pixel a cell: it stays so in the file, and viewers draw it without smoothing.
	const rendering = style.imageRendering === "pixelated" ? ' style="image-rendering:pixelated"' : "";
	return `<image ${box(rect, shift)} preserveAspectRatio="none"${rendering} href="${canvas.toDataURL()}"/>`;
}

function svgMarkup(svg: SVGSVGElement, shift: Shift): string {
	const copy = svg.cloneNode(true) as SVGSVGElement;
	const [from, to] = [svg, copy].map((one) => [one, ...one.querySelectorAll<SVGElement>("*")]);
	from?.forEach((element, index) => {
		const style = getComputedStyle(element);
		const target = to?.[index] as SVGElement;
		for (const name of svgStyles) target.setAttribute(name, style.getPropertyValue(name));
		for (const name of ["class", "style"]) target.removeAttribute(name);
	});
	const rect = svg.getBoundingClientRect();
	for (const [name, value] of [
		["x", rect.x + shift.x],
		["y", rect.y + shift.y],
		["width", rect.width],
		["height", rect.height],
	] as const) {
		copy.setAttribute(name, String(value));
	}
	copy.setAttribute("font-family", getComputedStyle(svg).fontFamily);
	return new XMLSerializer().serializeToString(copy);
}

/** Ground, border and rings of an element. What is only hovered has none. */
function frameMarkup(element: HTMLElement, style: CSSStyleDeclaration, shift: Shift): string {
	const rect = element.getBoundingClientRect();
	const radius = ` rx="${Number.parseFloat(style.borderTopLeftRadius) || 0}"`;
	const parts: string[] = [];
	if (!isClear(style.backgroundColor)) {
		parts.push(`<rect ${box(rect, shift)}${radius} fill="${escapeXml(style.backgroundColor)}"/>`);
	}
	const border = Number.parseFloat(style.borderTopWidth);
	if (border > 0 && style.borderTopStyle !== "none" && !isClear(style.borderTopColor)) {
		const line = `fill="none" stroke="${escapeXml(style.borderTopColor)}" stroke-width="${border}"`;
		parts.push(`<rect ${box(rect, shift, -border / 2)}${radius} ${line}/>`);
	}
	const isPicked = element.matches("[aria-selected=true], [aria-pressed=true]");
	const ring = isPicked && /(rgba?\([^)]+\)|color\([^)]+\)) 0px 0px 0px/.exec(style.boxShadow);
	if (ring) {
		const line = `fill="none" stroke="${escapeXml(ring[1] as string)}" stroke-width="2"`;
		parts.push(`<rect ${box(rect, shift, 1)}${radius} ${line}/>`);
	}
	return parts.join("");
}

/**
 * An element and all in it as SVG, as it is laid out and coloured now, less what a pointer or a focus adds: canvases as pictures of
 * their own size or as vectors, text as text.
 */
export function drawElement(element: Element, shift: Shift): string {
	if (element.matches(skipped)) return "";
	const style = getComputedStyle(element);
	if (style.display === "none" || style.visibility === "hidden") return "";
	let markup = "";
	if (element instanceof HTMLCanvasElement) markup = canvasMarkup(element, style, shift);
	else if (element instanceof SVGSVGElement) markup = svgMarkup(element, shift);
	else {
		markup = frameMarkup(element as HTMLElement, style, shift);
		for (const child of element.childNodes) {
			if (child instanceof Element) markup += drawElement(child, shift);
			else if (child instanceof Text) {
				for (const { text, x, y } of textLines(child, style)) {
					const font = `font-family="${escapeXml(style.fontFamily)}" font-size="${style.fontSize}" font-weight="${style.fontWeight}"`;
					markup += `<text x="${(x + shift.x).toFixed(1)}" y="${(y + shift.y).toFixed(1)}" fill="${escapeXml(style.color)}" ${font} xml:space="preserve">${escapeXml(text)}</text>`;
				}
			}
		}
	}
	return markup && Number(style.opacity) < 1 ? `<g opacity="${style.opacity}">${markup}</g>` : markup;
}
