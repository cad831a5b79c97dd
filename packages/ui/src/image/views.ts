import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { HeatmapDiffProps } from "./heatmap-diff.js";

/** Two maps of one picture, side by side or as their difference. */
export const HeatmapDiff: (props: HeatmapDiffProps) => JSX.Element = lazyView(
	"Comparison",
	async () => (await import("./heatmap-diff.js")).HeatmapDiff,
);
