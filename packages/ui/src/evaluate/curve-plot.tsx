import type { FaithfulnessCurve } from "@lvlm-interpret/core";
import type { JSX, PointerEvent } from "react";
import { axisTicks, type BandPoint } from "./curve-points.js";

const height = 260;
const room = { left: 52, right: 12, top: 12, bottom: 38 };

export interface CurvePlotProps {
	readonly width: number;
	/** Of the map: deletion and insertion, as far as they came. */
	readonly curves: readonly FaithfulnessCurve[];
	readonly band: readonly BandPoint[];
	readonly places: number;
	/** Places removed at the scrubbed step. */
	readonly removed: number;
	readonly order: FaithfulnessCurve["order"];
	readonly name: string;
	/** A share in [0, 1] that the pointer is at. */
	readonly onScrub: (share: number) => void;
}

/** Short enough for the room beside the axis: powers of ten where the curve is nearly flat. */
function tickText(tick: number): string {
	const value = Number(tick.toPrecision(3));
	const text = value !== 0 && Math.abs(value) < 0.001 ? value.toExponential() : String(value);
	return text.replaceAll("-", "−");
}

/** The curves over the removed share; a drag scrubs. The slider beside it does the same for keys. */
export function CurvePlot(props: CurvePlotProps): JSX.Element {
	const { width, curves, band, places, removed, order, name, onScrub } = props;
	const all = [
		...curves.flatMap(({ points }) => points.map((one) => one.logProbability)),
		...band.flatMap(({ low, high }) => [low, high]),
	];
	const [least, most] = [Math.min(...all), Math.max(...all)];
	const pad = (most - least || 1) * 0.06;
	const [low, high] = [least - pad, most + pad];
	const [w, h] = [Math.max(80, width - room.left - room.right), height - room.top - room.bottom];
	const x = (count: number): number => room.left + (w * count) / places;
	const y = (value: number): number => room.top + (h * (high - value)) / (high - low);
	const path = (points: readonly { readonly removed: number; readonly value: number }[]): string =>
		points.map((one, at) => `${at === 0 ? "M" : "L"}${x(one.removed).toFixed(1)} ${y(one.value).toFixed(1)}`).join("");
	const outline =
		band.length > 1
			? `${path(band.map((one) => ({ removed: one.removed, value: one.high })))}${path(
					[...band].reverse().map((one) => ({ removed: one.removed, value: one.low })),
				).replace("M", "L")}Z`
			: "";
	const scrub = (event: PointerEvent<SVGSVGElement>): void => {
		const box = event.currentTarget.getBoundingClientRect();
		onScrub(Math.min(1, Math.max(0, (event.clientX - box.x - room.left) / w)));
	};
	const shown = curves.find((one) => one.order === order)?.points.find((one) => one.removed === removed);
	return (
		<svg
			className="lvlm-curves"
			role="img"
			aria-label={name}
			width={width}
			height={height}
			viewBox={`0 0 ${width} ${height}`}
			onPointerDown={(event) => {
				event.currentTarget.setPointerCapture(event.pointerId);
				scrub(event);
			}}
			onPointerMove={(event) => event.buttons > 0 && scrub(event)}
		>
			{axisTicks(low, high).map((tick) => (
				<g key={tick}>
					<path className="lvlm-curve-grid" d={`M${room.left} ${y(tick)}H${room.left + w}`} />
					<text className="lvlm-curve-tick" x={room.left - 8} y={y(tick) + 4} textAnchor="end">
						{tickText(tick)}
					</text>
				</g>
			))}
			{[0, 0.25, 0.5, 0.75, 1].map((share) => (
				<text
					key={share}
					className="lvlm-curve-tick"
					x={room.left + w * share}
					y={height - 20}
					textAnchor={share === 1 ? "end" : "middle"}
				>
					{100 * share} %
				</text>
			))}
			<text className="lvlm-curve-tick" x={room.left + w / 2} y={height - 4} textAnchor="middle">
				removed
			</text>
			<path className="lvlm-curve-band" d={outline} />
			<path className="lvlm-curve-mean" d={path(band.map((one) => ({ removed: one.removed, value: one.mean })))} />
			<path className="lvlm-curve-cursor" d={`M${x(removed)} ${room.top}V${room.top + h}`} />
			{curves.map((curve) => (
				<g key={curve.order} className="lvlm-curve" data-order={curve.order}>
					<path
						className="lvlm-curve-line"
						d={path(curve.points.map((one) => ({ removed: one.removed, value: one.logProbability })))}
					/>
					{curve.points.map((one) => (
						<circle
							key={one.removed}
							className="lvlm-curve-dot"
							cx={x(one.removed)}
							cy={y(one.logProbability)}
							r={2.5}
						/>
					))}
				</g>
			))}
			{shown && <circle className="lvlm-curve-now" cx={x(shown.removed)} cy={y(shown.logProbability)} r={6} />}
		</svg>
	);
}
