import type { ImageLayout, Rect, RgbImage } from "@lvlm-interpret/core";

/** How much of the original is seen, and how much of the input is padding; shares in [0, 1]. */
export function fitShares({ imageWidth, imageHeight, visible, regions }: ImageLayout): {
	readonly seen: number;
	readonly padding: number;
} {
	const seen = (visible.width * visible.height) / (imageWidth * imageHeight);
	let [inside, all] = [0, 0];
	for (const rect of regions) {
		if (!rect) continue;
		const across = Math.min(rect.x + rect.width, imageWidth) - Math.max(rect.x, 0);
		const down = Math.min(rect.y + rect.height, imageHeight) - Math.max(rect.y, 0);
		inside += Math.max(0, across) * Math.max(0, down);
		all += rect.width * rect.height;
	}
	return { seen, padding: all > 0 ? 1 - inside / all : 0 };
}

const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

/** "336 × 336 pixels, 24 × 24 patches; 25 % of the picture is not seen." */
export function fitCaption(preview: {
	readonly picture: RgbImage;
	readonly layout: ImageLayout;
	readonly tiles?: readonly Rect[];
}): string {
	const { picture, layout, tiles = [] } = preview;
	const { seen, padding } = fitShares(layout);
	const count = layout.regions.filter(Boolean).length;
	const patches = layout.grid ? `${layout.grid.rows} × ${layout.grid.columns} patches` : `${count} patches`;
	const cut = tiles.length > 1 ? `, ${tiles.length} tiles` : "";
	// A rounding of the processor is not worth a word.
	const left = seen < 0.9995 ? `${percent(1 - seen)} of the picture is not seen.` : "All of the picture is seen.";
	const bars = padding > 0.0005 ? ` ${percent(padding)} of the input is padding.` : "";
	return `${picture.width} × ${picture.height} pixels, ${patches}${cut}. ${left}${bars}`;
}
