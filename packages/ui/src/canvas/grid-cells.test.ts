import { describe, expect, it } from "vitest";
import { cellOfPoint, draggedCells } from "./grid-cells.js";

const at = (x: number, y: number): { x: number; y: number } => ({ x, y });

describe("what a drag picks", () => {
	it("is the rectangle between its ends, up to the edge where it left the grid", () => {
		expect(draggedCells([at(3.5, 2.5), at(9, 0.5), at(5.2, 3.5)], "rectangle", 4, 6)).toEqual([15, 16, 17, 21, 22, 23]);
		expect(draggedCells([at(4.5, 2.5), at(40, 30)], "rectangle", 4, 6)).toEqual([16, 17, 22, 23]);
		expect(cellOfPoint(at(-3, 99), 4, 6)).toEqual({ row: 3, column: 0 });
	});

	it("is every cell that a brush went over, though the pointer jumped", () => {
		expect(draggedCells([at(0.5, 0.5), at(5.5, 0.5)], "brush", 4, 6)).toEqual([0, 1, 2, 3, 4, 5]);
	});

	it("is what a lasso goes around by its middle; a small one the cell where it began", () => {
		const around = [at(0.9, 0.9), at(3.1, 0.9), at(3.1, 3.1), at(0.9, 3.1)];
		expect(draggedCells(around, "lasso", 4, 6)).toEqual([7, 8, 13, 14]);
		expect(draggedCells([at(2.1, 1.1), at(2.2, 1.1), at(2.2, 1.2)], "lasso", 4, 6)).toEqual([8]);
	});
});
