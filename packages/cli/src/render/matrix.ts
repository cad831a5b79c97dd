import { LvlmError } from "@lvlm-interpret/core";
import { colorOf, formatValue, type RgbaImage, textColorOn } from "@lvlm-interpret/core/paint";
import { fillRect, hatchRect, strokeRect } from "./canvas.js";
import { measureText } from "./font.js";
import { type FrameOptions, frame } from "./frame.js";
import { line, muted } from "./legend.js";
import { drawText } from "./text.js";

export interface MatrixPicture extends Omit<FrameOptions, "noValue"> {
	/** Shape [rows, columns], row-major. NaN: there can be no value (masked), drawn hatched. */
	readonly values: ArrayLike<number>;
	readonly rowLabels: readonly string[];
	readonly columnLabels: readonly string[];
	/** What rows and columns are, e.g. "layer" and "head". */
	readonly rowTitle: string;
	readonly columnTitle: string;
	/** What a hatched cell means. Default "masked". */
	readonly masked?: string;
}

/** Every n-th label, so that labels of `size` fit cells of `cell`. */
function labelStep(size: number, cell: number): number {
	for (const step of [1, 2, 4, 5, 8, 10, 20, 50, 100]) if (step * cell >= size) return step;
	return Math.ceil(size / cell);
}

/**
 * A matrix of coloured cells with row and column labels, numbers in the cells where they fit, legend and caption.
 *
 * @throws {LvlmError} "shape-mismatch" when there are not rows x columns values.
 */
export function renderMatrix(options: MatrixPicture): RgbaImage {
	const { values, rowLabels, columnLabels, rowTitle, columnTitle, scale, pixelRatio = 1 } = options;
	const rows = rowLabels.length;
	const columns = columnLabels.length;
	if (values.length !== rows * columns || values.length === 0) {
		throw new LvlmError("shape-mismatch", `A matrix of ${rows} x ${columns} cannot hold ${values.length} values.`, {
			name: "values",
			expected: `${rows * columns} values, at least one`,
			actual: `${values.length} values`,
		});
	}
	const px = (size: number): number => Math.round(size * pixelRatio);
	const cell = px(Math.max(12, Math.min(56, Math.floor(720 / Math.max(rows, columns)))));
	const cellHeight = Math.min(cell, px(34));
	const size = px(11);
	const left = Math.ceil(Math.max(0, ...rowLabels.map((label) => measureText(label, size)))) + px(26);
	const top = px(34);
	const widest = Math.max(...columnLabels.map((label) => measureText(label, size)));
	const columnStep = labelStep(widest + px(6), cell);
	const rowStep = labelStep(px(13), cellHeight);
	const [low, high] = scale.domain;
	let hasMasked = false;
	// Numbers in all cells or in none.
	let hasNumbers = cellHeight >= px(18);
	for (let i = 0; i < values.length; i++) {
		if (Number.isNaN(values[i])) hasMasked = true;
		else hasNumbers &&= measureText(formatValue(values[i], high - low), size) <= cell - px(6);
	}

	const draw = (page: RgbaImage, x: number, y: number): void => {
		const style = { size, color: muted } as const;
		drawText(page, columnTitle, x + left, y + px(11), { ...style, weight: "semibold" });
		drawText(page, rowTitle, x, y + top - px(6), { ...style, weight: "semibold" });
		for (let column = 0; column < columns; column += columnStep) {
			const center = x + left + (column + 0.5) * cell;
			drawText(page, columnLabels[column], center, y + top - px(6), { ...style, align: "center" });
		}
		for (let row = 0; row < rows; row++) {
			const rowTop = y + top + row * cellHeight;
			if (row % rowStep === 0) {
				const baseline = rowTop + cellHeight / 2 + size * 0.36;
				drawText(page, rowLabels[row], x + left - px(8), baseline, { ...style, align: "right" });
			}
			for (let column = 0; column < columns; column++) {
				const value = values[row * columns + column];
				const color = colorOf(scale, value);
				const cellLeft = x + left + column * cell;
				const gap = Math.max(1, px(1));
				if (!color) {
					hatchRect(page, cellLeft, rowTop, cell - gap, cellHeight - gap);
					continue;
				}
				fillRect(page, cellLeft, rowTop, cell - gap, cellHeight - gap, color);
				if (!hasNumbers) continue;
				drawText(
					page,
					formatValue(value, high - low),
					cellLeft + (cell - gap) / 2,
					rowTop + (cellHeight - gap) / 2 + size * 0.36,
					{ size, color: textColorOn(color), align: "center" },
				);
			}
		}
		strokeRect(page, x + left - 1, y + top - 1, columns * cell + 1, rows * cellHeight + 1, line);
	};
	return frame(
		{ width: left + columns * cell, height: top + rows * cellHeight, draw },
		hasMasked ? { ...options, noValue: options.masked ?? "masked" } : options,
	);
}
