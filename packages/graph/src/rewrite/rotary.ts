import type { Value } from "../ir/value.js";
import { positionsOf } from "./attention-core.js";
import type { RewriteContext } from "./rule.js";

/** Tables of a rotary embedding. [maximum positions, r/2] each, where the first r numbers of a head are rotated. */
export interface RotaryTables {
	readonly cos: Value;
	readonly sin: Value;
	readonly isInterleaved: boolean;
	/** r, when it may be smaller than the head size d. Undefined: all of the head is rotated. */
	readonly rotated: number | undefined;
}

/** The rows of a table for positions P … P+S-1, [S, r/2]; shared by all layers of one past. */
function rows(context: RewriteContext, table: Value, value: Value, past: Value | undefined): Value {
	return context.once(`rotary rows ${context.idOf(table)} ${past ? "after the past" : ""}`, () => {
		const builder = context.builder;
		const scalar = (value: number) => builder.constant("int64", value, []);
		const size = positionsOf(builder, value);
		const [start, end] = past ? [builder.op("Squeeze", [past]), builder.op("Add", [past, size])] : [scalar(0), size];
		// As a gather, whose number of rows shape inference can name; a slice might end earlier.
		const positions = builder.op("Range", [start, builder.op("Squeeze", [end]), scalar(1)]);
		return builder.op("Gather", [table, positions], { axis: 0 }, { name: "rotary" });
	});
}

/**
 * Rotates [B, H, S, d] by its positions P … P+S-1: y1 = x1·cos - x2·sin, y2 = x2·cos + x1·sin, where (x1, x2) are the halves of a head, or
 * its even and odd places when interleaved.
 *
 * @param past  P, int64 [1]; undefined means 0.
 * Source: Su et al. 2021, arXiv:2104.09864, section 3.4; layouts as in com.microsoft RotaryEmbedding.
 */
export function emitRotary(context: RewriteContext, value: Value, tables: RotaryTables, past?: Value): Value {
	const builder = context.builder;
	if (tables.rotated === undefined) {
		// One pass over the heads; a single position id is where the positions begin.
		const first = past ?? builder.constant("int64", [0], [1], "first");
		const attributes = { interleaved: Number(tables.isInterleaved) };
		return builder.op("RotaryEmbedding", [value, first, tables.cos, tables.sin], attributes, {
			domain: "com.microsoft",
			name: "rotary",
		});
	}
	const cos = rows(context, tables.cos, value, past);
	const sin = rows(context, tables.sin, value, past);
	let turned = value;
	let rest: Value | undefined;
	if (tables.rotated !== undefined) {
		const axis = builder.constant("int64", [3]);
		const zero = builder.constant("int64", [0]);
		const border = builder.constant("int64", [tables.rotated]);
		const end = builder.constant("int64", [Number.MAX_SAFE_INTEGER]);
		turned = builder.op("Slice", [value, zero, border, axis]);
		rest = builder.op("Slice", [value, border, end, axis]);
	}
	const [x1, x2] = halves(context, turned, tables, cos);
	const y1 = builder.op("Sub", [builder.op("Mul", [x1, cos]), builder.op("Mul", [x2, sin])]);
	const y2 = builder.op("Add", [builder.op("Mul", [x2, cos]), builder.op("Mul", [x1, sin])]);
	if (!tables.isInterleaved) return builder.op("Concat", rest ? [y1, y2, rest] : [y1, y2], { axis: -1 });
	const last = builder.constant("int64", [-1]);
	const pairs = builder.op("Concat", [builder.op("Unsqueeze", [y1, last]), builder.op("Unsqueeze", [y2, last])], {
		axis: -1,
	});
	const joined = builder.op("Reshape", [pairs, builder.op("Shape", [turned])]);
	return rest ? builder.op("Concat", [joined, rest], { axis: -1 }) : joined;
}

/** (x1, x2), [B, H, S, r/2] each. */
function halves(context: RewriteContext, value: Value, tables: RotaryTables, cos: Value): [Value, Value] {
	const builder = context.builder;
	const axis = builder.constant("int64", [3]);
	const zero = builder.constant("int64", [0]);
	const end = builder.constant("int64", [Number.MAX_SAFE_INTEGER]);
	if (tables.isInterleaved) {
		const two = builder.constant("int64", [2]);
		const one = builder.constant("int64", [1]);
		return [builder.op("Slice", [value, zero, end, axis, two]), builder.op("Slice", [value, one, end, axis, two])];
	}
	const known = tables.cos.type?.shape?.[1];
	const half =
		typeof known === "number"
			? builder.constant("int64", [known])
			: context.once(`rotary half ${context.idOf(cos)}`, () =>
					builder.op("Slice", [
						builder.op("Shape", [cos]),
						builder.constant("int64", [1]),
						builder.constant("int64", [2]),
					]),
				);
	return [builder.op("Slice", [value, zero, half, axis]), builder.op("Slice", [value, half, end, axis])];
}
