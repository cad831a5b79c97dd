import type { JSX } from "react";

/** Labels of an axis: at most sixteen, at even steps. */
function ticks(count: number): number[] {
	const step = [1, 2, 4, 8, 16, 32].find((one) => count / one <= 16) ?? Math.ceil(count / 16);
	return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

export interface HeadAxesProps {
	readonly layers: number;
	readonly heads: number;
	/** Whether the first row and column are means. */
	readonly hasMeans?: boolean;
}

/** Numbers of layers and heads beside a grid, as three cells of `lvlm-matrix`. */
export function HeadAxes({ layers, heads, hasMeans = false }: HeadAxesProps): JSX.Element {
	const before = hasMeans ? 1 : 0;
	const at = (index: number, count: number): string => `${(100 * (index + before + 0.5)) / (count + before)}%`;
	return (
		<>
			<div className="lvlm-axis-name" aria-hidden="true">
				head
			</div>
			<div className="lvlm-axis" data-axis="column" data-dense={heads > 16 || undefined} aria-hidden="true">
				{hasMeans && (
					<span data-mean="" style={{ left: at(-1, heads) }}>
						mean
					</span>
				)}
				{ticks(heads).map((head) => (
					<span key={head} style={{ left: at(head, heads) }}>
						{head}
					</span>
				))}
			</div>
			<div className="lvlm-axis" data-axis="row" data-dense={layers > 16 || undefined} aria-hidden="true">
				{hasMeans && (
					<span data-mean="" style={{ top: at(-1, layers) }}>
						mean
					</span>
				)}
				{ticks(layers).map((layer) => (
					<span key={layer} style={{ top: at(layer, layers) }}>
						{layer === 0 ? "layer 0" : layer}
					</span>
				))}
			</div>
		</>
	);
}
