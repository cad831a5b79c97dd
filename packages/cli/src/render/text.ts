import type { Rgb, RgbaImage } from "@lvlm-interpret/core/paint";
import type { PathCommand } from "opentype.js";
import { blend } from "./canvas.js";
import { addEdge, type Coverage, createCoverage, eachCovered } from "./coverage.js";
import { measureText, placeText, type Weight } from "./font.js";

export interface TextStyle {
	/** Pixels an em. */
	readonly size: number;
	readonly color: Rgb;
	readonly weight?: Weight;
	/** Which point of the line `x` names. Default `left`. */
	readonly align?: "left" | "center" | "right";
}

/** Adds an outline; curves become short lines. */
function addOutline(coverage: Coverage, commands: readonly PathCommand[], dx: number, dy: number): void {
	let startX = 0;
	let startY = 0;
	let x = 0;
	let y = 0;
	const lineTo = (nextX: number, nextY: number) => {
		addEdge(coverage, x + dx, y + dy, nextX + dx, nextY + dy);
		x = nextX;
		y = nextY;
	};
	const steps = 8;
	for (const command of commands) {
		if (command.type === "M") {
			lineTo(startX, startY);
			[x, y] = [command.x, command.y];
			[startX, startY] = [x, y];
		} else if (command.type === "L") {
			lineTo(command.x, command.y);
		} else if (command.type === "Z") {
			lineTo(startX, startY);
		} else {
			const [x0, y0] = [x, y];
			for (let n = 1; n <= steps; n++) {
				const t = n / steps;
				const u = 1 - t;
				if (command.type === "Q") {
					lineTo(
						u * u * x0 + 2 * u * t * command.x1 + t * t * command.x,
						u * u * y0 + 2 * u * t * command.y1 + t * t * command.y,
					);
				} else {
					lineTo(
						u ** 3 * x0 + 3 * u * u * t * command.x1 + 3 * u * t * t * command.x2 + t ** 3 * command.x,
						u ** 3 * y0 + 3 * u * u * t * command.y1 + 3 * u * t * t * command.y2 + t ** 3 * command.y,
					);
				}
			}
		}
	}
	lineTo(startX, startY);
}

/** A box with a hollow middle, as tall as a capital: stands for a character that the font lacks. */
function addBox(coverage: Coverage, left: number, baseline: number, size: number): void {
	const stroke = Math.max(1, size / 14);
	const box = { left: left + 0.08 * size, right: left + 0.58 * size, top: baseline - 0.73 * size, bottom: baseline };
	addEdge(coverage, box.left, box.top, box.left, box.bottom);
	addEdge(coverage, box.right, box.bottom, box.right, box.top);
	addEdge(coverage, box.left + stroke, box.bottom - stroke, box.left + stroke, box.top + stroke);
	addEdge(coverage, box.right - stroke, box.top + stroke, box.right - stroke, box.bottom - stroke);
}

/** Draws one line; `y` is its baseline. What lies outside the picture is cut. */
export function drawText(picture: RgbaImage, text: string, x: number, y: number, style: TextStyle): void {
	const { glyphs, width } = placeText(text, style.size, style.weight);
	const left = x - (style.align === "center" ? width / 2 : style.align === "right" ? width : 0);
	// The part of the picture that the line can reach.
	const boxLeft = Math.max(0, Math.floor(left - style.size));
	const boxTop = Math.max(0, Math.floor(y - 1.3 * style.size));
	const boxWidth = Math.min(picture.width, Math.ceil(left + width + style.size)) - boxLeft;
	const boxHeight = Math.min(picture.height, Math.ceil(y + 0.5 * style.size)) - boxTop;
	if (boxWidth <= 0 || boxHeight <= 0) return;
	const coverage = createCoverage(boxWidth, boxHeight);
	for (const glyph of glyphs) {
		const glyphX = left + glyph.x - boxLeft;
		if (glyph.commands) addOutline(coverage, glyph.commands, glyphX, y - boxTop);
		else addBox(coverage, glyphX, y - boxTop, style.size);
	}
	eachCovered(coverage, (px, py, share) => blend(picture, boxLeft + px, boxTop + py, style.color, share));
}

/**
 * Breaks text into lines no wider than `width`: at spaces and line breaks, inside a word only where the word alone is wider.
 */
export function wrapText(text: string, width: number, size: number, weight: Weight = "regular"): string[] {
	const lines: string[] = [];
	for (const paragraph of text.split(/\r?\n/)) {
		let line = "";
		for (const word of paragraph.split(/\s+/).filter(Boolean)) {
			const longer = line === "" ? word : `${line} ${word}`;
			if (measureText(longer, size, weight) <= width) {
				line = longer;
				continue;
			}
			if (line !== "") lines.push(line);
			line = "";
			for (const character of word) {
				if (line !== "" && measureText(line + character, size, weight) > width) {
					lines.push(line);
					line = "";
				}
				line += character;
			}
		}
		lines.push(line);
	}
	return lines;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text cut with "…" to fit `width`, never inside what a reader takes for one character. */
export function fitText(text: string, width: number, size: number, weight: Weight = "regular"): string {
	if (measureText(text, size, weight) <= width) return text;
	const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
	while (characters.length > 0 && measureText(`${characters.join("")}…`, size, weight) > width) characters.pop();
	return `${characters.join("")}…`;
}
