import type { ViewStatus } from "../foundation/view-status.js";

/**
 * What a view of a grid says where its data do not lie on one; undefined where they do.
 *
 * @param wrong  Why the values do not fit, as a sentence; undefined where they fit.
 * @param hint  Default: that the grid is that of the image's layout.
 */
export function gridStatus(
	grid: object | undefined,
	wrong: string | undefined,
	hint = "Give the grid of the image's layout.",
): ViewStatus | undefined {
	const message = grid ? wrong : "The model does not say how its patches lie on the picture.";
	return message === undefined ? undefined : { kind: "error", message, hint };
}

/** The same for one value a patch. */
export function patchStatus(
	grid: { readonly rows: number; readonly columns: number } | undefined,
	{ length }: ArrayLike<number>,
): ViewStatus | undefined {
	const fits = grid && grid.rows * grid.columns === length;
	return gridStatus(
		grid,
		fits ? undefined : `The grid of ${grid?.rows} x ${grid?.columns} does not hold ${length} values.`,
	);
}
