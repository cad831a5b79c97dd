import type { RgbImage } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useLayoutEffect, useMemo, useRef, useState } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { ViewStatus } from "../foundation/view-status.js";
import { comparePlaces } from "../image/compare-places.js";
import type { NamedMap } from "../image/diff-maps.js";
import { HeatmapDiff } from "../image/heatmap-diff.js";
import type { SelectionStore } from "../selection/store.js";
import { Root } from "../theme/root.js";
import { compareStyles } from "../theme/styles-compare.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { type CompareRun, runMap } from "./compare-run.js";
import { compareCaption, comparedWords, compareNumbers, percent, signed } from "./compare-words.js";
import { runDifferences } from "./differences.js";
import { WordLane } from "./word-lane.js";

const none: readonly number[] = [];

export interface CompareBoardProps extends FrameProps {
	readonly a: CompareRun;
	readonly b: CompareRun;
	/** The selections of both runs' own views, which picking a word here picks in, too. */
	readonly stores?: readonly [SelectionStore | undefined, SelectionStore | undefined];
	/** Default "Two runs". */
	readonly title?: string;
}

function Picture({ label, image }: { readonly label: string; readonly image: RgbImage | undefined }): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (canvas.current && image) drawPicture(canvas.current, rgbaOf(image));
	}, [image]);
	return (
		<span className="lvlm-run-name">
			{image && (
				<canvas
					ref={canvas}
					role="img"
					aria-label={`Picture of ${label}`}
					style={{ aspectRatio: `${image.width} / ${image.height}` }}
				/>
			)}
			<span>{label}</span>
		</span>
	);
}

/**
 * Two runs beside each other, differences first: in what they differ, where their answers part, how the log-probability of each word that both
 * say changes, how far their maps lie apart, and how much of each is on the picture. A picked word is shown in the maps of both.
 */
export function CompareBoard(props: CompareBoardProps): JSX.Element {
	const { a, b, stores, title = "Two runs" } = props;
	const words = useMemo(() => comparedWords(a, b), [a, b]);
	// Places are of these words: other runs have others.
	const [choice, setChoice] = useState({ of: words, places: none });
	const picked = choice.of === words ? choice.places : none;
	const differences = useMemo(() => runDifferences(a, b), [a, b]);
	const chosen = useMemo(() => words.filter((_, index) => picked.includes(index)), [words, picked]);
	const maps = useMemo(() => {
		const tokens = (side: "a" | "b"): number[] => chosen.flatMap((word) => [...(word[side]?.tokens ?? [])]);
		return [runMap(a, tokens("a")), runMap(b, tokens("b"))] as const;
	}, [a, b, chosen]);
	const numbers = useMemo(() => compareNumbers(a, b, chosen), [a, b, chosen]);
	const divergence = useMemo(() => {
		const [one, other] = maps;
		return one && other ? (comparePlaces(one, other)?.divergence ?? Number.NaN) : Number.NaN;
	}, [maps]);
	const pick = (next: readonly number[]): void => {
		setChoice({ of: words, places: next });
		for (const [side, run, store] of [
			["a", a, stores?.[0]],
			["b", b, stores?.[1]],
		] as const) {
			const positions = next.flatMap((index) =>
				(words[index]?.[side]?.tokens ?? []).map((token) => run.sequence.promptLength + token),
			);
			store?.lock({ tokens: positions });
		}
	};
	const who =
		chosen.length === 0
			? "the whole answer"
			: chosen
					.map(({ a: one, b: other, isSame }) =>
						isSame || !one || !other ? `“${(one ?? other)?.text}”` : `“${one.text}” and “${other.text}”`,
					)
					.join(", ");
	const different = differences.filter(({ isSame }) => !isSame);
	const same = differences.filter(({ isSame }) => isSame).map(({ name }) => name);
	const table = (): TableData => ({
		columns: [
			{ label: a.label },
			{ label: b.label },
			{ label: "same" },
			{ label: `log-probability, ${a.label}`, isNumeric: true },
			{ label: `log-probability, ${b.label}`, isNumeric: true },
			{ label: "change in nats", isNumeric: true },
		],
		rows: words.map((word) => [
			word.a?.text ?? "",
			word.b?.text ?? "",
			word.isSame ? "yes" : "no",
			word.a?.logProbability ?? Number.NaN,
			word.b?.logProbability ?? Number.NaN,
			word.change,
		]),
	});
	const facts = [
		{
			name: "Log-probability of the answer",
			values: [formatValue(numbers.answerA), formatValue(numbers.answerB)],
			more: `${signed(numbers.answerB - numbers.answerA)} nats`,
		},
		{
			name: `Image share, ${who}`,
			values: [percent(numbers.shareA), percent(numbers.shareB)],
			more: Number.isNaN(numbers.shareB - numbers.shareA)
				? ""
				: `${signed(Math.round(1000 * (numbers.shareB - numbers.shareA)) / 10)} points`,
		},
		{
			name: `Jensen–Shannon divergence of the maps, ${who}`,
			values: [],
			more: Number.isNaN(divergence) ? "not known" : `${formatValue(divergence, 1)} bits of at most 1`,
		},
	];
	const named = (run: CompareRun, index: 0 | 1): NamedMap => {
		const map = maps[index];
		return {
			label: run.label,
			values: map?.values ?? [],
			...(map ? { layout: map.layout, unit: map.unit, method: map.method } : {}),
			...(run.image ? { image: run.image } : {}),
		};
	};
	const absent = [a, b].filter((_, index) => !maps[index]).map(({ label }) => `“${label}”`);
	const mapStatus: ViewStatus | undefined =
		absent.length > 0
			? {
					kind: "empty",
					message: `${absent.join(" and ")} ${absent.length === 1 ? "has" : "have"} no map over the picture: there is nothing to compare.`,
				}
			: undefined;
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={compareStyles}>
			<div className="lvlm-board">
				<ViewFrame
					{...props}
					className={undefined}
					style={undefined}
					id={undefined}
					sheet={compareStyles}
					title={title}
					caption={`${compareCaption(a, b, differences, words)} Words are aligned by their longest common subsequence; ≠ marks those without their like. Changes are in nats.`}
					table={table}
					toolbar={
						<button type="button" className="lvlm-button" disabled={picked.length === 0} onClick={() => pick([])}>
							Release
						</button>
					}
				>
					<table className="lvlm-differ">
						<thead>
							<tr>
								<td />
								<th scope="col">
									<Picture label={a.label} image={a.image} />
								</th>
								<th scope="col">
									<Picture label={b.label} image={b.image} />
								</th>
							</tr>
						</thead>
						<tbody>
							{different.map(({ name, a: one, b: other }) => (
								<tr key={name}>
									<th scope="row">{name}</th>
									<td>{one}</td>
									<td>{other}</td>
								</tr>
							))}
							{facts.map(({ name, values, more }) => (
								<tr key={name} className="lvlm-differ-number">
									<th scope="row">{name}</th>
									{values.length > 0 ? (
										<>
											<td className="lvlm-number">{values[0]}</td>
											<td className="lvlm-number">
												{values[1]} {more && <span className="lvlm-muted">{more}</span>}
											</td>
										</>
									) : (
										<td className="lvlm-number" colSpan={2}>
											{more}
										</td>
									)}
								</tr>
							))}
						</tbody>
					</table>
					{same.length > 0 && <p className="lvlm-caption lvlm-differ-same">The same in both: {same.join(", ")}.</p>}
					<WordLane
						label={`Answers of ${a.label} and ${b.label}`}
						names={[a.label, b.label]}
						words={words}
						picked={picked}
						onPick={pick}
					/>
				</ViewFrame>
				<HeatmapDiff
					title={`Where they look, for ${who}`}
					grid={undefined}
					a={named(a, 0)}
					b={named(b, 1)}
					unit={maps[0]?.unit ?? "no unit"}
					status={props.status ?? mapStatus}
					onExport={props.onExport}
					exportTheme={props.exportTheme}
				/>
			</div>
		</Root>
	);
}
