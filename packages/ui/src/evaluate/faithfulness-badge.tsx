import type { Faithfulness, ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useId, useState } from "react";
import { type CommonProps, Root } from "../theme/root.js";
import { evaluateStyles } from "../theme/styles-evaluate.js";
import { DeletionInsertionChart } from "./deletion-insertion-chart.js";
import { baselineText, gradeOf, gradeWords, nats } from "./faithfulness-words.js";

export interface FaithfulnessBadgeProps extends CommonProps {
	/** `data` of a result of `faithfulness()`; undefined: not measured. */
	readonly data?: Faithfulness;
	/** Where there is none yet: what measuring costs, "110 replays, some 4 s". */
	readonly cost?: string;
	/** Measures it. Without it the badge only says that nothing was measured. */
	readonly onMeasure?: () => void;
	/** While it is measured: in [0, 1]. */
	readonly progress?: number;
	/** For the curve's picture: the ranked map, one a region, and what it lies on. */
	readonly values?: ArrayLike<number>;
	readonly image?: RgbImage;
	readonly imageLayout?: ImageLayout;
	/** Whether the curve is open at first. */
	readonly isOpen?: boolean;
}

/** Whether a map tells what the answer rests on: a number beside its random baseline, and a sentence. A click opens the curve. */
export function FaithfulnessBadge(props: FaithfulnessBadgeProps): JSX.Element {
	const { data, cost, onMeasure, progress, values, image, imageLayout } = props;
	const id = useId();
	const [isOpen, setOpen] = useState(props.isOpen ?? false);
	if (!data) {
		const isRunning = progress !== undefined;
		return (
			<Root className={props.className} style={props.style} id={props.id} sheet={evaluateStyles}>
				<div className="lvlm-badge" data-grade="none">
					<div className="lvlm-badge-head">
						<strong className="lvlm-badge-number">{isRunning ? "Measuring …" : "Not measured"}</strong>
						{isRunning && (
							<progress className="lvlm-progress" aria-label="Measuring faithfulness" max={1} value={progress} />
						)}
						{!isRunning && onMeasure && (
							<button type="button" className="lvlm-button lvlm-badge-button" onClick={onMeasure}>
								Measure
							</button>
						)}
					</div>
					<p>
						Whether the answer rests on what this map shows has not been measured{cost ? `; it takes ${cost}` : ""}.
					</p>
				</div>
			</Root>
		);
	}
	const grade = gradeOf(data);
	const { sign, text } = gradeWords[grade];
	const baseline = baselineText(data);
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={evaluateStyles}>
			<div className="lvlm-badge" data-grade={grade}>
				<button
					type="button"
					className="lvlm-badge-head lvlm-badge-open"
					aria-expanded={isOpen}
					aria-controls={id}
					onClick={() => setOpen(!isOpen)}
				>
					<strong className="lvlm-badge-number lvlm-number">
						{grade === "independent" ? nats(data.dropNats) : data.areas ? nats(data.areas.between) : "No area"}
					</strong>
					<span className="lvlm-badge-grade">
						<span aria-hidden="true">{sign}</span> {text}
					</span>
					<span className="lvlm-badge-what">
						{grade === "independent"
							? "fall without the whole image"
							: `area between insertion and deletion${baseline ? `; ${baseline}` : ""}`}
						{`; ${data.replays} replays`}
					</span>
					<span className="lvlm-badge-fold">{isOpen ? "Close the curve" : "Open the curve"}</span>
				</button>
				<p>{data.verdict}</p>
				<div id={id} hidden={!isOpen}>
					{isOpen && <DeletionInsertionChart data={data} values={values} image={image} imageLayout={imageLayout} />}
				</div>
			</div>
		</Root>
	);
}
