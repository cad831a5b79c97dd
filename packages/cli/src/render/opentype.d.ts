/** The part of opentype.js 2.0 that is used here; it ships no types. */
declare module "opentype.js" {
	export interface PathCommand {
		readonly type: "M" | "L" | "Q" | "C" | "Z";
		readonly x: number;
		readonly y: number;
		readonly x1: number;
		readonly y1: number;
		readonly x2: number;
		readonly y2: number;
	}
	export interface Glyph {
		readonly index: number;
		readonly advanceWidth: number;
		getPath(x: number, y: number, fontSize: number): { readonly commands: readonly PathCommand[] };
	}
	export interface Font {
		readonly unitsPerEm: number;
		readonly ascender: number;
		readonly descender: number;
		charToGlyph(character: string): Glyph;
	}
	const opentype: { parse(buffer: ArrayBuffer): Font };
	export default opentype;
}
