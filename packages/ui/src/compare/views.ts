import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { CompareBoardProps } from "./compare-board.js";

/** Two runs beside each other, differences first. */
export const CompareBoard: (props: CompareBoardProps) => JSX.Element = lazyView(
	"Two runs",
	async () => (await import("./compare-board.js")).CompareBoard,
);
