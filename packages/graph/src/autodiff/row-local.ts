import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import type { ModelHandles } from "../program/program.js";
import { attentionProducts } from "../rewrite/attention-products.js";
import { type GradientRule, ruleOfInput, vjp } from "./rule.js";
import { productRules } from "./rules/products.js";
import type { VjpCall } from "./vjp-call.js";

/**
 * [B, Hk, G·S, c] as [B, Hk, G, S, c]: the rows of the G query heads that share key head Hk, apart.
 *
 * @param keys  Any value [B, Hk, …, S, …] that tells Hk and S; `rowAxis` says where S stands.
 */
function ungrouped(call: VjpCall, rows: Value, keys: Value, rowAxis: 2 | 3): Value {
	const leading = call.part(rows, 0, 2);
	const size = call.part(keys, rowAxis, rowAxis + 1);
	const width = call.part(rows, 3, 4);
	return call.op("Reshape", [rows, call.op("Concat", [leading, call.ints(-1), size, width], { axis: 0 })]);
}

/** Entry (i, i) of each group's [S, S]: [B, Hk, G, S, 1] from [B, Hk, G·S, S]. */
function diagonal(call: VjpCall, matrix: Value): Value {
	const leading = call.part(matrix, 0, 2);
	const size = call.part(matrix, 3, 4);
	const flat = call.op("Concat", [leading, call.ints(-1), call.op("Mul", [size, size])], { axis: 0 });
	const scalar = (value: number) => call.builder.constant("int64", value, []);
	const places = call.op("Mul", [
		call.op("Range", [scalar(0), call.op("Squeeze", [size]), scalar(1)]),
		call.op("Add", [size, call.ints(1)]),
	]);
	const entries = call.op("Gather", [call.op("Reshape", [matrix, flat]), places], { axis: 3 });
	return call.op("Unsqueeze", [entries, call.ints(-1)]);
}

/** Rows times a number each: `mask` [S, 1] for the rows of every group. */
function masked(call: VjpCall, rows: Value, keys: Value, rowAxis: 2 | 3, mask: Value): Value {
	const apart = call.mul(ungrouped(call, rows, keys, rowAxis), mask);
	return call.op("Reshape", [apart, call.op("Shape", [rows])]);
}

/**
 * Rules for the two products of an attention under which all answer tokens are explained in one backward pass: a generated row i
 * treats the keys and values of other positions as constants, and keeps the derivative with respect to its own. By causality that
 * gives ∂z_t/∂A[q_t] for every t at once, while the prompt's rows are differentiated as ever.
 *
 *     dV = Aᵀ(p ⊙ dO) + diag(A) ⊙ (g ⊙ dO),   dK = dSᵀ(p ⊙ Q) + diag(dS) ⊙ (g ⊙ Q),   summed over the query heads of a group,
 *
 * with p = 1 for rows of the prompt and 0 for generated ones, g = 1 - p.
 *
 * Source: the row-local replay; verified against gradients through the cache (tests/parity). No seeds in a batch.
 */
function rowLocalAttention(probabilities: Value, prompt: Value, generated: Value): [Node, GradientRule][] {
	const { scores, mixed } = attentionProducts(probabilities);
	const plain = ruleOfInput(productRules.MatMul, 0);
	const toValues: GradientRule = vjp(plain, (call, dO) => {
		const [a, v] = [call.input(0), call.input(1)];
		const shared = call.matmul(call.transposed(a, 4), masked(call, dO, v, 2, prompt));
		const own = call.mul(call.mul(ungrouped(call, dO, v, 2), generated), diagonal(call, a));
		return call.add(shared, call.op("ReduceSum", [own, call.ints(2)], { keepdims: 0 }));
	});
	const toKeys: GradientRule = vjp(plain, (call, dS) => {
		const [q, k] = [call.input(0), call.input(1)];
		const shared = call.matmul(call.transposed(masked(call, q, k, 3, prompt), 4), dS);
		const own = call.mul(call.mul(ungrouped(call, q, k, 3), generated), diagonal(call, dS));
		const sum = call.op("ReduceSum", [own, call.ints(2)], { keepdims: 0 });
		return call.add(shared, call.transposed(sum, 4));
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
	const whole = layers.flatMap(({ attention }) => rowLocalAttention(attention, promptRows, generated));
	return new Map([...whole, ...(last ? rowLocalRows(handles, last, promptRows) : [])]);
}
