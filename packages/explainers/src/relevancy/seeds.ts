import { LvlmError, queryPosition, type Tensor, tensor } from "@lvlm-interpret/core";
import {
	type LocalRows,
	lastRowsAt,
	type ModelHandles,
	type Replay,
	type Rows,
	type Value,
} from "@lvlm-interpret/graph";
import type { RelevancyOptions } from "./options.js";

/** The explained numbers z, one a token: [T]. */
export interface Scalars {
	readonly z: Value;
	/** Log-probability of each token in the replay, [T]: equal to the generation's, or something is wrong. */
	readonly logProbability: Value;
	/** The last layer's attention of the rows that predict the tokens, where it is computed for them alone. */
	readonly lastRows: LocalRows | undefined;
}

/** Writes z_t for the tokens that the inputs `queries`, `targets` (and `others`) name. */
export function scalars(handles: ModelHandles, options: Pick<RelevancyOptions, "seed">): Scalars {
	const queries = queryInput(handles);
	const { logits, attention } = lastRowsAt(handles, queries);
	return { ...scalarsOf(handles, options, logits), lastRows: attention && { attention, positions: queries } };
}

/** The rows that predict the explained tokens: int32 [T]. */
export function queryInput(handles: ModelHandles): Value {
	return handles.decoder.builder.input("queries", "int32", ["tokens"]);
}

/** {@link scalars} of given logits [1, T, V]. */
export function scalarsOf(
	handles: ModelHandles,
	options: Pick<RelevancyOptions, "seed">,
	logits: Value,
): Pick<Scalars, "z" | "logProbability"> {
	const builder = handles.decoder.builder.scope("scalars");
	const targets = builder.input("targets", "int64", ["tokens"]);
	const axis = builder.constant("int64", [-1], undefined, "axis");
	const outer = builder.constant("int64", [0, 2], undefined, "outer");
	const at = (ids: Value) => {
		const index = builder.op("Unsqueeze", [ids, outer]);
		return builder.op("Squeeze", [builder.op("GatherElements", [logits, index], { axis: 2 }), outer]);
	};
	const chosen = at(targets);
	// ln p = -softplus(logsumexp of the other logits - own logit): where p is nearly 1, its gradient keeps its digits.
	const index = builder.op("Unsqueeze", [targets, outer]);
	const nothing = builder.op("Expand", [
		builder.constant("float32", -1e30, [], "nothing"),
		builder.op("Shape", [index]),
	]);
	const rest = builder.op("ScatterElements", [logits, index, nothing], { axis: 2 }, { name: "others" });
	const total = builder.op("Squeeze", [builder.op("ReduceLogSumExp", [rest, axis], { keepdims: 1 }), outer]);
	const logProbability = builder.op("Neg", [builder.op("Softplus", [builder.op("Sub", [total, chosen])])]);
	if (options.seed === "logit") return { z: chosen, logProbability };
	if (options.seed === "log-probability") return { z: logProbability, logProbability };
	const others = builder.input("others", "int64", ["tokens"]);
	return { z: builder.op("Sub", [chosen, at(others)]), logProbability };
}

/** The most likely token other than the one that was generated. */
function runnerUp(replay: Replay, token: number): number {
	const { id, alternatives } = replay.tokens[token] as Replay["tokens"][number];
	const other = alternatives.find((one) => one.id !== id);
	if (other) return other.id;
	throw new LvlmError(
		"invalid-argument",
		`Answer token ${token} has no recorded alternative to contrast with.`,
		{ name: "contrastWith", expected: "a token id", actual: "-1" },
		{ hint: "Generate with at least two alternatives, or name a token." },
	);
}

/** Feeds for {@link scalars}. */
export function scalarFeeds(replay: Replay, tokens: readonly number[], options: RelevancyOptions): Rows {
	const ids = (list: readonly number[]): Tensor => tensor("int64", [list.length], BigInt64Array.from(list, BigInt));
	const { contrastWith } = options;
	const { vocabularySize } = replay.facts.text;
	if (contrastWith >= vocabularySize) {
		throw new LvlmError("invalid-argument", `There is no token ${contrastWith}.`, {
			name: "contrastWith",
			expected: `an id in [0, ${vocabularySize}), or -1`,
			actual: String(contrastWith),
		});
	}
	const others =
		options.seed === "contrast" ? tokens.map((t) => (contrastWith < 0 ? runnerUp(replay, t) : contrastWith)) : [];
	return {
		queries: tensor(
			"int32",
			[tokens.length],
			Int32Array.from(tokens, (t) => queryPosition(replay.sequence, t)),
		),
		targets: ids(tokens.map((t) => (replay.tokens[t] as { id: number }).id)),
		...(options.seed === "contrast" ? { others: ids(others) } : {}),
	};
}
