import {
	type CausalGraphs,
	type CausalHead,
	type CausalRadius,
	isAbort,
	LvlmError,
	type ResultBody,
	type Tensor,
	tensor,
} from "@lvlm-interpret/core";
import {
	type DrivenProgram,
	type GraphExplainer,
	type ModelHandles,
	type ProgramRuns,
	type Replay,
	tapAttention,
} from "@lvlm-interpret/graph";
import { removablePositions } from "../removal/removable.js";
import { removalGraphs, removals } from "../removal/removal-graphs.js";
import { createRemovalTester, type RemovalTester } from "../removal/removal-tester.js";
import { imagePositions } from "../selection/image-positions.js";
import { chosen } from "../selection/tokens.js";
import { createHeadPool, type HeadPoolOptions } from "./discovery/head-pool.js";
import type { HeadGraph, HeadTask } from "./discovery/head-task.js";
import { aggregateWeights } from "./discovery/importance.js";
import { Pag } from "./discovery/pag.js";
import { headResult } from "./head-result.js";
import { type SelectedNodes, selectionPlaces, selectNodes } from "./node-selection.js";
import { nodeList } from "./nodes.js";
import { type CausalOptions, causalOptions } from "./options.js";
import { radiusExplanations, sharedChecks } from "./verification.js";

/**
 * Causal interpretation: attention of a head is read as the total effects of a linear causal model over tokens, with latent confounders. From the
 * selected rows' cosine similarities (`Corr = ÂÂᵀ`) and tests of partial correlation a partial ancestral graph is learned; the nodes that
 * possible-d-separation paths of up to `radius` edges reach from the row that predicts the token are its explanation. What such a set means
 * is then tried on the model: with `verify`, the smallest sets whose removal changes the token, and what each removal did.
 *
 * Result: `data` ({@link CausalGraphs}): for each head graph, separating sets, tree, explanations by radius with their checks, importance,
 * token weights; the aggregate over heads. Tensor `aggregate` [token, region], float32 ≥ 0: Σ over heads of m · (1 - p), for drawing, m the share of the
 * image in the largest attention to image and to text, importance / (1 + importance).
 * Signals: `tests`, `replays`, `meanCorrelation` (over heads and pairs; near 1 the rows all look alike, and the graph says little).
 *
 * Cost: two replays for the attention rows (float32, only selected rows leave the session); per head about n²/2 tests and more, the worst case
 * exponential in the number of nodes and held by `maxCondSize` and `maxTests`; for the checks at most 2 · heads · radius · (maxSets + 1)
 * replays, batched, each set once for all heads.
 *
 * @param pool  Where heads are computed: workers (`nodeHeadWorker`, `webHeadWorker`), by default this thread, one head after the other.
 * An abort while sets are checked gives the graphs without the checks that are missing, with `partial`.
 *
 * Source: Rohekar, Gurwicz & Nisimov 2023, arXiv:2310.20307 (ABCD, CLEANN); Rohekar et al. 2021 (ICD), 2023 (ordered ICD); LVLM-Interpret,
 * arXiv:2404.03118, section 3. Differs from the source: positions ascend wherever the source follows a hash set's order; token weights are no
 * NaN; the aggregate weighs heads by a share in place of a ratio without bound; sets are checked on the model, with two removals; any layer, heads and token.
 *
 * @example
 * ```ts
 * const { data } = await answer.explain(causal(), { token: 3, heads: [0, 5] });
 * data?.heads[0]?.explanations.at(-1); // radius 3: nodes within, smallest sets that change the token, what each removal did
 * ```
 */
export function causal(
	pool: HeadPoolOptions = {},
): GraphExplainer<CausalOptions, "causal-graph", DrivenProgram<"causal-graph">> {
	return {
		specificationVersion: "v1",
		id: "causal",
		produces: "causal-graph",
		options: causalOptions,
		program: (handles, options) => program(handles, options, pool),
	};
}

function program(handles: ModelHandles, options: CausalOptions, pool: HeadPoolOptions): DrivenProgram<"causal-graph"> {
	const { layers, heads: count } = handles.facts.text;
	if (options.layer >= layers) {
		throw new LvlmError(
			"invalid-argument",
			`There is no layer ${options.layer}: there are ${layers}, counted from 0.`,
			{
				name: "layer",
				expected: `-1 … ${layers - 1}`,
				actual: String(options.layer),
			},
		);
	}
	const layer = options.layer < 0 ? layers - 1 : options.layer;
	const heads = chosen("heads", options.heads, count, "head");
	const rows = handles.decoder.builder.input("queries", "int32", ["queries"]);
	const attention = tapAttention(handles, { layers: [layer], rows, reduce: [] }).value;
	return {
		graphs: { rows: { outputs: { attention } }, ...(options.verify ? removalGraphs(handles) : {}) },
		drive: (runs, replay) => drive(runs, replay, options, { layer, heads }, pool),
	};
}

/** Attention rows of one layer: [1, H, R, S]. */
interface AttentionRows {
	of(head: number, query: number): Float32Array;
}

async function attentionRows(runs: ProgramRuns, queries: readonly number[]): Promise<AttentionRows> {
	const given = await runs.run("rows", { queries: tensor("int32", [queries.length], Int32Array.from(queries)) });
	const { data, shape } = given.attention as Tensor<"float32">;
	const width = shape.at(-1) as number;
	const place = new Map(queries.map((query, at) => [query, at]));
	return {
		of(head, query) {
			const start = (head * queries.length + (place.get(query) as number)) * width;
			return data.subarray(start, start + width);
		},
	};
}

function taskOf(rows: AttentionRows, head: number, { positions }: SelectedNodes, options: CausalOptions): HeadTask {
	const own = positions.map((position) => rows.of(head, position));
	const columnCount = own[0]?.length ?? 0;
	const joined = new Float32Array(own.length * columnCount);
	own.forEach((row, at) => {
		joined.set(row, at * columnCount);
	});
	const { algorithm, sampleCount, alpha, radius, maxCondSize, maxTests, stable, selectionBias } = options;
	return {
		id: head,
		rows: joined,
		nodeCount: positions.length,
		columnCount,
		...(options.dropSink ? { dropColumns: [0] } : {}),
		...{ algorithm, sampleCount, alpha, radius, maxCondSize, maxTests, stable, selectionBias },
	};
}

function meanCorrelation(found: readonly HeadGraph[]): number {
	let sum = 0;
	let count = 0;
	for (const { correlation, marks } of found) {
		const n = marks.length;
		for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) sum += correlation[a * n + b] as number;
		count += (n * (n - 1)) / 2;
	}
	return count === 0 ? 0 : sum / count;
}

async function drive(
	runs: ProgramRuns,
	replay: Replay,
	options: CausalOptions,
	{ layer, heads }: { readonly layer: number; readonly heads: readonly number[] },
	poolOptions: HeadPoolOptions,
): Promise<ResultBody<"causal-graph">> {
	const [token] = chosen("token", [options.token], replay.tokens.length, "answer token") as [number];
	const places = selectionPlaces(replay, token);
	const steps = heads.length * (options.verify ? 2 : 1);
	runs.progress(0, steps, "attention rows");
	const first = await attentionRows(runs, [places.target]);
	const selected = heads.map((head) => selectNodes(first.of(head, places.target), places, options));
	const list = nodeList(
		replay,
		selected.flatMap(({ positions }) => positions),
	);
	const rows = await attentionRows(
		runs,
		list.nodes.map(({ position }) => position),
	);

	const pool = createHeadPool(poolOptions);
	let found: HeadGraph[];
	try {
		found = await pool.run(
			heads.map((head, at) => taskOf(rows, head, selected[at] as SelectedNodes, options)),
			{
				...(runs.signal ? { signal: runs.signal } : {}),
				onProgress: ({ done, head }) => runs.progress(done, steps, `graph of head ${head.id}`),
			},
		);
	} finally {
		pool.close();
	}

	const removable = new Set(removablePositions(replay, [token]).all);
	const testers: RemovalTester[] = [];
	const made: CausalHead[] = [];
	let checked = 0;
	const add = (at: number, explanations: readonly CausalRadius[]): void => {
		const head = heads[at] as number;
		const parts = { layer, head, row: first.of(head, places.target), places, idOf: list.idOf };
		made.push(
			headResult(
				{ ...parts, selected: selected[at] as SelectedNodes, found: found[at] as HeadGraph },
				explanations,
				options,
			),
		);
	};
	const explain = (at: number, checks: ReturnType<typeof sharedChecks> | undefined) => {
		const { marks, byRadius } = found[at] as HeadGraph;
		const { positions } = selected[at] as SelectedNodes;
		const { maxSets, batchSize } = options;
		return radiusExplanations(
			{ graph: Pag.fromMatrix(marks), positions, byRadius, removable, idOf: list.idOf },
			checks,
			{ maxSets, batchSize, signal: runs.signal },
		);
	};
	if (options.verify) {
		try {
			for (const removal of removals) {
				const { batchSize } = options;
				testers.push(await createRemovalTester(runs, replay, { removal, tokens: [token], batchSize }));
			}
			const checks = sharedChecks(testers, options.decidedBy, textOfIds(replay));
			for (const at of heads.keys()) {
				runs.signal?.throwIfAborted();
				add(at, await explain(at, checks));
				checked++;
				runs.progress(heads.length + checked, steps, `checks of head ${heads[at]}`);
			}
		} catch (error) {
			// Graphs and the checks that there are stay.
			if (!isAbort(error)) throw error;
		}
	}
	for (const at of heads.keys()) if (at >= made.length) add(at, await explain(at, undefined));
	const partial =
		options.verify && checked < heads.length ? `checks of ${checked} of ${heads.length} heads` : undefined;
	return causalResult({ replay, token, places, list, made, found, testers, ...(partial ? { partial } : {}) });
}

/** Texts of token ids, as far as prompt, answer and its alternatives know them. */
function textOfIds(replay: Replay): (id: number) => string {
	const known = new Map<number, string>();
	for (const { alternatives } of replay.tokens) for (const { id, text } of alternatives) known.set(id, text);
	for (const { id, text } of replay.sequence.tokens) known.set(id, text);
	for (const { id, text } of replay.tokens) known.set(id, text);
	return (id) => known.get(id) ?? `token ${id}`;
}

interface Parts {
	readonly replay: Replay;
	readonly token: number;
	readonly places: ReturnType<typeof selectionPlaces>;
	readonly list: ReturnType<typeof nodeList>;
	readonly made: readonly CausalHead[];
	readonly found: readonly HeadGraph[];
	readonly testers: readonly RemovalTester[];
	readonly partial?: string;
}

function causalResult({
	replay,
	token,
	places,
	list,
	made,
	found,
	testers,
	partial,
}: Parts): ResultBody<"causal-graph"> {
	const { nodes, idOf } = list;
	const aggregate = aggregateWeights(
		made.map(({ importance, weights }) => ({
			// The ratio has no bound, and one head would drown all others: its share image / (image + text) weighs.
			importance: importance / (1 + importance),
			positions: weights.map(({ id }) => id),
			weights: weights.map(({ weight }) => weight),
		})),
	);
	const data: CausalGraphs = {
		target: { token, text: replay.tokens[token]?.text ?? "", id: idOf(places.target) },
		nodes,
		heads: made,
		aggregate: [...aggregate]
			.map(([id, weight]) => ({ id, weight }))
			.sort((a, b) => b.weight - a.weight || a.id - b.id),
	};
	const { regions } = imagePositions(replay);
	const values = new Float32Array(regions.length);
	const column = new Map(regions.map((region, at) => [region, at]));
	for (const { id, weight } of data.aggregate) {
		const { region } = nodes[id] as (typeof nodes)[number];
		if (region !== undefined) values[column.get(region) as number] = weight;
	}
	const correlation = meanCorrelation(found);
	const cautions = [
		"A graph is learned from the similarity of attention rows; that attention acts like a linear causal model is an assumption. What a set of nodes means for the answer, the checks say.",
		...(correlation > 0.9
			? [
					`The rows look alike (mean correlation ${correlation.toFixed(2)}), as where all look at one sink: the graphs say little. dropSink leaves the first position out.`,
				]
			: []),
		...(made.some(({ incomplete }) => incomplete) ? ["The search of some heads ended early; they say why."] : []),
	];
	return {
		kind: "causal-graph",
		data,
		tensors: {
			aggregate: {
				tensor: tensor("float32", [1, regions.length], values),
				axes: [
					{ name: "token", index: [token], labels: [data.target.text] },
					{ name: "region", index: regions },
				],
				unit: "image share × (1 - p)",
				signed: false,
				range: [0, Number.POSITIVE_INFINITY],
				description: `sum over ${made.length} heads of layer ${made[0]?.layer} of the image's share in the head's largest attention times 1 - p of the region's independence from the row that predicts “${data.target.text.trim()}”`,
			},
		},
		cautions,
		...(partial ? { partial } : {}),
		signals: {
			tests: made.reduce((sum, { testsBySize }) => sum + testsBySize.reduce((a, b) => a + b, 0), 0),
			replays: testers.reduce((sum, { replays }) => sum + replays, 0),
			meanCorrelation: correlation,
		},
	};
}
