import { elementTypeOf } from "../codec/element-types.js";
import { inlineBytes } from "../ir/tensor-data.js";
import { decodeBytes } from "./decode.js";
import { shapeOf, typed } from "./dims.js";
import type { ConstantName } from "./names.js";
import { elements, int64, isWide, type NdArray, ndArray, range, toNumbers } from "./nd-array.js";
import { type Call, type Family, floats, int, ints, need, operator, tensorAttribute, unsupported } from "./operator.js";

interface ConstantCall extends Call {
	readonly attributes: {
		readonly value?: Parameters<typeof inlineBytes>[1];
		readonly value_float?: number;
		readonly value_floats?: readonly number[];
		readonly value_int?: number;
		readonly value_ints?: readonly number[];
	};
}

function constant(call: ConstantCall): NdArray {
	const { value, value_float, value_floats, value_int, value_ints } = call.attributes;
	if (value) return decodeBytes(call.node.name, value, inlineBytes(call.node.name, value));
	if (value_float !== undefined) return ndArray("float32", [], Float64Array.of(value_float));
	if (value_floats) return ndArray("float32", [value_floats.length], Float64Array.from(value_floats));
	if (value_int !== undefined) return int64(value_int);
	if (value_ints) return int64(value_ints);
	throw unsupported(call, "no numeric value");
}

/** Operators that make values from nothing but sizes and attributes. */
export const constants: Family<ConstantName> = {
	Constant: operator({
		inputs: [0, 0],
		attributes: {
			value: tensorAttribute(),
			value_float: { type: "float", value: undefined as number | undefined },
			value_floats: floats(),
			value_int: int(),
			value_ints: ints(),
		},
		infer(call) {
			const { value } = call.attributes;
			if (value) return [typed(value.dtype, value.shape)];
			const { dtype, shape } = constant(call);
			return [typed(dtype, shape)];
		},
		evaluate: (call) => [constant(call)],
	}),

	ConstantOfShape: operator({
		inputs: [1, 1],
		attributes: { value: tensorAttribute() },
		infer(call) {
			const length = shapeOf(call, 0)?.[0];
			const shape = call.sizes(0) ?? (typeof length === "number" ? range(length).map(() => null) : undefined);
			return [typed(call.attributes.value?.dtype ?? "float32", shape)];
		},
		evaluate(call) {
			const { value } = call.attributes;
			const fill = value && decodeBytes(call.node.name, value, inlineBytes(call.node.name, value));
			const result = ndArray(value?.dtype ?? "float32", toNumbers(need(call, 0)));
			const to = elements(result);
			if (fill) for (let i = 0; i < to.length; i++) to[i] = elements(fill)[0];
			return [result];
		},
	}),

	// start, start + delta, … before limit.
	Range: operator({
		inputs: [3, 3],
		attributes: {},
		infer(call) {
			const dtype = call.types[0]?.dtype ?? call.types[1]?.dtype;
			const [start, limit, delta] = [0, 1, 2]
				.map((index) => call.constant(index))
				.map((one) => one && toNumbers(one)[0]);
			if (start !== undefined && limit !== undefined && delta !== undefined) {
				return [typed(dtype, [Math.max(0, Math.ceil((limit - start) / delta))])];
			}
			return [typed(dtype, [start === 0 && delta === 1 ? (call.sizes(1)?.[0] ?? null) : null])];
		},
		evaluate(call) {
			const [first, limit, delta] = [need(call, 0), need(call, 1), need(call, 2)].map((one) => toNumbers(one)[0]);
			const dtype = need(call, 0).dtype;
			const result = ndArray(dtype, [Math.max(0, Math.ceil((limit - first) / delta))]);
			const to = elements(result);
			for (let i = 0; i < to.length; i++) to[i] = isWide(dtype) ? BigInt(first + i * delta) : first + i * delta;
			return [result];
		},
	}),

	EyeLike: operator({
		inputs: [1, 1],
		attributes: { dtype: int(), k: int(0) },
		infer(call) {
			const { dtype } = call.attributes;
			return [typed(dtype === undefined ? call.types[0]?.dtype : elementTypeOf(dtype), shapeOf(call, 0))];
		},
		evaluate(call) {
			const x = need(call, 0);
			const { dtype: code, k } = call.attributes;
			const dtype = code === undefined ? x.dtype : elementTypeOf(code);
			if (!dtype) throw unsupported(call, `data type ${code}`);
			const result = ndArray(dtype, x.shape);
			const [rows, columns] = x.shape;
			for (let row = Math.max(0, -k); row < rows && row + k < columns; row++) {
				elements(result)[row * columns + row + k] = isWide(dtype) ? 1n : 1;
			}
			return [result];
		},
	}),
};
