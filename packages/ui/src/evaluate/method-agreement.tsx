import { tensor } from "@lvlm-interpret/core";
import { colorOf, fitScale } from "@lvlm-interpret/core/paint";
import { type JSX, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { textOn } from "../canvas/text-on.js";
import { Legend } from "../foundation/legend.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { evaluateStyles } from "../theme/styles-evaluate.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { signed } from "./faithfulness-words.js";

export interface MethodAgreementProps extends FrameProps {
	/** Names of the maps, in the order of the matrix. */
	readonly methods: readonly string[];
	/** Spearman's rank correlation of each two maps, shape [method, method], in [-1, 1]; NaN where they cannot be compared. `rankCorrelation` gives each. */
	readonly matrix: ArrayLike<number>;
	/** What the maps are about: "“orange”". */
	readonly of?: string;
	/** The two that are compared elsewhere. */
	readonly pair?: readonly [number, number];
	/** A click on a cell: compare these two. */
	readonly onCompare?: (a: number, b: number) => void;
	/** Default "Do methods agree?". */
	readonly title?: string;
}

const written = (value: number): string => (Number.isNaN(value) ? "–" : signed(value));

/** How far maps put patches in the same order, two by two. A click compares the two. */
export function MethodAgreement(props: MethodAgreementProps): JSX.Element {
	const { methods, matrix, of, pair, onCompare, title = "Do methods agree?" } = props;
	const count = methods.length;
	const fits = count >= 2 && matrix.length === count * count;
	const scale = useMemo(() => fitScale([-1, 1], { domain: [-1, 1], signed: true }), []);
	const [stop, setStop] = useState(1);
	const body = useRef<HTMLTableSectionElement>(null);
	const at = (a: number, b: number): number => matrix[a * count + b] as number;
	const pairs = methods.flatMap((_, a) =>
		methods.slice(a + 1).map((__, after) => ({ a, b: a + 1 + after, value: at(a, a + 1 + after) })),
	);
	const known = pairs.filter(({ value }) => !Number.isNaN(value)).sort((x, y) => y.value - x.value);
	const [most, least] = [known[0], known.at(-1)];
	const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
	const name = ({ a, b, value }: { a: number; b: number; value: number }): string =>
		`${methods[a]} and ${methods[b]} (${written(value)})`;
	const caption = fits
		? `Rank correlation (Spearman) of ${count} maps${of ? ` of ${of}` : ""}, two by two: 1 the same order of patches, 0 none, −1 the reverse.${
				most && least
					? ` Mean ${written(mean)}. Most alike: ${name(most)}; least: ${name(least)}.`
					: " No two can be compared."
			} Agreement is no proof: methods may share a fault.`
		: undefined;
	const table = (): TableData => ({
		columns: [{ label: "map" }, ...methods.map((label) => ({ label, isNumeric: true }))],
		rows: methods.map((label, a) => [label, ...methods.map((_, b) => at(a, b))]),
	});
	const onKeyDown = (event: KeyboardEvent, cell: number): void => {
		const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -count, ArrowDown: count };
		const next = cell + (steps[event.key] ?? 0);
		const isSide = event.key === "ArrowLeft" || event.key === "ArrowRight";
		if (!(event.key in steps) || next < 0 || next >= count * count) return;
		if (isSide && Math.floor(next / count) !== Math.floor(cell / count)) return;
		event.preventDefault();
		event.stopPropagation();
		setStop(next);
		body.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
	};
	return (
		<ViewFrame
			{...props}
			sheet={evaluateStyles}
			title={title}
			status={
				props.status ??
				(fits ? undefined : { kind: "empty", message: "It takes two maps of the same places to compare." })
			}
			caption={caption}
			table={table}
			numbers={() => tensor("float64", [count, count], Float64Array.from(matrix))}
			legend={<Legend scale={scale} unit="rank correlation" />}
		>
			<div className="lvlm-agreement-box">
				<table className="lvlm-agreement" aria-label={title}>
					<thead>
						<tr>
							<td />
							{methods.map((label) => (
								<th key={label} scope="col">
									{label}
								</th>
							))}
						</tr>
					</thead>
					<tbody ref={body}>
						{methods.map((label, a) => (
							<tr key={label}>
								<th scope="row">{label}</th>
								{methods.map((other, b) => {
									const value = at(a, b);
									const color = colorOf(scale, value);
									const cell = a * count + b;
									const style = color
										? { background: `rgb(${color.join(" ")})`, color: `rgb(${textOn(color).join(" ")})` }
										: undefined;
									return (
										<td key={other}>
											<button
												type="button"
												className="lvlm-agreement-cell lvlm-number"
												data-cell={cell}
												style={style}
												tabIndex={cell === stop ? 0 : -1}
												aria-pressed={a !== b && [a, b].every((one) => pair?.includes(one))}
												aria-label={`${written(value)}, ${label} and ${other}`}
												disabled={!onCompare}
												onFocus={() => setStop(cell)}
												onKeyDown={(event) => onKeyDown(event, cell)}
												onClick={() => onCompare?.(a, b)}
											>
												{written(value)}
											</button>
										</td>
									);
								})}
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</ViewFrame>
	);
}
