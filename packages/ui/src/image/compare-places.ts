import { type ImageLayout, rankCorrelation } from "@lvlm-interpret/core";
import { compareMaps } from "./compare-maps.js";
import { commonEdges, evenEdges, massOn } from "./place-mass.js";

/** A map with where its values lie. */
export interface PlacedMap {
	readonly layout: ImageLayout;
	/** One a region of the layout; NaN for none. */
	readonly values: ArrayLike<number>;
}

/** Two maps of one picture, wherever their values lie. Measures are NaN where they are not defined. */
export interface PlaceComparison {
	/** Whether the regions of both are the same: then nothing was spread. */
	readonly isSameGrid: boolean;
	/** The cells that both are shown on; of equal grids their own, otherwise the finer one over the whole picture. */
	readonly rows: number;
	readonly columns: number;
	/** Shape [rows, columns], row-major. */
	readonly a: Float64Array;
	readonly b: Float64Array;
	/** a - b. */
	readonly difference: Float32Array;
	/** Pearson's r over the cells that both have. */
	readonly correlation: number;
	/** Spearman's, over the same cells. */
	readonly rankCorrelation: number;
	/** Jensen-Shannon, in bits, of both as distributions over the pixels that both have. */
	readonly divergence: number;
	/** Of the picture's area, how much both maps say something about: in [0, 1]. */
	readonly covered: number;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-3;

function areSame(a: ImageLayout, b: ImageLayout): boolean {
	if (a === b) return true;
	if (a.regions.length !== b.regions.length) return false;
	return a.regions.every((one, region) => {
		const other = b.regions[region];
		if (!one || !other) return one === other;
		return (
			near(one.x, other.x) && near(one.y, other.y) && near(one.width, other.width) && near(one.height, other.height)
		);
	});
}

/** A layout in the pixels of a picture of another size and the same shape. */
function scaled(layout: ImageLayout, width: number): ImageLayout {
	const factor = width / layout.imageWidth;
	const by = ({ x, y, width: w, height }: ImageLayout["visible"]): ImageLayout["visible"] => ({
		x: x * factor,
		y: y * factor,
		width: w * factor,
		height: height * factor,
	});
	return {
		...layout,
		imageWidth: width,
		imageHeight: layout.imageHeight * factor,
		visible: by(layout.visible),
		regions: layout.regions.map((rect) => rect && by(rect)),
	};
}

/** Spearman's correlation over the cells that both have. */
function ranksAgree(a: ArrayLike<number>, b: ArrayLike<number>): number {
	const both = Array.from(a, (_, cell) => cell).filter(
		(cell) => !Number.isNaN(a[cell] as number) && !Number.isNaN(b[cell] as number),
	);
	const pick = (from: ArrayLike<number>): number[] => both.map((cell) => from[cell] as number);
	const [one, other] = [pick(a), pick(b)];
	// An even map has no order to agree with.
	const isEven = (list: readonly number[]): boolean => list.every((value) => value === list[0]);
	return isEven(one) || isEven(other) ? Number.NaN : rankCorrelation(one, other);
}

/** Rows or columns of the finer of two maps; of layouts without a grid as many as they have edges, 64 at most. */
function finer(a: ImageLayout, b: ImageLayout, side: "rows" | "columns", edges: number): number {
	return Math.max(...[a, b].map((layout) => layout.grid?.[side] ?? Math.min(64, edges)));
}

/**
 * Compares two maps in pixels of the picture: by cell where their regions are the same, otherwise by area.
 *
 * The divergence is that of both as densities over pixels, exact: every region is made of whole cells of the common edges, on which both
 * densities are even. Correlations are over the cells that are shown, so that all count alike.
 *
 * @returns Undefined where the pictures have different shapes: their places cannot be told to be the same.
 */
export function comparePlaces(one: PlacedMap, other: PlacedMap): PlaceComparison | undefined {
	const a = one.layout;
	if (Math.abs((a.imageWidth * other.layout.imageHeight) / (a.imageHeight * other.layout.imageWidth) - 1) > 0.01) {
		return undefined;
	}
	const b = other.layout.imageWidth === a.imageWidth ? other.layout : scaled(other.layout, a.imageWidth);
	const edges = commonEdges([a, b]);
	const [massA, massB] = [massOn(edges, a, one.values), massOn(edges, b, other.values)];
	const whole = a.imageWidth * a.imageHeight;
	let covered = 0;
	const columnsOfEdges = edges.xs.length - 1;
	massA.forEach((mass, cell) => {
		if (Number.isNaN(mass) || Number.isNaN(massB[cell] as number)) return;
		const [row, column] = [Math.floor(cell / columnsOfEdges), cell % columnsOfEdges];
		const wide = (edges.xs[column + 1] as number) - (edges.xs[column] as number);
		covered += (wide * ((edges.ys[row + 1] as number) - (edges.ys[row] as number))) / whole;
	});
	const isSameGrid = a.grid !== undefined && areSame(a, b);
	const grid = isSameGrid
		? (a.grid as NonNullable<ImageLayout["grid"]>)
		: {
				rows: finer(a, b, "rows", edges.ys.length - 1),
				columns: finer(a, b, "columns", columnsOfEdges),
			};
	const even = evenEdges(a.imageWidth, a.imageHeight, grid.rows, grid.columns);
	const shown = ({ values }: PlacedMap, layout: ImageLayout): Float64Array =>
		isSameGrid
			? Float64Array.from(values).filter((_, region) => layout.regions[region] !== null)
			: massOn(even, layout, values);
	const [onA, onB] = [shown(one, a), shown(other, b)];
	const { correlation, difference } = compareMaps(onA, onB);
	return {
		isSameGrid,
		...grid,
		a: onA,
		b: onB,
		difference,
		correlation,
		rankCorrelation: ranksAgree(onA, onB),
		divergence: isSameGrid ? compareMaps(onA, onB).divergence : compareMaps(massA, massB).divergence,
		covered: Math.min(1, covered),
	};
}
