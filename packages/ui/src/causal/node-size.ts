import type { CausalNode } from "@lvlm-interpret/core";
import { shortLabel } from "./causal-words.js";

/** Side of a patch's picture. */
export const thumbSide = 36;

/** Width of a text of 13 pixels, about: what is wider is cut off. Characters of East Asian scripts and emoji take two places. */
function textWidth(text: string): number {
	let width = 0;
	for (const character of text) width += (character.codePointAt(0) as number) > 0x1100 ? 14 : 7.4;
	return width;
}

/** The label of a node; of the explained one what it holds and what it predicts. */
export function labelOf(node: CausalNode, target?: { readonly id: number; readonly text: string }): string {
	const own = shortLabel(node);
	return target?.id === node.id ? `${own} → ${target.text.trim() || "␣"}` : own;
}

/** Size of a node in pixels: a picture with its place below for a patch, a box around a word. */
export function nodeSize(
	node: CausalNode,
	options: { readonly hasPicture: boolean; readonly target?: { readonly id: number; readonly text: string } },
): { readonly width: number; readonly height: number } {
	const width = Math.ceil(textWidth(labelOf(node, options.target)));
	if (node.what === "image" && options.hasPicture) {
		return { width: Math.max(thumbSide + 6, Math.min(96, width + 2)), height: thumbSide + 20 };
	}
	return { width: Math.max(34, Math.min(150, width + 18)), height: 30 };
}
