/** A line of text as the browser laid it out, in pixels of the window. */
export interface TextLine {
	readonly text: string;
	readonly x: number;
	/** Of the baseline. */
	readonly y: number;
}

let context: CanvasRenderingContext2D | null | undefined;

/** Share of a font's ascent in its content area, which is what the rectangle of a text covers. */
function ascentShare(style: CSSStyleDeclaration): number {
	context ??= document.createElement("canvas").getContext("2d");
	if (!context) return 0.8;
	context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
	const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText("x");
	return ascent / (ascent + descent);
}

/** The lines that a text node was broken into. Characters without a box, such as folded spaces, are left out. */
export function textLines(node: Text, style: CSSStyleDeclaration): TextLine[] {
	const share = ascentShare(style);
	const range = document.createRange();
	const lines: { text: string; x: number; y: number; top: number }[] = [];
	let at = 0;
	// By characters, not by code units: half a character has no box.
	for (const character of node.data) {
		range.setStart(node, at);
		at += character.length;
		range.setEnd(node, at);
		const box = range.getClientRects()[0];
		if (!box || (box.width === 0 && character.trim() === "")) continue;
		const last = lines.at(-1);
		if (last && Math.abs(last.top - box.top) < box.height / 2) last.text += character;
		else lines.push({ text: character, x: box.left, y: box.top + share * box.height, top: box.top });
	}
	return lines.filter((line) => line.text.trim() !== "");
}
