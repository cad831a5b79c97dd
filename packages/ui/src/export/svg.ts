import type { RgbaImage } from "@lvlm-interpret/core/paint";
import { encodePng } from "./png.js";

/** A figure to be drawn as SVG. Lengths in user units; one cell is `cellSize` wide and high. */
export interface SvgFigure {
	/** One pixel a cell. */
	readonly cells: RgbaImage;
	readonly cellSize: number;
	readonly title: string;
	/** Settings and finding. */
	readonly caption: string;
	readonly xLabel: string;
	readonly yLabel: string;
	/** Cells that are outlined, by row and column from 0. */
	readonly outlined?: readonly { readonly row: number; readonly column: number }[];
	/** Colours from low to high as CSS colours, and the numbers at the ends with their unit. */
	readonly legend: { readonly colors: readonly string[]; readonly low: string; readonly high: string };
}

/**
 * Text that is safe in XML content and in double-quoted attributes. Characters that XML 1.0 forbids, lone surrogates among
 * them, become U+FFFD: one of them would make the whole file unreadable.
 */
export function escapeXml(text: string): string {
	return text
		.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
		.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function base64(bytes: Uint8Array): string {
	let text = "";
	// In pieces: an argument list has a limit.
	for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
	return btoa(text);
}

/**
 * A figure as SVG text: the cells as one PNG of grid size, drawn without smoothing; outlines, legend and all text as vectors.
 *
 * @throws {LvlmError} "shape-mismatch" when the cells do not fit their size.
 */
export async function composeSvg(figure: SvgFigure): Promise<string> {
	const { cells, cellSize, legend } = figure;
	const width = cells.width * cellSize;
	const height = cells.height * cellSize;
	const [left, top] = [32, 32];
	const total = { width: left + width + 16, height: top + height + 96 };
	const colors = legend.colors.map((color, i) => {
		const step = width / legend.colors.length;
		return `<rect x="${left + i * step}" y="${top + height + 32}" width="${step}" height="10" fill="${escapeXml(color)}"/>`;
	});
	const outlines = (figure.outlined ?? []).map(
		({ row, column }) =>
			`<rect x="${left + column * cellSize}" y="${top + row * cellSize}" width="${cellSize}" height="${cellSize}" fill="none" stroke="#000"/>`,
	);
	const text = (x: number, y: number, content: string, more = ""): string =>
		`<text x="${x}" y="${y}"${more}>${escapeXml(content)}</text>`;
	const [title, caption] = [escapeXml(figure.title), escapeXml(figure.caption)];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${total.width} ${total.height}" width="${total.width}" height="${total.height}" font-family="sans-serif" font-size="12">`,
		`<title>${title}</title><desc>${caption}</desc>`,
		`<rect width="100%" height="100%" fill="#fff"/>`,
		text(left, 20, figure.title, ' font-weight="bold"'),
		`<image x="${left}" y="${top}" width="${width}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${base64(await encodePng(cells))}"/>`,
		...outlines,
		text(left + width / 2, top + height + 18, figure.xLabel, ' text-anchor="middle"'),
		text(0, 0, figure.yLabel, ` text-anchor="middle" transform="translate(20 ${top + height / 2}) rotate(-90)"`),
		...colors,
		text(left, top + height + 56, legend.low),
		text(left + width, top + height + 56, legend.high, ' text-anchor="end"'),
		text(left, top + height + 80, figure.caption),
		"</svg>",
	].join("\n");
}
