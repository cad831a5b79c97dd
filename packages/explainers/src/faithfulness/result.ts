import { type Faithfulness, type FaithfulnessCurve, type ResultBody, tensor } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";
import type { Removal } from "../removal/removal-graphs.js";
import type { RemovalTester } from "../removal/removal-tester.js";
import { areasOf, spreadOf, topOf } from "./curves.js";
import type { FaithfulnessOptions } from "./options.js";
import type { PixelRemoval } from "./pixel-removal.js";
import { type RankedMap, tiedCount } from "./ranked-map.js";
import { dependenceNats, verdictOf } from "./verdict.js";

/** What was measured, whole or in part. */
export interface Measured {
	readonly map: RankedMap;
	readonly options: FaithfulnessOptions;
	readonly tokens: readonly number[];
	readonly places: { readonly what: "image" | "text"; readonly count: number; readonly missing: number };
	/** One a place. */
	readonly values: readonly number[];
	readonly tester: RemovalTester<Removal | PixelRemoval>;
	readonly full: number;
	readonly none: number;
	/** Deletion and insertion of each ranking, in turn. */
	readonly curves: readonly FaithfulnessCurve[];
	readonly counts: readonly number[];
	readonly partial?: string;
}

function removalSentence({ options, tester }: Measured): string {
	const { removal, places } = options;
	if (removal === "mean" && places === "image") {
		return "embeddings of image tokens replaced by the mean image embedding of this image";
	}
	if (removal === "mean") return `embeddings of words replaced by a neutral one (${tester.neutralWord})`;
	if (removal === "block") return "hidden from all later positions in every layer";
	if (removal === "blur")
		return "pixels of the patches blurred (Gaussian of an eighth of the side), seen by the vision encoder anew";
	return "pixels of the patches set to the mean colour that the processor subtracts, seen by the vision encoder anew";
}

/** Curves that have all their points, as pairs a ranking. */
function wholePairs({ curves, counts }: Measured): (readonly [FaithfulnessCurve, FaithfulnessCurve])[] {
	const rankings = curves.length / 2;
	return Array.from({ length: rankings }, (_, index) => {
		return [curves[2 * index], curves[2 * index + 1]] as const;
	}).filter((pair): pair is readonly [FaithfulnessCurve, FaithfulnessCurve] =>
		pair.every((one) => one?.points.length === counts.length),
	);
}

function cautionsOf({ places, values, options, partial }: Measured, tied: number): string[] {
	const cautions: string[] = [];
	if (tied > 0) {
		cautions.push(
			`${tied} of ${values.length} places share their value with another: their order is drawn by the seed ${options.seed}.`,
		);
	}
	if (places.missing > 0) {
		cautions.push(`The map says nothing of ${places.missing} of ${places.count} places: they rank last.`);
	}
	if (partial) cautions.push(`Stopped after ${partial}: curves without all their points have no area.`);
	return cautions;
}

/** Turns measurements into a result: areas, spread, verdict, curves. */
export function faithfulnessResult(measured: Measured, replay: Replay): ResultBody<"faithfulness"> {
	const { map, options, tokens, places, values, tester, full, none, curves, counts, partial } = measured;
	const tied = tiedCount(values);
	const whole = wholePairs(measured);
	const ofMap = whole.find(([deletion]) => deletion.ranking === 0);
	const others = whole.filter(([deletion]) => deletion.ranking > 0);
	const top = topOf(curves[0] as FaithfulnessCurve, curves[1] as FaithfulnessCurve, places.count);
	const areas = others.map(([deletion, insertion]) => areasOf(deletion, insertion));
	const tops = others.flatMap(([deletion, insertion]) => topOf(deletion, insertion, places.count) ?? []);
	const between = spreadOf(areas.map((one) => one.between));
	const dropNats = spreadOf(tops.map((one) => one.dropNats));
	const found: Omit<Faithfulness, "verdict"> = {
		map: {
			method: map.method,
			...(map.options ? { options: map.options } : {}),
			tensor: map.tensor,
			reduction: map.reduction,
		},
		tokens: tokens.map((index) => ({ index, text: replay.tokens[index]?.text ?? "" })),
		removal: options.removal,
		removalDescription: removalSentence(measured),
		places: { what: places.what, count: places.count },
		tied,
		full,
		none,
		dropNats: full - none,
		isDependent: full - none >= dependenceNats,
		...(top ? { top } : {}),
		...(ofMap ? { areas: areasOf(...ofMap) } : {}),
		random: { areas, tops, ...(between ? { between } : {}), ...(dropNats ? { dropNats } : {}) },
		curves,
		replays: tester.replays,
	};
	const shown = whole.flat();
	const cautions = cautionsOf(measured, tied);
	return {
		kind: "faithfulness",
		tensors: {
			curves: {
				tensor: tensor(
					"float32",
					[shown.length, counts.length],
					Float32Array.from(shown.flatMap(({ points }) => points.map((one) => one.logProbability))),
				),
				axes: [
					{
						name: "curve",
						index: shown.map((_, index) => index),
						labels: shown.map(({ ranking, order }) => `${ranking === 0 ? "map" : `random ${ranking}`}, ${order}`),
					},
					{ name: "step", index: counts },
				],
				unit: "nats",
				signed: true,
				range: [Number.NEGATIVE_INFINITY, 0],
				description: `log-probability of the original tokens, summed over ${tokens.length}, with 0 to ${places.count} places removed (${found.removalDescription}); deletion: highest ranked first, insertion: lowest ranked first`,
			},
		},
		data: { ...found, verdict: verdictOf(found) },
		...(partial === undefined ? {} : { partial }),
		...(cautions.length > 0 ? { cautions } : {}),
		signals: {
			replayError: Math.max(
				...tokens.map((token, index) =>
					Math.abs((tester.baseline[index]?.logProbability ?? 0) - (replay.tokens[token]?.logProbability ?? 0)),
				),
			),
		},
	};
}
