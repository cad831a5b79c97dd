import type { JSX } from "react";

const paths = {
	add: "M8 3v10M3 8h10",
	less: "M3 8h10",
	camera: "M2.5 5h2.6l1.2-1.8h3.4L10.9 5h2.6v8h-11zM8 6.7a2.1 2.1 0 1 1 0 4.2 2.1 2.1 0 0 1 0-4.2",
	link: "M6.8 9.2a2.4 2.4 0 0 0 3.4 0l2.3-2.3a2.4 2.4 0 0 0-3.4-3.4l-.9.9M9.2 6.8a2.4 2.4 0 0 0-3.4 0L3.5 9.1a2.4 2.4 0 0 0 3.4 3.4l.9-.9",
	paste: "M5.5 3.5h-2v10h9v-10h-2M5.5 2.5h5v2.5h-5z",
	picture: "M2.5 3.5h11v9h-11zM2.5 11l3.2-3.4 2.6 2.6 1.7-1.6 3.5 3.2M10.5 6.2h.01",
	edit: "M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.4 4.4l2.2 2.2",
	earlier: "M10 3.5L5.5 8l4.5 4.5",
	later: "M6 3.5L10.5 8 6 12.5",
	close: "M4 4l8 8M12 4l-8 8",
	bin: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4",
	copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
	check: "M3.5 8.5l3 3 6-7",
	warning: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.7h.01",
	info: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 7.2v3.8M8 4.9h.01",
	undo: "M5.5 3L2.5 6l3 3M2.5 6h6.3a3.7 3.7 0 0 1 0 7.4H5.5",
	redo: "M10.5 3l3 3-3 3M13.5 6H7.2a3.7 3.7 0 0 0 0 7.4h3.3",
	crop: "M4.5 1.5v10h10M1.5 4.5h10v10",
	brush: "M13.5 2.5L7 9M6.6 8.6a2.3 2.3 0 0 0-3.2 1.5c-.2 1.3-.5 2-1.4 2.6 2 .9 4.5.6 5.4-.9a2.3 2.3 0 0 0-.8-3.2",
	eraser: "M9.5 2.5l4 4-7 7h-2l-2.5-2.5zM5.8 6.2l4 4M6.5 13.5h7",
	rectangle: "M2.5 3.5h11v9h-11z",
	lasso:
		"M8 3c3.3 0 5.5 1.5 5.5 3.6S11.3 10.2 8 10.2 2.5 8.7 2.5 6.6 4.7 3 8 3M5 10c-1.3.3-1.8 2.2-.6 2.7s1.8-1 .6-2.7M4.4 12.7c-.2.6-.7.9-1.4.8",
	hand: "M8 2.2v11.6M2.2 8h11.6M8 2.2L6.2 4M8 2.2L9.8 4M8 13.8L6.2 12M8 13.8L9.8 12M2.2 8L4 6.2M2.2 8L4 9.8M13.8 8L12 6.2M13.8 8L12 9.8",
	send: "M2.5 8h10M8.5 4l4 4-4 4",
	stop: "M4 4h8v8H4z",
} as const;

export type GlyphName = keyof typeof paths;

/** A line drawing of 16 pixels for the controls; the button around it has the name. */
export function Glyph({ name }: { readonly name: GlyphName }): JSX.Element {
	return (
		<svg className="lvlm-glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
			<path d={paths[name]} />
		</svg>
	);
}
