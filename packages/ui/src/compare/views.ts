import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { CompareBoardProps } from "./compare-board.js";
import type { RunHistoryProps } from "./run-history.js";

/** Two runs beside each other, differences first. */
export const CompareBoard: (props: CompareBoardProps) => JSX.Element = lazyView(
	"Two runs",
	async () => (await import("./compare-board.js")).CompareBoard,
);
/** The runs of a person's work as a tree. */
export const RunHistory: (props: RunHistoryProps) => JSX.Element = lazyView(
	"History",
	async () => (await import("./run-history.js")).RunHistory,
);
