import type { SanityCheck as MeasuredCheck, RgbImage, Sanity } from "@lvlm-interpret/core";
import { fitScale, paintGrid } from "@lvlm-interpret/core/paint";
import { type JSX, useId, useLayoutEffect, useMemo, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { Legend } from "../foundation/legend.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { evaluateStyles } from "../theme/styles-evaluate.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { signed } from "./faithfulness-words.js";

/** One check: something is taken from the model or its input, and the map is made again. What `sanity` measures fits as it is. */
export interface SanityCheck extends Omit<MeasuredCheck, "values"> {
	/** The map made again, one a cell. */
	readonly values?: ArrayLike<number>;
}

/** The data of a result of `sanity` fit as they are: `<SanityPanel {...result.data} />`. */
export interface SanityPanelProps extends FrameProps, Partial<Pick<Sanity, "identity" | "cascade" | "verdict">> {
	readonly checks: readonly SanityCheck[];
	/** The map under test, one a cell, and its grid: thumbnails beside each check. */
	readonly values?: ArrayLike<number>;
	readonly grid?: { readonly rows: number; readonly columns: number };
	readonly unit?: string;
	readonly image?: RgbImage;
	/** "Relevancy map of “orange”" */
	readonly of?: string;
	/** Default "Does the map depend on what it should?". */
	readonly title?: string;
}

type Outcome = "passed" | "failed" | "open";

const outcomes: Readonly<Record<Outcome, { readonly sign: string; readonly text: string }>> = {
	passed: { sign: "✓", text: "passed" },
	failed: { sign: "✗", text: "failed" },
	open: { sign: "–", text: "not measured" },
};

function outcomeOf({ similarity, limit = 0.5, isPassed }: SanityCheck): Outcome {
	if (isPassed !== undefined) return isPassed ? "passed" : "failed";
	if (similarity === undefined || Number.isNaN(similarity)) return "open";
	return similarity < limit ? "passed" : "failed";
}

function sentence(check: SanityCheck): string {
	if (check.verdict) return check.verdict;
	const { similarity, limit = 0.5 } = check;
	if (similarity === undefined || Number.isNaN(similarity)) return "Not measured.";
	return similarity < limit
		? `The map changes: rank correlation ${signed(similarity)}, below ${signed(limit)}.`
		: `The map stays much as it was: rank correlation ${signed(similarity)}, not below ${signed(limit)}. It shows something else than what was taken away.`;
}

interface ThumbProps extends Required<Pick<SanityPanelProps, "values" | "grid">> {
	readonly image?: RgbImage;
	readonly name: string;
	readonly scale: ReturnType<typeof fitScale>;
}

function Thumb({ values, grid, image, name, scale }: ThumbProps): JSX.Element {
	const base = useRef<HTMLCanvasElement>(null);
	const photo = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (base.current) drawPicture(base.current, paintGrid(values, grid.rows, grid.columns, scale));
		if (photo.current && image) drawPicture(photo.current, rgbaOf(image));
	}, [values, grid, image, scale]);
	return (
		<div role="img" aria-label={name} className="lvlm-sanity-thumb">
			{image && <canvas ref={photo} />}
			<canvas ref={base} style={{ opacity: image ? 0.7 : 1, imageRendering: "pixelated" }} />
		</div>
	);
}

/** A rank correlation as a bar from 0 to 1. */
function Track({ similarity, limit }: { readonly similarity: number; readonly limit?: number }): JSX.Element {
	return (
		<span className="lvlm-sanity-track" aria-hidden="true">
			<span style={{ width: `${100 * Math.min(1, Math.max(0, similarity))}%` }} />
			{limit !== undefined && <i style={{ left: `${100 * limit}%` }} />}
		</span>
	);
}

/** Whether a map changes when the model forgets, the picture is shuffled, or nothing is asked: one that stays explains something else. */
export function SanityPanel(props: SanityPanelProps): JSX.Element {
	const {
		checks,
		values,
		grid,
		unit = "",
		image,
		of,
		identity,
		cascade = [],
		verdict,
		title = "Does the map depend on what it should?",
	} = props;
	const fits = values !== undefined && grid !== undefined && values.length === grid.rows * grid.columns;
	const scale = useMemo(() => (fits ? fitScale(values) : undefined), [fits, values]);
	// Each on a scale of its own: only the order of patches is compared, and levels differ with the weights.
	const scales = useMemo(() => checks.map((check) => (check.values ? fitScale(check.values) : undefined)), [checks]);
	const cascadeId = useId();
	const results = checks.map(outcomeOf);
	const measured = results.filter((one) => one !== "open").length;
	const failed = checks.filter((_, at) => results[at] === "failed").map(({ label }) => label);
	const caption = `${of ?? "The map"}, made again after each change and compared by rank correlation (1 the same order of patches, 0 none). ${
		measured === 0
			? "Nothing has been measured."
			: verdict
				? `${measured} of ${checks.length} measured. ${verdict}`
				: failed.length === 0
					? `${measured} of ${checks.length} measured, all passed: the map changes with what it should depend on.`
					: `${measured} of ${checks.length} measured, failed: ${failed.join(", ")}. A map that stays shows something else than why this model said this of this picture.`
	}${identity === undefined ? "" : ` Made again with nothing changed: ${signed(identity)}.`}`;
	const table = (): TableData => ({
		columns: [
			{ label: "check" },
			{ label: "change" },
			{ label: "rank correlation", isNumeric: true },
			{ label: "limit", isNumeric: true },
			{ label: "outcome" },
			{ label: "finding" },
		],
		rows: checks
			.map((check, at) => [
				check.label,
				check.change,
				check.similarity ?? Number.NaN,
				check.limit ?? 0.5,
				outcomes[results[at] as Outcome].text,
				sentence(check),
			])
			.concat(
				cascade.map(({ blocks, name, similarity }) => [
					"Random weights from the top down",
					blocks === 0 ? "nothing" : `down to ${name} (${blocks} ${blocks === 1 ? "block" : "blocks"})`,
					similarity,
					Number.NaN,
					"",
					"",
				]),
			),
	});
	return (
		<ViewFrame
			{...props}
			sheet={evaluateStyles}
			title={title}
			status={
				props.status ?? (checks.length === 0 ? { kind: "empty", message: "There is no check to show." } : undefined)
			}
			caption={caption}
			table={table}
			legend={
				<>
					{scale && <Legend scale={scale} unit={`${unit || "value"}; each map on its own scale`} />}
					<p className="lvlm-caption">
						Bars: rank correlation with the original, 0 to 1; the line: the limit that a check has to stay below.
					</p>
				</>
			}
		>
			<ul className="lvlm-sanity">
				{fits && scale && (
					<li className="lvlm-sanity-row">
						<Thumb values={values} grid={grid} image={image} scale={scale} name="The map under test" />
						<div className="lvlm-sanity-text">
							<p className="lvlm-sanity-name">The map under test</p>
						</div>
					</li>
				)}
				{checks.map((check, at) => {
					const outcome = results[at] as Outcome;
					const again = check.values;
					const hasMap = again !== undefined && grid !== undefined && again.length === grid.rows * grid.columns;
					const ownScale = scales[at];
					return (
						<li key={check.label} className="lvlm-sanity-row">
							{hasMap && ownScale && (
								<Thumb
									values={again}
									grid={grid}
									image={image}
									scale={ownScale}
									name={`The map after: ${check.label}`}
								/>
							)}
							<div className="lvlm-sanity-text">
								<p className="lvlm-sanity-name">
									<bdi>{check.label}</bdi>{" "}
									<span className="lvlm-sanity-outcome" data-outcome={outcome}>
										<span aria-hidden="true">{outcomes[outcome].sign}</span> {outcomes[outcome].text}
									</span>
								</p>
								<p className="lvlm-muted">{check.change}</p>
								{check.similarity !== undefined && !Number.isNaN(check.similarity) && (
									<Track similarity={check.similarity} limit={check.limit ?? 0.5} />
								)}
								<p>{sentence(check)}</p>
							</div>
						</li>
					);
				})}
			</ul>
			{cascade.length > 0 && (
				<div className="lvlm-sanity-cascade">
					<p className="lvlm-sanity-name" id={cascadeId}>
						Random weights from the top down
					</p>
					<ol aria-labelledby={cascadeId}>
						{cascade.map(({ blocks, name, similarity }) => (
							<li key={blocks}>
								<span>{blocks === 0 ? "nothing" : `down to ${name}`}</span>
								<Track similarity={similarity} />
								<span className="lvlm-number">{signed(similarity)}</span>
							</li>
						))}
					</ol>
				</div>
			)}
		</ViewFrame>
	);
}
