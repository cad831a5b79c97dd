import {
	isAbort,
	LvlmError,
	type ResultBody,
	rankCorrelation,
	type Sanity,
	type SanityChange,
	type SanityCheck,
	type SanityLevel,
} from "@lvlm-interpret/core";
import type { DrivenProgram, GraphExplainer, ProgramRuns, Replay } from "@lvlm-interpret/graph";
import type { RankedMap } from "../faithfulness/ranked-map.js";
import { type SanityOptions, sanityOptions } from "./options.js";
import { regionValues } from "./region-values.js";
import { checkVerdict, meanOf, sameFrom, sanityVerdict } from "./verdict.js";

/** How a map is made again after a change of the model or its input. */
export interface SanityLab {
	/** Blocks of weights from the top down, by name. */
	readonly blocks: readonly string[];
	/** The question that asks nothing in particular. Default "Describe the image.". */
	readonly neutralPrompt?: string;
	/**
	 * The map under test made again: by the same method, with the same options, for the same tokens of the changed answer.
	 *
	 * @returns Over image regions, see `regionValues`.
	 * @throws {DOMException} AbortError
	 */
	remake(change: SanityChange, request: { readonly signal?: AbortSignal }): Promise<readonly number[]>;
}

type Kind = SanityChange["kind"];

interface Task {
	readonly change: SanityChange;
	/** What it belongs to: a check, the control, or a step of the cascade. */
	readonly of: Kind | "identity" | "cascade";
}

/** Counts of random blocks between none and all, evenly. */
function cascadeCounts(blocks: number, levels: number): number[] {
	const steps = Math.min(levels, blocks - 1);
	const counts = Array.from({ length: Math.max(0, steps) }, (_, step) =>
		Math.max(1, Math.round(((step + 1) * blocks) / (steps + 1))),
	);
	return [...new Set(counts)];
}

/** What is run, the quickest answer to the greatest doubt first. */
function tasksOf(lab: SanityLab, { seeds, levels, seed }: SanityOptions, prompt: string): Task[] {
	const all = lab.blocks.length;
	const drawn = Array.from({ length: seeds }, (_, index) => seed + index);
	return [
		{ of: "identity", change: { kind: "weights", blocks: 0, seed } },
		...drawn.map((one): Task => ({ of: "weights", change: { kind: "weights", blocks: all, seed: one } })),
		...drawn.map((one): Task => ({ of: "image", change: { kind: "image", seed: one } })),
		{ of: "prompt", change: { kind: "prompt", prompt } },
		...cascadeCounts(all, levels).map((blocks): Task => ({ of: "cascade", change: { kind: "weights", blocks, seed } })),
	];
}

function wordsOf({ change }: Task, blocks: readonly string[]): string {
	if (change.kind === "image") return `shuffled picture, seed ${change.seed}`;
	if (change.kind === "prompt") return "neutral prompt";
	if (change.blocks === 0) return "nothing changed";
	return change.blocks === blocks.length
		? `random weights, seed ${change.seed}`
		: `random weights down to ${blocks[change.blocks - 1]}`;
}

const isEven = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

/** What came of a task. */
interface Made {
	readonly task: Task;
	readonly values: readonly number[];
	readonly similarity: number;
}

/**
 * Sanity checks: whether a map depends on what it should. It is made again with weights drawn anew, with the patches of the picture in another
 * order, and under a question that asks nothing in particular, and compared by Spearman's rank correlation over the image's regions: a map that stays
 * shows something else than why this model said this of this picture. First of all it is made again with nothing changed, which must give 1; the
 * cascade draws weights from the top down, the head first, then the decoder's layers, and at last the vision encoder.
 *
 * The answer's tokens stay: all maps are of the teacher-forced replay.
 *
 * Result: `data` ({@link Sanity}, with a verdict in sentences; its checks are what `SanityPanel` shows). Signal `identity`. An abort gives what came,
 * with `partial`.
 *
 * Cost: 2 + 2 · seeds + levels times the map; each set of random weights opens the model once more.
 *
 * Source: Adebayo et al. 2018, "Sanity checks for saliency maps", arXiv:1810.03292, sections 3 and 4 (cascading randomisation, rank correlation).
 * Differs from the source: matrices are drawn with their own mean and deviation, vectors keep their values in another order; the shuffled picture and
 * the neutral prompt are added, labels are not randomised.
 *
 * @param map  Of the answer that is explained.
 * @example
 * ```ts
 * const found = await answer.explain(relevancy(), { tokens: [3] });
 * const changed = await changedAnswers("models/shapes-llava", model, { backend }); // of @lvlm-interpret/models
 * const remake: SanityLab["remake"] = (change, request) =>
 *   changed.with(answer, change, async (other) => regionValues(rankedMap(await other.explain(relevancy(), found.options)), other), request);
 * const { data } = await answer.explain(sanity(rankedMap(found), { blocks: changed.blocks, remake }));
 * data?.verdict; // "The map depends on the model's weights and where things are in the picture. …"
 * ```
 */
export function sanity(
	map: RankedMap,
	lab: SanityLab,
): GraphExplainer<SanityOptions, "sanity", DrivenProgram<"sanity">> {
	return {
		specificationVersion: "v1",
		id: "sanity",
		produces: "sanity",
		options: sanityOptions,
		// All runs are those of the map's own method, on changed answers.
		program: (_, options) => ({ graphs: {}, drive: (runs, replay) => driveSanity(runs, replay, options, map, lab) }),
	};
}

/** Checks a map; what `sanity` runs. */
export async function driveSanity(
	runs: Pick<ProgramRuns, "signal" | "progress">,
	replay: Replay,
	options: SanityOptions,
	map: RankedMap,
	lab: SanityLab,
): Promise<ResultBody<"sanity">> {
	if (lab.blocks.length === 0) {
		throw new LvlmError("invalid-argument", "The model has no blocks of weights that could be drawn anew.", {
			name: "lab",
			expected: "at least one block",
			actual: "none",
		});
	}
	const prompt = lab.neutralPrompt ?? "Describe the image.";
	const values = regionValues(map, replay);
	const tasks = tasksOf(lab, options, prompt);
	const made: Made[] = [];
	const request = runs.signal ? { signal: runs.signal } : {};
	try {
		for (const [done, task] of tasks.entries()) {
			runs.progress(done, tasks.length, wordsOf(task, lab.blocks));
			runs.signal?.throwIfAborted();
			const again = await lab.remake(task.change, request);
			made.push({ task, values: again, similarity: rankCorrelation(values, again) });
		}
		runs.progress(tasks.length, tasks.length, "done");
	} catch (error) {
		// What came until then is still true; without the control it means nothing.
		if (!isAbort(error) || made.length === 0) throw error;
	}
	return sanityResult({ map, replay, options, lab, values, made, prompt, total: tasks.length });
}

interface Measured {
	readonly map: RankedMap;
	readonly replay: Replay;
	readonly options: SanityOptions;
	readonly lab: SanityLab;
	readonly values: readonly number[];
	readonly made: readonly Made[];
	readonly prompt: string;
	readonly total: number;
}

function checksOf({ lab, options, made, prompt }: Measured): SanityCheck[] {
	const about: readonly (readonly [Kind, string, string])[] = [
		[
			"weights",
			"Random weights",
			`All ${lab.blocks.length} blocks of the model drawn anew: matrices with their own mean and deviation, vectors in another order.`,
		],
		["image", "Shuffled image", "The patches of the picture in another order."],
		["prompt", "Neutral prompt", `“${prompt}” in place of the question; the answer stays.`],
	];
	return about.map(([id, label, change]) => {
		const own = made.filter(({ task }) => task.of === id);
		const base = { id, label, change, limit: options.limit };
		const [first] = own;
		if (!first) return base;
		const similarities = own.map(({ similarity }) => similarity);
		const similarity = meanOf(similarities);
		return {
			...base,
			similarity,
			similarities,
			isPassed: similarity < options.limit,
			verdict: checkVerdict(id, similarities, options.limit),
			values: first.values,
		};
	});
}

function cascadeOf({ lab, options, made }: Measured): SanityLevel[] {
	const { blocks } = lab;
	return made
		.flatMap(({ task: { change }, similarity }): SanityLevel[] =>
			change.kind === "weights" && (change.seed === options.seed || change.blocks === 0)
				? [{ blocks: change.blocks, name: blocks[change.blocks - 1] ?? "nothing", similarity }]
				: [],
		)
		.sort((a, b) => a.blocks - b.blocks);
}

function sanityResult(measured: Measured): ResultBody<"sanity"> {
	const { map, replay, options, lab, values, made, total } = measured;
	const identity = made[0]?.similarity ?? Number.NaN;
	const checks = checksOf(measured);
	const cascade = cascadeOf(measured);
	const even = made.filter((one) => isEven(one.values)).map(({ task }) => wordsOf(task, lab.blocks));
	const partial = made.length < total ? `${made.length} of ${total} maps` : undefined;
	const cautions = [
		...(identity < sameFrom && !isEven(values)
			? [`Made again with nothing changed, the map is another one (rank correlation ${identity.toFixed(3)}).`]
			: []),
		...(isEven(values) ? ["The map has the same value everywhere: no order that could change."] : []),
		...(even.length > 0 ? [`The map has the same value everywhere after: ${even.join(", ")}. That counts as 0.`] : []),
		...(partial ? [`Stopped after ${partial}.`] : []),
	];
	const grid = replay.layouts[0]?.grid;
	const data: Sanity = {
		map: { method: map.method, tensor: map.tensor, reduction: map.reduction },
		tokens: map.tokens.map((index) => ({ index, text: replay.tokens[index]?.text ?? "" })),
		values,
		...(grid ? { grid } : {}),
		identity,
		checks,
		cascade,
		verdict: isEven(values)
			? "The map has the same value everywhere: it has no order that could change."
			: sanityVerdict(identity, checks, cascade, options.limit),
	};
	return {
		kind: "sanity",
		tensors: {},
		data,
		...(partial === undefined ? {} : { partial }),
		...(cautions.length > 0 ? { cautions } : {}),
		signals: { identity },
	};
}
