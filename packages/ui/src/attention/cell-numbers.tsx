import { colorOf, formatValue, type ValueScale } from "@lvlm-interpret/core/paint";
import type { JSX } from "react";
import { textOn } from "../canvas/text-on.js";

export interface CellNumbersProps {
	/** Shape [rows, columns], row-major. */
	readonly values: ArrayLike<number>;
	readonly rows: number;
	readonly columns: number;
	readonly scale: ValueScale;
}

/** The values of a small grid, each in its cell, in black or white by the colour below. */
export function CellNumbers({ values, rows, columns, scale }: CellNumbersProps): JSX.Element {
	// As many decimals as the differences in this grid need.
	const extent = scale.domain[1] - scale.domain[0];
	return (
		<>
			{Array.from({ length: rows * columns }, (_, cell) => {
				const color = colorOf(scale, values[cell] as number);
				const place = {
					left: `${(100 * ((cell % columns) + 0.5)) / columns}%`,
					top: `${(100 * (Math.floor(cell / columns) + 0.5)) / rows}%`,
				};
				return color ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
					<span key={cell} className="lvlm-cell-number" style={{ ...place, color: `rgb(${textOn(color).join(" ")})` }}>
						{formatValue(values[cell] as number, extent)}
					</span>
				) : null;
			})}
		</>
	);
}
