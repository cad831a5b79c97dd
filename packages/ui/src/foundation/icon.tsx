import type { JSX } from "react";

const paths = {
	table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6",
	export: "M8 2.5v7M5 7l3 3 3-3M2.5 12.5v1h11v-1",
	"full-screen": "M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5",
	play: "M4.5 3v10l8-5z",
	pause: "M5.5 3v10M10.5 3v10",
	previous: "M11.5 3.5l-5 4.5 5 4.5M4 3.5v9",
	next: "M4.5 3.5l5 4.5-5 4.5M12 3.5v9",
	plus: "M8 3v10M3 8h10",
	minus: "M3 8h10",
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of 16 pixels; the button around it has the name. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
	return (
		<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
			<path d={paths[name]} />
		</svg>
	);
}
