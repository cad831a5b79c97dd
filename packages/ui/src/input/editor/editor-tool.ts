import type { GlyphName } from "../../controls/glyph.js";

/** What a stroke over the picture does. */
export type EditorTool = "rectangle" | "lasso" | "brush" | "erase" | "crop" | "move";

export const editorTools: readonly { readonly value: EditorTool; readonly label: string; readonly glyph: GlyphName }[] =
	[
		{ value: "rectangle", label: "Rectangle", glyph: "rectangle" },
		{ value: "lasso", label: "Lasso", glyph: "lasso" },
		{ value: "brush", label: "Brush", glyph: "brush" },
		{ value: "erase", label: "Erase", glyph: "eraser" },
		{ value: "crop", label: "Crop", glyph: "crop" },
		{ value: "move", label: "Move", glyph: "hand" },
	];

/** Whether a tool covers something, with what the fill says. */
export function isFilling(tool: EditorTool): tool is "rectangle" | "lasso" | "brush" {
	return tool === "rectangle" || tool === "lasso" || tool === "brush";
}
