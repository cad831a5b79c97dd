import type { Value } from "../ir/value.js";
import { type AttentionInputs, emitAttention, positionsOf } from "./attention-core.js";
import type { RewriteContext } from "./rule.js";

/** The rows of some successive queries of a causal attention, with the keys up to the last of them. */
export interface AttentionBlock {
	/** [B, H, R, K], float32; rows sum to 1. Row r stands at joint position K - R + r: it is the last R of K positions. */
	readonly attention: Value;
	/** Their joint positions, int64 [R]. */
	readonly rows: Value;
}

/** Where the blocks begin and end; the same for all layers. */
interface Bounds {
	/** Rows of each block, int64 [count]. */
	readonly sizes: Value;
	/** One behind the last row of each block, int64 [1]. */
	readonly ends: readonly Value[];
	/** int64 [R] for each block. */
	readonly rows: readonly Value[];
}

function boundsOf(context: RewriteContext, query: Value, count: number): Bounds {
	const { builder } = context;
	const once = (key: string, build: () => Value) => context.once(`causal blocks ${count} ${key}`, build);
	const number = (value: number) => builder.constant("int64", [value]);
	const total = once("total", () => positionsOf(builder, query));
	const at = (index: number) =>
		once(`bound ${index}`, () =>
			builder.op("Div", [builder.op("Mul", [total, number(index)]), number(count)], {}, { name: "bound" }),
		);
	const each = Array.from({ length: count }, (_, index) => index);
	const scalar = (value: Value) => builder.op("Squeeze", [value]);
	return {
		sizes: once("sizes", () => {
			const sizes = each.map((index) => builder.op("Sub", [at(index + 1), at(index)]));
			return builder.op("Concat", sizes, { axis: 0 }, { name: "block_sizes" });
		}),
		ends: each.map((index) => at(index + 1)),
		rows: each.map((index) => {
			const rows = once(`rows ${index}`, () =>
				builder.op("Range", [scalar(at(index)), scalar(at(index + 1)), builder.constant("int64", 1, [])]),
			);
			rows.type = { dtype: "int64", shape: [`block_${index}_rows`] };
			return rows;
		}),
	};
}

/**
 * Causal attention in blocks of queries, each over the keys that it can see: of the square [S, S] only (1 + 1/count)/2 are computed and
 * kept, and what is left out is exactly 0 in the attention in one piece. Sizes follow S at run time.
 *
 * @param bias  The causal bias of the whole, [S, S].
 * @returns The blocks, first rows first, and what the attention computes, [B, S, H·dv].
 */
export function emitCausalBlocks(
	context: RewriteContext,
	inputs: Omit<AttentionInputs, "biases">,
	bias: Value,
	count: number,
): { readonly blocks: readonly AttentionBlock[]; readonly output: Value } {
	const { builder } = context;
	const { dtype, heads, kvHeads } = inputs;
	const { sizes, ends, rows } = boundsOf(context, inputs.query, count);
	const width = inputs.value.type?.shape?.[3] ?? null;
	const queries = builder.ops("Split", [inputs.query, sizes], { axis: 2 }, { outputs: count });
	const zero = builder.constant("int64", [0], undefined, "zero");
	const axis = builder.constant("int64", [2], undefined, "axis");
	const made = queries.map((query, index) => {
		const [size, keys] = [`block_${index}_rows`, `block_${index}_keys`];
		query.type = { dtype, shape: [null, heads, size, inputs.headSize] };
		const seen = (value: Value, last: AttentionInputs["headSize"]) => {
			const part = builder.op("Slice", [value, zero, ends[index] as Value, axis]);
			part.type = { dtype, shape: [null, kvHeads, keys, last] };
			return part;
		};
		const own = context.once(`causal blocks ${count} bias ${index} of ${context.idOf(bias)}`, () => {
			const from = builder.op("Sub", [ends[index] as Value, builder.op("Shape", [rows[index] as Value])]);
			const starts = builder.op("Concat", [from, zero], { axis: 0 });
			const stops = builder.op("Concat", [ends[index] as Value, ends[index] as Value], { axis: 0 });
			const part = builder.op(
				"Slice",
				[bias, starts, stops, builder.constant("int64", [0, 1])],
				{},
				{ name: "causal" },
			);
			part.type = { dtype, shape: [size, keys] };
			return part;
		});
		const { probabilities, output } = emitAttention(builder.scope(`block_${index}`), {
			...inputs,
			query,
			key: seen(inputs.key, inputs.headSize),
			value: seen(inputs.value, width),
			biases: [own],
		});
		return { output, block: { attention: probabilities, rows: rows[index] as Value } };
	});
	const output = builder.op(
		"Concat",
		made.map((one) => one.output),
		{ axis: 1 },
		{ name: "output" },
	);
	return { blocks: made.map((one) => one.block), output };
}
