import type { JSX } from "react";
import { withoutBidiMarks } from "../foundation/without-bidi-marks.js";
import { type TruthMask, truthCells } from "./truth-mask.js";

/** Outer edges of cells, and slanting lines across each, as two SVG paths in units of a cell. */
function paths(cells: readonly number[], rows: number, columns: number): readonly [string, string] {
	const inside = new Set(cells);
	let [outline, hatch] = ["", ""];
	for (const cell of cells) {
		const [y, x] = [Math.floor(cell / columns), cell % columns];
		if (y === 0 || !inside.has(cell - columns)) outline += `M${x} ${y}h1`;
		if (y === rows - 1 || !inside.has(cell + columns)) outline += `M${x} ${y + 1}h1`;
		if (x === 0 || !inside.has(cell - 1)) outline += `M${x} ${y}v1`;
		if (x === columns - 1 || !inside.has(cell + 1)) outline += `M${x + 1} ${y}v1`;
		hatch += `M${x} ${y + 1}l1 -1`;
	}
	return [outline, hatch];
}

/** Black under white: seen on every colour. */
function Lines({ outline, hatch }: { readonly outline: string; readonly hatch: string }): JSX.Element {
	const line = { fill: "none", vectorEffect: "non-scaling-stroke" } as const;
	return (
		<>
			<path {...line} d={hatch} style={{ stroke: "#000", strokeWidth: 2, opacity: 0.5 }} />
			<path {...line} d={hatch} style={{ stroke: "#fff", strokeWidth: 1, opacity: 0.9 }} />
			<path {...line} d={outline} style={{ stroke: "#000", strokeWidth: 5 }} />
			<path {...line} d={outline} style={{ stroke: "#fff", strokeWidth: 2 }} />
		</>
	);
}

export interface TruthOverlayProps {
	readonly mask: TruthMask;
	readonly rows: number;
	readonly columns: number;
}

/** The mask over a grid: an outline and a hatch. */
export function TruthOverlay({ mask, rows, columns }: TruthOverlayProps): JSX.Element {
	const [outline, hatch] = paths(truthCells(mask), rows, columns);
	return (
		<svg
			data-truth=""
			aria-hidden="true"
			viewBox={`0 0 ${columns} ${rows}`}
			preserveAspectRatio="none"
			style={{ position: "absolute", inset: 0, width: "100%", height: "100%", pointerEvents: "none" }}
		>
			<Lines outline={outline} hatch={hatch} />
		</svg>
	);
}

/** The entry of a legend. */
export function TruthKey({ mask }: { readonly mask: TruthMask }): JSX.Element {
	return (
		<p className="lvlm-caption" style={{ display: "flex", alignItems: "center", gap: 8 }}>
			<svg aria-hidden="true" width="20" height="14" viewBox="-0.1 -0.1 2.2 1.2" preserveAspectRatio="none">
				<Lines outline="M0 0h2v1h-2z" hatch="M0 1l1 -1M1 1l1 -1" />
			</svg>
			ground truth: {withoutBidiMarks(mask.label)}
		</p>
	);
}
