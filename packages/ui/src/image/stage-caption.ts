import type { ImageLayout, Rect, RgbImage } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { topCells } from "./patch-caption.js";

/** A part of a picture that can be gone to. */
export interface StagePart {
	readonly label: string;
	readonly rect: Rect;
}

/** The whole, what the model saw of it where that is less, and the tiles. */
export function tilesOf(
	image: RgbImage,
	layout: ImageLayout | undefined,
	tiles: readonly StagePart[] | undefined,
): StagePart[] {
	const whole = { x: 0, y: 0, width: image.width, height: image.height };
	const parts: StagePart[] = [{ label: "Original", rect: whole }];
	const seen = layout?.visible;
	if (seen && (seen.width < whole.width || seen.height < whole.height)) {
		parts.push({ label: "What the model saw", rect: seen });
	}
	return [...parts, ...(tiles ?? [])];
}

function place({ x, y, width, height }: Rect): string {
	return `${formatValue(x + width / 2, 100)} px from the left and ${formatValue(y + height / 2, 100)} px from the top`;
}

/** "Original, 640 x 480 pixels, at 200 %; 576 regions coloured by share. Highest: region 41 (0.3), its middle …" */
export function regionCaption(
	image: RgbImage,
	label: string,
	state: {
		readonly zoom: number;
		readonly layout?: ImageLayout;
		readonly values?: ArrayLike<number>;
		readonly unit: string;
		readonly picked: readonly number[];
	},
): string {
	const { zoom, layout, values, unit, picked } = state;
	const start = `${label}, of ${image.width} x ${image.height} pixels, at ${Math.round(100 * zoom)} %`;
	const shown = picked.filter((region) => layout?.regions[region]);
	const pick =
		shown.length > 0 ? ` Outlined: ${shown.length} picked ${shown.length === 1 ? "region" : "regions"}.` : "";
	if (!layout || !values) return `${start}.${pick}`;
	const placed = Array.from(values, (value, region) => (layout.regions[region] ? value : Number.NaN));
	const [best] = topCells(placed, 1);
	const unplaced = layout.regions.filter((region) => !region).length;
	const rest = unplaced > 0 ? ` ${unplaced} ${unplaced === 1 ? "token has" : "tokens have"} no place on it.` : "";
	const finding =
		best === undefined
			? "; none has a value."
			: `. Highest: ${formatValue(placed[best] as number)}, ${place(layout.regions[best] as Rect)}.`;
	return `${start}; ${placed.length - unplaced} regions coloured by ${unit}${finding}${rest}${pick}`;
}
