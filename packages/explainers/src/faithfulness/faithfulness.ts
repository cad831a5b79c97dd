import { type FaithfulnessCurve, type FaithfulnessPoint, isAbort, type ResultBody } from "@lvlm-interpret/core";
import type { DrivenProgram, GraphExplainer, ModelHandles, ProgramRuns, Replay } from "@lvlm-interpret/graph";
import { shuffled } from "../random/seeded-random.js";
import { type Removal, removalGraphs, removals } from "../removal/removal-graphs.js";
import { createRemovalTester, type RemovalTester } from "../removal/removal-tester.js";
import { chosenTokens } from "../selection/tokens.js";
import { type CurveReplay, curveReplays, removedCounts } from "./curves.js";
import { type FaithfulnessOptions, faithfulnessOptions } from "./options.js";
import { createPixelTester, type PixelRemoval, pixelGraphs } from "./pixel-removal.js";
import { type RankedMap, rankOrder } from "./ranked-map.js";
import { rankedPlaces } from "./ranked-places.js";
import { faithfulnessResult, type Measured } from "./result.js";

/**
 * Faithfulness: how much an answer depends on what a map points at. Takes places away, the highest ranked first (deletion) or the lowest
 * ranked first (insertion, read backwards), and watches the log-probability of the original tokens in the teacher-forced replay.
 *
 * First of all the change that matters: the log-probability with everything removed. Below 0.5 nat the answer does not depend on the image,
 * and no ranking of it means anything. Then how far the map's top 10 % carry it; then the area between the two curves,
 *
 *     ABPC = ∫ insertion - ∫ deletion over the removed share, in nats (0 for a ranking that knows nothing),
 *
 * beside that of at least five random rankings. Only the order of the values counts: equal values are ordered by the seed, and the result
 * says how many there are.
 *
 * Result: `data` ({@link Faithfulness}, with a verdict in sentences); tensor `curves` [curve, step], float32, in nats: the map's deletion and
 * insertion, then those of the random rankings. Signal `replayError`: largest difference of a token's log-probability from the
 * generation's, in nats. An abort gives what came, with `partial`.
 *
 * Cost: 2 + (1 + rankings) · 2 · (steps - 1) replays or a few more (the top has a point of its own), batched; `blur` and `grey` run the
 * vision encoder on each changed picture, too.
 *
 * Source: deletion and insertion: Petsiuk, Das & Saenko 2018, arXiv:1806.07421; area between the curves of both orders: Samek et al. 2016,
 * arXiv:1509.06321, and Achtibat et al. 2024, arXiv:2402.05602, section 4.
 * Differs from the source: log-probabilities of a generated token or span in place of class scores; removal inside the language model by
 * default; the curves are not rescaled, so that areas are nats.
 *
 * @param map  See `rankedMap`.
 * @example
 * ```ts
 * const maps = await answer.explain(relevancy(), { tokens: [3] });
 * const { data } = await answer.explain(faithfulness(rankedMap(maps)));
 * data?.verdict; // "Without the image, the log-probability of “red” falls by 5.12 nats. Without the map's top 10 % alone …"
 * ```
 */
export function faithfulness(
	map: RankedMap,
): GraphExplainer<FaithfulnessOptions, "faithfulness", DrivenProgram<"faithfulness">> {
	return {
		specificationVersion: "v1",
		id: "faithfulness",
		produces: "faithfulness",
		options: faithfulnessOptions,
		program: (handles, options) => program(handles, options, map),
	};
}

const isInside = (removal: FaithfulnessOptions["removal"]): removal is Removal => removals.includes(removal as Removal);

function testerOf(runs: ProgramRuns, replay: Replay, tokens: readonly number[], options: FaithfulnessOptions) {
	const { removal, batchSize } = options;
	return isInside(removal)
		? createRemovalTester(runs, replay, { removal, tokens, batchSize })
		: createPixelTester(runs, replay, { removal, tokens, batchSize });
}

function program(handles: ModelHandles, options: FaithfulnessOptions, map: RankedMap): DrivenProgram<"faithfulness"> {
	return {
		graphs: isInside(options.removal) ? removalGraphs(handles, [options.removal]) : pixelGraphs(handles),
		drive: (runs, replay) => driveFaithfulness(runs, replay, options, map),
	};
}

/** Log-probabilities of the tokens, summed. */
function total(outcomes: readonly { readonly logProbability: number }[]): number {
	return outcomes.reduce((sum, { logProbability }) => sum + logProbability, 0);
}

/** Measures a map; what `faithfulness` runs. */
export async function driveFaithfulness(
	runs: ProgramRuns,
	replay: Replay,
	options: FaithfulnessOptions,
	map: RankedMap,
): Promise<ResultBody<"faithfulness">> {
	const { tokens } = chosenTokens(replay, options.tokens === "all" ? map.tokens : options.tokens);
	const { positions, values, missing } = rankedPlaces(map, replay, tokens, options.places);
	const count = positions.length;
	const counts = removedCounts(count, options.steps);
	const orders = [
		rankOrder(values, `${options.seed} ties`),
		...Array.from({ length: options.rankings }, (_, index) => shuffled(count, `${options.seed} ranking ${index + 1}`)),
	];
	const replays = orders.flatMap((order, ranking) => curveReplays(ranking, order, counts));
	const steps = replays.length + 2;
	const detail = (one: CurveReplay | undefined) =>
		!one ? "everything removed" : one.ranking === 0 ? "the map" : `random ranking ${one.ranking}`;
	runs.progress(0, steps, "nothing removed");
	const tester: RemovalTester<Removal | PixelRemoval> = await testerOf(runs, replay, tokens, options);
	runs.progress(1, steps, detail(undefined));
	const [whole] = await tester.test([positions]);
	const ends = { full: total(tester.baseline), none: total(whole ?? []) };
	const points = new Map<string, FaithfulnessPoint[]>();
	const curve = (ranking: number, order: FaithfulnessCurve["order"]): FaithfulnessPoint[] => {
		const key = `${ranking} ${order}`;
		const made = points.get(key) ?? [
			{ removed: 0, logProbability: ends.full },
			{ removed: count, logProbability: ends.none },
		];
		points.set(key, made);
		return made;
	};
	let done = 0;
	const measured = (): Measured => ({
		map,
		options,
		tokens,
		places: { what: options.places, count, missing },
		values,
		tester,
		...ends,
		curves: orders.flatMap((_, ranking) =>
			(["deletion", "insertion"] as const).map((order) => ({
				ranking,
				order,
				points: [...curve(ranking, order)].sort((a, b) => a.removed - b.removed),
			})),
		),
		counts,
		...(done < replays.length ? { partial: `${done + 2} of ${steps} replays` } : {}),
	});
	try {
		runs.progress(2, steps, detail(replays[0]));
		const sets = replays.map(({ set }) => set.map((place) => positions[place] as number));
		await tester.test(sets, (outcomes, first) => {
			outcomes.forEach((outcome, index) => {
				const { ranking, order, removed } = replays[first + index] as CurveReplay;
				curve(ranking, order).push({ removed, logProbability: total(outcome) });
			});
			done = first + outcomes.length;
			runs.progress(done + 2, steps, detail(replays[done] ?? replays.at(-1)));
		});
	} catch (error) {
		// What came until then is still true.
		if (!isAbort(error)) throw error;
	}
	return faithfulnessResult(measured(), replay);
}
