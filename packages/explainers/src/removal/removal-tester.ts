import { queryPosition, type Tensor, tensor } from "@lvlm-interpret/core";
import type { ProgramRuns, Replay, Rows } from "@lvlm-interpret/graph";
import { assertRemovable, removablePositions } from "./removable.js";
import { type NeutralWord, neutralWord, type Removal, removalKey } from "./removal-graphs.js";

/** Replays that run together unless told otherwise; see bench/faithfulness. */
export const defaultBatchSize = 8;

export interface RemovalTesterOptions {
	readonly removal: Removal;
	/** The answer tokens whose rows are looked at. */
	readonly tokens: readonly number[];
	/** Replays in one run. Default {@link defaultBatchSize}. Results do not depend on it, but for rounding. */
	readonly batchSize?: number;
}

/** What one token's row says once a set is removed. */
export interface RemovalOutcome {
	/** The most likely token. */
	readonly predictedId: number;
	/** Of the original token, in nats. */
	readonly logProbability: number;
	/** How much that fell against the empty set, in nats; below 0 where it rose. */
	readonly dropNats: number;
	/** Whether the most likely token is another one than with the empty set. */
	readonly isChanged: boolean;
}

/** Tests what sets of positions mean to some answer tokens, by taking them away. */
export interface RemovalTester<Of extends string = Removal> {
	readonly removal: Of;
	readonly tokens: readonly number[];
	/** With nothing removed, computed by the same graph; one a token. */
	readonly baseline: readonly RemovalOutcome[];
	/** What stood for removed words; undefined for `block`. */
	readonly neutralWord: NeutralWord | undefined;
	/** Replays so far, the baseline's included. */
	readonly replays: number;
	/**
	 * Removes each set, alone, from the teacher-forced replay.
	 *
	 * @param sets  Joint positions, see `removablePositions`; order and repetition do not matter.
	 * @param onBatch  Told after each run what came, and the index of its first set: what an abort leaves.
	 * @returns [set][token].
	 * @throws {LvlmError} "invalid-argument" for a position that must stay. @throws {DOMException} AbortError
	 */
	test(
		sets: readonly (readonly number[])[],
		onBatch?: (outcomes: readonly (readonly RemovalOutcome[])[], first: number) => void,
	): Promise<readonly (readonly RemovalOutcome[])[]>;
}

function int64(values: readonly number[]): Tensor {
	return tensor("int64", [values.length], BigInt64Array.from(values, BigInt));
}

function mask(sets: readonly (readonly number[])[], rows: number): Tensor {
	const data = new Uint8Array(sets.length * rows);
	sets.forEach((set, index) => {
		for (const position of set) data[index * rows + position] = 1;
	});
	return tensor("bool", [sets.length, rows], data);
}

/** Feeds that are the same for all sets. */
export function rowFeeds(replay: Replay, tokens: readonly number[]): Rows {
	const { rows, sequence } = replay;
	const isImage = Uint8Array.from({ length: rows }, (_, at) => Number(sequence.tokens[at]?.segment === "image"));
	const words = sequence.tokens.filter(
		({ position, segment }) => position < sequence.promptLength && segment !== "image",
	);
	return {
		rows: int64(tokens.map((token) => queryPosition(sequence, token))),
		targets: int64(tokens.map((token) => (replay.tokens[token] as Replay["tokens"][number]).id)),
		is_image: tensor("bool", [rows], isImage),
		text_positions: int64(words.map(({ position }) => position)),
	};
}

/** What a row says. */
export type RowReading = Pick<RemovalOutcome, "predictedId" | "logProbability">;

/** Outputs of a run as [set][token]. */
export function outcomesOf(rows: Rows, sets: number, tokens: number): RowReading[][] {
	const { predicted, log_probability: logProbability } = rows;
	return Array.from({ length: sets }, (_, set) =>
		Array.from({ length: tokens }, (_, token) => ({
			predictedId: Number(predicted?.data[set * tokens + token]),
			logProbability: Number(logProbability?.data[set * tokens + token]),
		})),
	);
}

/** How a tester runs a batch of sets, how large it is at most, and what it refuses. */
interface TesterRuns {
	readonly run: (sets: readonly (readonly number[])[]) => Promise<RowReading[][]>;
	readonly batchSize: number;
	check(set: readonly number[]): void;
}

/** A tester out of its runs: measures the baseline, and everything else against it. */
export async function baselineOf<Of extends string>(
	facts: Pick<RemovalTester<Of>, "removal" | "tokens" | "neutralWord" | "replays">,
	{ run, batchSize, check }: TesterRuns,
): Promise<RemovalTester<Of>> {
	const [empty] = (await run([[]])) as [RowReading[]];
	const baseline = empty.map((one) => ({ ...one, dropNats: 0, isChanged: false }));
	const against = (row: RowReading, token: number): RemovalOutcome => {
		const before = baseline[token] as RemovalOutcome;
		return {
			...row,
			dropNats: before.logProbability - row.logProbability,
			isChanged: row.predictedId !== before.predictedId,
		};
	};
	return {
		removal: facts.removal,
		tokens: facts.tokens,
		neutralWord: facts.neutralWord,
		get replays() {
			return facts.replays;
		},
		baseline,
		async test(sets, onBatch) {
			for (const set of sets) check(set);
			const outcomes: RemovalOutcome[][] = [];
			for (let first = 0; first < sets.length; first += batchSize) {
				const found = (await run(sets.slice(first, first + batchSize))).map((rows) => rows.map(against));
				outcomes.push(...found);
				onBatch?.(found, first);
			}
			return outcomes;
		},
	};
}

/**
 * A tester of removals, ready with its baseline.
 *
 * The empty set is computed by the same graph, where it changes nothing, bit for bit. Products of another number of rows may round
 * otherwise: between batch sizes log-probabilities agree within 1e-5.
 *
 * @param runs  Of a program whose graphs hold `removalGraphs(handles, [removal])`.
 * Cost: one replay here, and one a set in `test`.
 * Source: the explanation tester of CLEANN (Rohekar et al. 2023, arXiv:2310.20307), on a vision-language model.
 * Differs from the source: two removals, tokens of image and text; the drop beside the change.
 */
export async function createRemovalTester(
	runs: ProgramRuns,
	replay: Replay,
	{ removal, tokens, batchSize = defaultBatchSize }: RemovalTesterOptions,
): Promise<RemovalTester> {
	const removable = new Set(removablePositions(replay, tokens).all);
	const common = rowFeeds(replay, tokens);
	let replays = 0;
	const run = async (sets: readonly (readonly number[])[]): Promise<RowReading[][]> => {
		const feeds = { ...common, batch: int64([sets.length]), removed: mask(sets, replay.rows) };
		replays += sets.length;
		return outcomesOf(await runs.run(removalKey(removal), feeds), sets.length, tokens.length);
	};
	return baselineOf(
		{
			removal,
			tokens,
			neutralWord: removal === "mean" ? neutralWord(replay) : undefined,
			get replays() {
				return replays;
			},
		},
		{ run, batchSize, check: (set) => assertRemovable(removable, set, replay) },
	);
}
