import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import opentype, { type Font, type PathCommand } from "opentype.js";

export type Weight = "regular" | "semibold";

const files: Readonly<Record<Weight, string>> = { regular: "Inter-Regular.ttf", semibold: "Inter-SemiBold.ttf" };
const loaded = new Map<Weight, Font>();

/** The carried font (Inter, OFL): no font of the system is ever asked for. */
function fontOf(weight: Weight): Font {
	let font = loaded.get(weight);
	if (!font) {
		// By the package's own name: the path holds for sources and for the build alike.
		const root = dirname(createRequire(import.meta.url).resolve("@lvlm-interpret/cli/package.json"));
		const bytes = readFileSync(join(root, "assets", "fonts", files[weight]));
		font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
		loaded.set(weight, font);
	}
	return font;
}

/** One character to draw. `commands` is undefined where the font lacks the character: a box stands for it. */
export interface PlacedGlyph {
	readonly x: number;
	readonly advance: number;
	readonly commands: readonly PathCommand[] | undefined;
}

// Marks, joiners and selectors that change other characters and have no width of their own.
const invisible = /\p{Cf}|\p{Variation_Selector}/u;

/**
 * A line of text as glyphs from x = 0 on, baseline at y = 0, in pixels. Composed characters are used where Unicode has them;
 * what the font lacks becomes a box; scripts that join or reorder their letters are not shaped.
 *
 * @param size  Pixels an em.
 */
export function placeText(
	text: string,
	size: number,
	weight: Weight = "regular",
): { glyphs: PlacedGlyph[]; width: number } {
	const font = fontOf(weight);
	const glyphs: PlacedGlyph[] = [];
	let x = 0;
	for (const given of text.normalize("NFC")) {
		if (invisible.test(given)) continue;
		const character = /\s/u.test(given) ? " " : given;
		const glyph = font.charToGlyph(character);
		const isMissing = glyph.index === 0;
		const advance = isMissing ? 0.66 * size : (glyph.advanceWidth * size) / font.unitsPerEm;
		glyphs.push({ x, advance, commands: isMissing ? undefined : glyph.getPath(0, 0, size).commands });
		x += advance;
	}
	return { glyphs, width: x };
}

/** Width of a line in pixels. */
export function measureText(text: string, size: number, weight: Weight = "regular"): number {
	return placeText(text, size, weight).width;
}
