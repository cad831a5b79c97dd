import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import type { ModelHandles } from "../program/program.js";
import { attentionProducts } from "../rewrite/attention-products.js";
import { type GradientRule, ruleOfInput, vjp } from "./rule.js";
import { productRules } from "./rules/products.js";
import type { VjpCall } from "./vjp-call.js";

/**
 * [B, Hk, G·R, c] as [B, Hk, G, R, c]: the rows of the G query heads that share key head Hk, apart.
 *
 * @param size  R, int64 [1].
 */
function ungrouped(call: VjpCall, rows: Value, size: Value): Value {
	const leading = call.part(rows, 0, 2);
	const width = call.part(rows, 3, 4);
	return call.op("Reshape", [rows, call.op("Concat", [leading, call.ints(-1), size, width], { axis: 0 })]);
}

/** What each row gives its own key: entry (r, K - R + r) of each group's [R, K], as [B, Hk, G, R, 1] from [B, Hk, G·R, K]. */
function diagonal(call: VjpCall, matrix: Value, size: Value): Value {
	const leading = call.part(matrix, 0, 2);
	const keys = call.part(matrix, 3, 4);
	const flat = call.op("Concat", [leading, call.ints(-1), call.op("Mul", [size, keys])], { axis: 0 });
	const scalar = (value: number) => call.builder.constant("int64", value, []);
	const steps = call.op("Mul", [
		call.op("Range", [scalar(0), call.op("Squeeze", [size]), scalar(1)]),
		call.op("Add", [keys, call.ints(1)]),
	]);
	const places = call.add(steps, call.sub(keys, size));
	const entries = call.op("Gather", [call.op("Reshape", [matrix, flat]), places], { axis: 3 });
	return call.op("Unsqueeze", [entries, call.ints(-1)]);
}

/** Rows times a number each: `mask` [R, 1] for the rows of every group. */
function masked(call: VjpCall, rows: Value, size: Value, mask: Value): Value {
	const apart = call.mul(ungrouped(call, rows, size), mask);
	return call.op("Reshape", [apart, call.op("Shape", [rows])]);
}

/** An attention in one piece, or a block of its rows. */
interface LocalBlock {
	readonly probabilities: Value;
	/** Rows of the block, int64 [1]; undefined for all. */
	readonly size?: Value;
	/** [R, 1]: 1 for rows of the prompt, and for generated ones. */
	readonly prompt: Value;
	readonly generated: Value;
}

/**
 * Rules for the two products of an attention under which all answer tokens are explained in one backward pass: a generated row i
 * treats the keys and values of other positions as constants, and keeps the derivative with respect to its own. By causality that
 * gives ∂z_t/∂A[q_t] for every t at once, while the prompt's rows are differentiated as ever.
 *
 *     dV = Aᵀ(p ⊙ dO) + diag(A) ⊙ (g ⊙ dO),   dK = dSᵀ(p ⊙ Q) + diag(dS) ⊙ (g ⊙ Q),   summed over the query heads of a group,
 *
 * with p = 1 for rows of the prompt and 0 for generated ones, g = 1 - p. In a block of R rows, the last of K positions, diag(A) is what each
 * row gives its own key.
 *
 * Source: the row-local replay; verified against gradients through the cache (tests/parity). No seeds in a batch.
 */
function rowLocalAttention({ probabilities, size, prompt, generated }: LocalBlock): [Node, GradientRule][] {
	const { scores, mixed } = attentionProducts(probabilities);
	const plain = ruleOfInput(productRules.MatMul, 0);
	const rowsOf = (call: VjpCall, keys: Value, axis: 2 | 3) => size ?? call.part(keys, axis, axis + 1);
	/** Summed over the query heads of a group, one row a key: [B, Hk, K, c] from [B, Hk, G, R, c]. */
	const onKeys = (call: VjpCall, own: Value) => {
		const sum = call.op("ReduceSum", [own, call.ints(2)], { keepdims: 0 });
		if (!size) return sum;
		const before = call.sub(call.part(call.input(1), call.node === mixed ? 2 : 3, call.node === mixed ? 3 : 4), size);
		return call.op("Pad", [sum, call.op("Concat", [call.ints(0, 0), before, call.ints(0, 0, 0, 0, 0)], { axis: 0 })]);
	};
	const toValues: GradientRule = vjp(plain, (call, dO) => {
		const [a, v] = [call.input(0), call.input(1)];
		const count = rowsOf(call, v, 2);
		const shared = call.matmul(call.transposed(a, 4), masked(call, dO, count, prompt));
		const own = call.mul(call.mul(ungrouped(call, dO, count), generated), diagonal(call, a, count));
		return call.add(shared, onKeys(call, own));
	});
	const toKeys: GradientRule = vjp(plain, (call, dS) => {
		const [q, k] = [call.input(0), call.input(1)];
		const count = rowsOf(call, k, 3);
		const shared = call.matmul(call.transposed(masked(call, q, count, prompt), 4), dS);
		const own = call.mul(call.mul(ungrouped(call, q, count), generated), diagonal(call, dS, count));
		return call.add(shared, call.transposed(onKeys(call, own), 4));
	});
	return [
		[mixed, toValues],
		[scores, toKeys],
	];
}

/** Rows of the last layer's attention that were computed alone (`lastRowsAt`). */
export interface LocalRows {
	/** [1, H, R, S]. */
	readonly attention: Value;
	/** Their joint positions, int32 or int64 [R]. */
	readonly positions: Value;
}

/** The same for R rows that stand apart: dV = (A ⊙ M)ᵀ·dO, dK = (dS ⊙ M)ᵀ·Q, M[i, j] = 1 for a prompt row i or its own position j. */
function rowLocalRows(handles: ModelHandles, rows: LocalRows, prompt: Value): [Node, GradientRule][] {
	const { builder, inputsEmbeds } = handles.decoder;
	const { scores, mixed } = attentionProducts(rows.attention);
	const scalar = (value: number) => builder.constant("int64", value, []);
	const last = builder.constant("int64", [1], undefined, "column");
	const size = builder.op("Gather", [builder.op("Shape", [inputsEmbeds]), scalar(1)], { axis: 0 });
	const positions = builder.op("Cast", [builder.op("Unsqueeze", [rows.positions, last])], { to: 7 });
	const own = builder.op("Equal", [positions, builder.op("Range", [scalar(0), size, scalar(1)])]);
	const promptOf = builder.op("Gather", [prompt, rows.positions], { axis: 0 });
	const each = builder.op("Max", [promptOf, builder.op("Cast", [own], { to: 1 })], {}, { name: "own_or_prompt" });
	// Heads that share a key head may stand below one another.
	const { heads, kvHeads } = handles.facts.text;
	const isFolded = mixed.inputs[0] !== rows.attention;
	const mask = isFolded ? builder.op("Tile", [each, builder.constant("int64", [heads / kvHeads, 1])]) : each;
	const plain = ruleOfInput(productRules.MatMul, 0);
	const toValues = vjp(plain, (call, dO) => call.matmul(call.transposed(call.mul(call.input(0), mask), 4), dO));
	const toKeys = vjp(plain, (call, dS) => call.matmul(call.transposed(call.input(0), 4), call.mul(dS, mask)));
	return [
		[mixed, toValues],
		[scores, toKeys],
	];
}

/**
 * Overrides for `gradients()` by which one backward pass over prompt and answer gives, for each answer token t, the gradient of
 * its own scalar z_t with respect to row q_t of every layer's attention, and the prompt's gradients with respect to z_0.
 * Equal to one backward pass a token through the key/value cache (claim C: rows of generated tokens do not interact).
 *
 * @param promptRows  float32 [S, 1]: 1 for rows of the prompt, 0 for rows that hold generated tokens.
 * @param last  Rows of the last layer that were computed alone, if they were.
 * @throws {LvlmError} "pattern-not-found" for a layer whose attention is not made of plain operators.
 */
export function rowLocal(handles: ModelHandles, promptRows: Value, last?: LocalRows): ReadonlyMap<Node, GradientRule> {
	const { builder, layers } = handles.decoder;
	const one = builder.constant("float32", 1, [], "one");
	const generated = builder.op("Sub", [one, promptRows], {}, { name: "generated_rows" });
	const shared = new Map<Value, Omit<LocalBlock, "probabilities">>();
	const ofRows = (rows: Value) => {
		const found = shared.get(rows) ?? {
			size: builder.op("Shape", [rows], {}, { name: "block_size" }),
			prompt: builder.op("Gather", [promptRows, rows], { axis: 0 }),
			generated: builder.op("Gather", [generated, rows], { axis: 0 }),
		};
		shared.set(rows, found);
		return found;
	};
	const all = layers.flatMap(({ attention, blocks }): LocalBlock[] =>
		blocks
			? blocks.map((block) => ({ probabilities: block.attention, ...ofRows(block.rows) }))
			: [{ probabilities: attention, prompt: promptRows, generated }],
	);
	return new Map([...all.flatMap(rowLocalAttention), ...(last ? rowLocalRows(handles, last, promptRows) : [])]);
}
