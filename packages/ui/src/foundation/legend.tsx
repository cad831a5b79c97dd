import { type LegendTick, legendTicks, paintLegend, type ValueScale } from "@lvlm-interpret/core/paint";
import { type JSX, type RefObject, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { Root } from "../theme/root.js";

/** What a view tells its legend while the pointer moves: no render. */
export interface LegendMarker {
	/** Marks a value; NaN takes the mark away. */
	show(value: number): void;
}

export interface LegendProps {
	readonly scale: ValueScale;
	/** "share of mass" */
	readonly unit: string;
	readonly marker?: RefObject<LegendMarker | null>;
}

/** Whether a number in the middle keeps clear of those at the ends, at the width that a legend has. */
function hasRoom({ position }: LegendTick): boolean {
	return position === 0 || position === 1 || (position > 0.25 && position < 0.7);
}

/** The colours of a scale with numbers and unit; marks the value that the pointer is at. */
export function Legend({ scale, unit, marker }: LegendProps): JSX.Element {
	const strip = useRef<HTMLCanvasElement>(null);
	const mark = useRef<HTMLSpanElement>(null);
	useLayoutEffect(() => {
		if (strip.current) drawPicture(strip.current, paintLegend(scale, 256, 1));
	}, [scale]);
	useLayoutEffect(() => {
		if (!marker) return;
		const [low, high] = scale.domain;
		marker.current = {
			show(value) {
				const element = mark.current;
				if (!element) return;
				element.hidden = Number.isNaN(value);
				element.style.left = `${100 * Math.min(1, Math.max(0, (value - low) / (high - low)))}%`;
			},
		};
		return () => {
			marker.current = null;
		};
	}, [marker, scale]);
	return (
		<Root>
			<div className="lvlm-legend">
				<span>{unit}</span>
				<div className="lvlm-legend-strip" aria-hidden="true">
					<canvas ref={strip} width={256} height={1} />
					<span ref={mark} className="lvlm-legend-marker" hidden />
				</div>
				<div className="lvlm-legend-ticks lvlm-number">
					{legendTicks(scale, 3)
						.filter(hasRoom)
						.map((tick) => (
							<span key={tick.value} style={{ left: `${100 * tick.position}%` }}>
								{tick.text}
							</span>
						))}
				</div>
			</div>
		</Root>
	);
}
