import type { ImageLayout, Rect, RgbImage } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import type { PlaceComparison, PlacedMap } from "./compare-places.js";
import { topCells } from "./patch-caption.js";
import { cropOf } from "./picture-tiles.js";

/** A map with its name: "layer 3". */
export interface NamedMap {
	readonly label: string;
	/** Shape [rows, columns], row-major; with a layout one a region of it. NaN for none. */
	readonly values: ArrayLike<number>;
	/** Where the values lie. Default: the view's grid over the whole picture. */
	readonly layout?: ImageLayout;
	/** Default: the view's. */
	readonly unit?: string;
	/** How it was made: maps of two methods have no difference. Default: both the same. */
	readonly method?: string;
	/** Default: the view's. */
	readonly image?: RgbImage;
}

type Size = { readonly rows: number; readonly columns: number };

/** A grid over a whole picture; without one, over a square. */
export function layoutOfGrid({ rows, columns }: Size, image: RgbImage | undefined): ImageLayout {
	const [imageWidth, imageHeight] = image ? [image.width, image.height] : [columns, rows];
	const [width, height] = [imageWidth / columns, imageHeight / rows];
	return {
		imageWidth,
		imageHeight,
		visible: { x: 0, y: 0, width: imageWidth, height: imageHeight },
		regions: Array.from({ length: rows * columns }, (_, cell) => ({
			x: (cell % columns) * width,
			y: Math.floor(cell / columns) * height,
			width,
			height,
		})),
		grid: { rows, columns },
	};
}

/** Undefined where the values are not those of the layout. */
export function placedMap(map: NamedMap, grid: Size | undefined, image: RgbImage | undefined): PlacedMap | undefined {
	const layout = map.layout ?? (grid && layoutOfGrid(grid, map.image ?? image));
	return layout && layout.regions.length === map.values.length ? { layout, values: map.values } : undefined;
}

const areaOf = ({ width, height }: Rect): number => width * height;

/** Area of the smallest region: what values of two grids are given per. */
export function commonArea(maps: readonly PlacedMap[]): number {
	return Math.min(...maps.flatMap(({ layout }) => layout.regions.map((rect) => (rect ? areaOf(rect) : Infinity))));
}

/** A map as it is drawn. */
export interface ShownMap extends Size {
	readonly label: string;
	readonly values: Float32Array;
	/** The region that each cell is; undefined where cells are no regions. */
	readonly regions?: readonly number[];
	/** The part of the picture below it. */
	readonly image?: RgbImage;
}

/**
 * A map on its own grid, over its part of the picture; on the cells of the comparison where it has none.
 *
 * @param area  Values become those of so large a part of a region; left out, they stay as they are.
 */
export function shownMap(
	label: string,
	{ layout, values }: PlacedMap,
	image: RgbImage | undefined,
	spread: Size & { readonly values: ArrayLike<number> },
	area?: number,
): ShownMap {
	if (!layout.grid) {
		return { label, rows: spread.rows, columns: spread.columns, values: Float32Array.from(spread.values), image };
	}
	const regions = layout.regions.flatMap((rect, region) => (rect ? [region] : []));
	const rects = regions.map((region) => layout.regions[region] as Rect);
	const [left, top] = [Math.min(...rects.map(({ x }) => x)), Math.min(...rects.map(({ y }) => y))];
	const width = Math.max(...rects.map((rect) => rect.x + rect.width)) - left;
	const height = Math.max(...rects.map((rect) => rect.y + rect.height)) - top;
	const isWhole = image && width === image.width && height === image.height;
	return {
		label,
		...layout.grid,
		regions,
		values: Float32Array.from(regions, (region, at) => {
			const value = values[region] as number;
			return area === undefined ? value : (value * area) / areaOf(rects[at] as Rect);
		}),
		image: image && (isWhole ? image : cropOf(image, { x: left, y: top, width, height })),
	};
}

/** Why two maps have no difference, as a sentence; undefined where they have one. */
export function unlikeness(a: NamedMap, b: NamedMap, unit: string): string | undefined {
	const [unitA, unitB] = [a.unit ?? unit, b.unit ?? unit];
	if (unitA !== unitB) {
		return `“${a.label}” is in ${unitA}, “${b.label}” in ${unitB}: numbers of two units have no difference, so their orders are compared.`;
	}
	if ((a.method ?? "") !== (b.method ?? "")) {
		return `“${a.label}” is by ${a.method || "another method"}, “${b.label}” by ${b.method || "another method"}: numbers of two methods have no difference, so their orders are compared.`;
	}
	return undefined;
}

/** What a comparison of two maps found, in sentences. */
export function diffFinding(a: NamedMap, b: NamedMap, compared: PlaceComparison | undefined, unlike?: string): string {
	const start = `“${a.label}” against “${b.label}”`;
	if (!compared) return `${start}: the pictures have different shapes, so their places cannot be compared.`;
	const { correlation, rankCorrelation, divergence, difference, columns, isSameGrid, covered } = compared;
	const [name, value] = unlike ? ["rank correlation", rankCorrelation] : ["correlation", correlation];
	const measures = [
		Number.isNaN(value) ? `${name} is not defined for a constant map` : `${name} ${formatValue(value, 1)}`,
		Number.isNaN(divergence) ? "" : `Jensen–Shannon divergence ${formatValue(divergence, 1)} bits`,
	].filter(Boolean);
	const how = [
		isSameGrid ? "" : "by area, in pixels",
		covered < 0.995 ? `over the ${Math.round(100 * covered)} % of the picture that both saw` : "",
	].filter(Boolean);
	const found = `${start}${how.length > 0 ? `, ${how.join(", ")}` : ""}: ${measures.join(", ")}.`;
	if (unlike) return `${found} ${unlike}`;
	const [cell] = topCells(difference.map(Math.abs), 1);
	if (cell === undefined) return `${found} No patch has a value in both.`;
	const size = difference[cell] as number;
	if (size === 0) return `${found} They are equal everywhere.`;
	const more = size > 0 ? a.label : b.label;
	return `${found} They differ most in row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}, where “${more}” has ${formatValue(Math.abs(size))} more.`;
}
