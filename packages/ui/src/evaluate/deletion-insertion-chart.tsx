import type { Faithfulness, FaithfulnessCurve, ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useId, useMemo, useState } from "react";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { useWidth } from "../foundation/use-width.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { evaluateStyles } from "../theme/styles-evaluate.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { CurvePlot } from "./curve-plot.js";
import { mapCurve, randomBand, rankedPlaces } from "./curve-points.js";
import { baselineText, explainedText, nats } from "./faithfulness-words.js";
import { RemovedPicture } from "./removed-picture.js";

const orders = [
	{ value: "deletion", label: "Highest first" },
	{ value: "insertion", label: "Lowest first" },
] as const;

export interface DeletionInsertionChartProps extends FrameProps {
	/** `data` of a result of `faithfulness()`; of an aborted run, too. */
	readonly data: Pick<Faithfulness, "curves" | "places" | "tokens" | "removalDescription" | "random" | "map" | "tied"> &
		Partial<Pick<Faithfulness, "areas">>;
	/** The map that was ranked, one a region of the layout: to show which patches are gone. */
	readonly values?: ArrayLike<number>;
	readonly image?: RgbImage;
	readonly imageLayout?: ImageLayout;
	/** Default "What goes with the patches". */
	readonly title?: string;
}

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

/** How the answer's log-probability falls as places are taken away, highest first and lowest first, beside random orders; scrubbing shows the picture with that share removed. */
export function DeletionInsertionChart(props: DeletionInsertionChartProps): JSX.Element {
	const { data, values, image, imageLayout } = props;
	const { title = data.places.what === "image" ? "What goes with the patches" : "What goes with the words" } = props;
	const id = useId();
	const [order, setOrder] = useState<FaithfulnessCurve["order"]>("deletion");
	const [step, setStep] = useState<number>();
	const [box, setBox] = useState<HTMLDivElement | null>(null);
	const width = useWidth(box);
	const { curves, places } = data;
	const [deletion, insertion] = [mapCurve(curves, "deletion"), mapCurve(curves, "insertion")];
	const band = useMemo(() => randomBand(curves), [curves]);
	const own = useMemo(() => [deletion, insertion].filter((one) => one !== undefined), [deletion, insertion]);
	const points = (order === "deletion" ? deletion : insertion)?.points ?? [];
	const at = Math.min(step ?? Math.floor(points.length / 4), points.length - 1);
	const shown = points[at];
	const ranked = useMemo(
		() => (values && imageLayout && values.length === places.count ? rankedPlaces(values) : undefined),
		[values, imageLayout, places.count],
	);
	const removed = useMemo(() => {
		const count = shown?.removed ?? 0;
		return order === "deletion" ? ranked?.slice(0, count) : ranked?.slice(places.count - count);
	}, [ranked, order, shown, places.count]);
	const [first, full] = [points[0], points.at(-1)];
	const what = places.what === "image" ? "patches" : "words";
	const said = explainedText(data);
	const baseline = baselineText(data);
	const isWhole = full?.removed === places.count;
	const caption =
		first && shown
			? `Log-probability of ${said} while ${places.count} ${what} are taken away by the ranking of ${data.map.method} (${data.removalDescription}).${
					data.areas
						? ` Area between the curves: ${nats(data.areas.between)}${baseline ? `; ${baseline}` : ""}.`
						: isWhole
							? ""
							: ` Stopped early: ${points.length} points so far, no area.`
				} With the ${shown.removed} ${order === "deletion" ? "highest" : "lowest"} ranked removed (${percent(shown.removed, places.count)}): ${nats(shown.logProbability)}.${
					data.tied > 0 ? ` ${data.tied} places share their value; their order was drawn.` : ""
				}`
			: undefined;
	const table = (): TableData => {
		const counts = [...new Set([...curves.flatMap((curve) => curve.points.map((one) => one.removed))])].sort(
			(a, b) => a - b,
		);
		const of = (curve: FaithfulnessCurve | undefined, count: number): number =>
			curve?.points.find((one) => one.removed === count)?.logProbability ?? Number.NaN;
		return {
			columns: [
				`${what} removed`,
				"share removed",
				"highest first, nats",
				"lowest first, nats",
				"random, lowest",
				"random, mean",
				"random, highest",
			].map((label) => ({ label, isNumeric: true })),
			rows: counts.map((count) => {
				const random = band.find((one) => one.removed === count);
				const beside = random ? [random.low, random.mean, random.high] : [Number.NaN, Number.NaN, Number.NaN];
				return [count, count / places.count, of(deletion, count), of(insertion, count), ...beside];
			}),
		};
	};
	const isPictured = image && imageLayout && removed;
	return (
		<ViewFrame
			{...props}
			sheet={evaluateStyles}
			title={title}
			status={props.status ?? (shown ? undefined : { kind: "empty", message: "No place has been taken away yet." })}
			caption={caption}
			table={table}
			legend={
				<ul className="lvlm-curve-keys">
					<li data-order="deletion">
						<svg width={30} height={12} aria-hidden="true">
							<path className="lvlm-curve-line" d="M0 6H30" />
						</svg>
						highest first (deletion)
					</li>
					<li data-order="insertion">
						<svg width={30} height={12} aria-hidden="true">
							<path className="lvlm-curve-line" d="M0 6H30" />
						</svg>
						lowest first (insertion)
					</li>
					{band.length > 0 && (
						<li>
							<svg width={30} height={12} aria-hidden="true">
								<path className="lvlm-curve-band" d="M0 0H30V12H0Z" />
								<path className="lvlm-curve-mean" d="M0 6H30" />
							</svg>
							random orders: lowest to highest, mean
						</li>
					)}
					<li>
						<span>
							up: log-probability of <bdi>{said}</bdi>, nats
						</span>
					</li>
				</ul>
			}
			toolbar={
				<>
					<Segmented label="Removed first" options={orders} value={order} onChange={setOrder} />
					<span className="lvlm-field">
						<label htmlFor={id}>Removed</label>
						<input
							id={id}
							className="lvlm-range lvlm-curve-slider"
							type="range"
							min={0}
							max={Math.max(0, points.length - 1)}
							value={at}
							aria-valuetext={
								shown ? `${percent(shown.removed, places.count)}, ${nats(shown.logProbability)}` : undefined
							}
							onChange={(event) => setStep(Number(event.target.value))}
						/>
						<span className="lvlm-number lvlm-picker-value">{shown ? percent(shown.removed, places.count) : ""}</span>
					</span>
				</>
			}
		>
			<div className="lvlm-curve-view" data-pictured={isPictured ? "" : undefined}>
				<div ref={setBox}>
					{width > 0 && shown && (
						<CurvePlot
							width={width}
							curves={own}
							band={band}
							places={places.count}
							removed={shown.removed}
							order={order}
							name={`${title}: log-probability over the removed share`}
							onScrub={(share) => {
								const wanted = share * places.count;
								const distance = points.map((one) => Math.abs(one.removed - wanted));
								setStep(distance.indexOf(Math.min(...distance)));
							}}
						/>
					)}
				</div>
				{isPictured && shown && (
					<RemovedPicture
						image={image}
						layout={imageLayout}
						removed={removed}
						alt={`The picture without the ${shown.removed} ${order === "deletion" ? "highest" : "lowest"} ranked patches`}
					/>
				)}
			</div>
		</ViewFrame>
	);
}
