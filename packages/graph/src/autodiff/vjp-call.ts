import { LvlmError } from "@lvlm-interpret/core";
import type { AttributeLike, GraphBuilder } from "../build/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import type { Dim, Value } from "../ir/value.js";
import { decodeBytes } from "../ops/decode.js";
import { toNumbers } from "../ops/nd-array.js";
import type { AttributeSpecs, AttributeValues } from "../ops/operator.js";
import { floatConstant } from "../rewrite/attention-core.js";
import type { NamedSizes, Recomputation } from "./recompute.js";

/** What the calls of one differentiation share. */
export interface Sweep {
	readonly graph: Graph;
	/** Axes that every cotangent has in front of its value's own: 1 for a batch of seeds over one forward, else 0. */
	readonly lead: 0 | 1;
	/** Number of seeds, int64 [1]; asked for only when `lead` is 1. */
	readonly leadSize: () => Value;
	/** Shape vectors by value, built once. */
	readonly shapes: Map<Value, Value>;
	readonly fullShapes: Map<Value, Value>;
	/** Activations that the backward pass computes again, by value. */
	readonly again: Map<Value, Value>;
	/** The sizes of axes, so that no shape is read from a value that need not be kept. */
	readonly sizes: NamedSizes;
	recomputed: Recomputation | undefined;
}

/** Shape of a value, int64 [rank]: a constant where all sizes are known. */
export function shapeOf(value: Value, { shapes, sizes, recomputed }: Sweep, builder: GraphBuilder): Value {
	const original = recomputed?.original(value) ?? value;
	let shape = shapes.get(original);
	if (!shape) {
		const dims = original.type?.shape;
		shape = dims?.every((dim) => typeof dim === "number")
			? builder.constant("int64", dims as number[], [dims.length], "ints")
			: (sizes.shapeOf(original) ?? builder.op("Shape", [original]));
		shapes.set(original, shape);
	}
	return shape;
}

/**
 * A node while its gradient is written. Cotangents have the shape of their value behind `lead` leading axes; axes are best
 * counted from the end (-1, -2, …), where the leading axes do not matter.
 */
export class VjpCall {
	readonly node: Node;
	readonly builder: GraphBuilder;
	readonly attributes: AttributeValues<AttributeSpecs>;
	readonly lead: 0 | 1;
	readonly #sweep: Sweep;
	readonly #cotangents: readonly (Value | undefined)[];
	/** Output 0 is handed to the rules. */
	readonly #read: Set<number> = new Set([0]);
	readonly #common: Map<string, Value> = new Map();

	constructor(
		node: Node,
		attributes: AttributeValues<AttributeSpecs>,
		builder: GraphBuilder,
		sweep: Sweep,
		cotangents: readonly (Value | undefined)[],
	) {
		this.node = node;
		this.attributes = attributes;
		this.builder = builder;
		this.lead = sweep.lead;
		this.#sweep = sweep;
		this.#cotangents = cotangents;
	}

	/** An input that must be there. */
	input(index: number): Value {
		const value = this.node.inputs[index];
		if (value) return this.#asRead(value);
		throw this.refuse(`input ${index} is missing`);
	}

	output(index = 0): Value {
		return this.#asRead(this.node.outputs[index] as Value);
	}

	/** A forward value, computed again where the request says so. */
	#asRead(value: Value): Value {
		const flowing = this.#cotangents.find((one) => one !== undefined);
		return (flowing && this.#sweep.recomputed?.of(value, flowing)) ?? value;
	}

	/**
	 * An input as the backward pass reads it: activations of the form x·σ(αx) are computed again from x rather than kept since the forward
	 * pass, of which a decoder's MLP has one a layer, as large as anything in it but attention. (Chen et al. 2016, arXiv:1604.06174, where
	 * what is cheap to compute is dropped.)
	 */
	kept(index: number): Value {
		const value = this.input(index);
		const { producer } = value;
		const x = producer?.opType === "QuickGelu" ? producer.inputs[0] : undefined;
		if (!producer || !x) return value;
		let found = this.#sweep.again.get(value);
		if (!found) {
			const alpha = producer.attributes.get("alpha");
			found = this.mul(x, this.sigmoid(x, alpha?.type === "float" ? alpha.value : 1.702));
			this.#sweep.again.set(value, found);
		}
		return found;
	}

	/** σ(αx). */
	sigmoid(x: Value, alpha: number): Value {
		return this.op("Sigmoid", [
			alpha === 1 ? x : this.mul(x, floatConstant(this.builder, x.type?.dtype ?? "float32", alpha, "alpha")),
		]);
	}

	/** What flows back into an output; undefined where nothing does. */
	cotangent(index: number): Value | undefined {
		this.#read.add(index);
		return this.#cotangents[index];
	}

	/** An output that something flows back into, and that no rule has asked for. */
	unreadOutput(): number | undefined {
		const index = this.#cotangents.findIndex((one, at) => one && !this.#read.has(at));
		return index < 0 ? undefined : index;
	}

	/** The error for a form of the operator whose derivative has no rule. */
	refuse(reason: string): LvlmError<"unsupported-op"> {
		const { opType, domain, name } = this.node;
		return new LvlmError("unsupported-op", `Node "${name}" (${opType}) cannot be differentiated: ${reason}.`, {
			opType,
			domain,
			phase: "gradient",
			node: name,
		});
	}

	/** Sizes of a value. @throws {LvlmError} "unsupported-op" when not even the rank is known. */
	dims(value: Value): readonly Dim[] {
		const shape = value.type?.shape;
		if (shape) return shape;
		throw this.refuse(`the rank of "${value.name}" is not known`);
	}

	/** Content of a small integer constant, undefined where it is computed at run time. */
	known(value: Value | undefined): number[] | undefined {
		if (!value) return undefined;
		const inner = value.producer?.opType === "Constant" ? value.producer.attributes.get("value") : undefined;
		const data = inner?.type === "tensor" ? inner.value : this.#sweep.graph.initializers.get(value);
		if (data?.content.kind !== "inline" || data.content.bytes.byteLength > 4096) return undefined;
		return toNumbers(decodeBytes(value.name, data, data.content.bytes));
	}

	/** What several inputs' rules have in common, computed for the first that asks. */
	once(key: string, make: () => Value): Value {
		let value = this.#common.get(key);
		if (!value) {
			value = make();
			this.#common.set(key, value);
		}
		return value;
	}

	op(opType: string, inputs: readonly (Value | undefined)[], attributes?: Record<string, AttributeLike>): Value {
		return this.builder.op(opType, inputs, attributes);
	}

	add = (a: Value, b: Value): Value => this.op("Add", [a, b]);
	sub = (a: Value, b: Value): Value => this.op("Sub", [a, b]);
	mul = (a: Value, b: Value): Value => this.op("Mul", [a, b]);
	div = (a: Value, b: Value): Value => this.op("Div", [a, b]);
	neg = (a: Value): Value => this.op("Neg", [a]);
	matmul = (a: Value, b: Value): Value => this.op("MatMul", [a, b]);

	/** A number in the dtype that the node computes in. */
	scalar(value: number): Value {
		const dtype = this.node.inputs[0]?.type?.dtype ?? "float32";
		return floatConstant(this.builder, dtype, value, "scalar");
	}

	/** A number in the dtype of an input. */
	scalarLike(index: number, value: number): Value {
		return floatConstant(this.builder, this.input(index).type?.dtype ?? "float32", value, "scalar");
	}

	/** An int64 vector. */
	ints(...values: number[]): Value {
		return this.builder.constant("int64", values, [values.length], "ints");
	}

	/** A boolean as 0 or 1, in the node's dtype. */
	indicator(condition: Value): Value {
		const dtype = this.node.inputs[0]?.type?.dtype ?? "float32";
		const to = { float64: 11, float16: 10, bfloat16: 16 }[dtype as "float64"] ?? 1;
		return this.op("Cast", [condition], { to });
	}

	/** Sum over axes counted from the end, which stay with size 1 unless `keep` is false. */
	sum(value: Value, axes: readonly number[], keep = true): Value {
		return axes.length === 0 ? value : this.op("ReduceSum", [value, this.ints(...axes)], { keepdims: Number(keep) });
	}

	/** Mean over axes counted from the end, which stay with size 1. */
	mean(value: Value, axes: readonly number[]): Value {
		return this.op("ReduceMean", [value, this.ints(...axes)], { keepdims: 1 });
	}

	/** The last two axes exchanged. */
	transposed(value: Value, rank: number): Value {
		const perm = Array.from({ length: rank }, (_, axis) => axis);
		[perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
		return this.op("Transpose", [value], { perm });
	}

	/** Shape of a value, int64 [rank]: a constant where all sizes are known. */
	shape(value: Value): Value {
		return shapeOf(value, this.#sweep, this.builder);
	}

	/**
	 * Some sizes of a value, int64: places `start` up to `end` of `rank`. By Gather: ONNX Runtime (1.27 to 1.30) moves
	 * transpositions wrongly through a Shape that is sliced.
	 */
	part(value: Value, start: number, end: number): Value {
		const known = value.type?.shape?.slice(start, end);
		if (known?.length === end - start && known.every((dim) => typeof dim === "number")) {
			return this.ints(...(known as number[]));
		}
		const places = Array.from({ length: end - start }, (_, place) => start + place);
		return this.op("Gather", [this.shape(value), this.ints(...places)], { axis: 0 });
	}

	/** Shape of a value's cotangent: the number of seeds, then {@link shape}. */
	fullShape(value: Value): Value {
		if (this.lead === 0) return this.shape(value);
		let shape = this.#sweep.fullShapes.get(value);
		if (!shape) {
			shape = this.op("Concat", [this.#sweep.leadSize(), this.shape(value)], { axis: 0 });
			this.#sweep.fullShapes.set(value, shape);
		}
		return shape;
	}

	/** Zeros as a cotangent of `value`. */
	zeros(value: Value): Value {
		return this.op("Expand", [this.scalar(0), this.fullShape(value)]);
	}

	/** A cotangent with the same elements in the shape of `value`'s. */
	reshapedTo(dy: Value, value: Value): Value {
		const dims = value.type?.shape;
		const open = dims?.filter((dim) => typeof dim !== "number").length ?? 2;
		// One size may be left to Reshape: the only open one, or the number of seeds.
		if (dims && open + this.lead <= 1 && !dims.includes(0)) {
			const own = dims.map((dim) => (typeof dim === "number" ? dim : -1));
			return this.op("Reshape", [dy, this.ints(...(this.lead ? [-1, ...own] : own))]);
		}
		// A size may be 0, which would mean "as in the input".
		return this.op("Reshape", [dy, this.fullShape(value)], { allowzero: 1 });
	}

	/** A cotangent broadcast to the shape of `value`'s. */
	expandedTo(dy: Value, value: Value): Value {
		return this.op("Expand", [dy, this.fullShape(value)]);
	}

	/**
	 * The transpose of broadcasting: sums a cotangent of shape `from` over the axes along which `value` was repeated. Sizes that
	 * are not known to differ count as equal when they have the same name; where neither says, the axes are found at run time.
	 *
	 * @param tail  Last axes that are equal by construction (the matrices of a product).
	 */
	sumTo(dy: Value, from: readonly Dim[], value: Value, tail = 0): Value {
		const dims = this.dims(value);
		const extra = from.length - dims.length;
		let summed = dy;
		if (extra > 0) {
			const axes = Array.from({ length: extra }, (_, axis) => axis - from.length);
			summed = this.sum(dy, axes, false);
		}
		const repeated: number[] = [];
		const unsure: number[] = [];
		dims.slice(0, dims.length - tail).forEach((dim, axis) => {
			const whole = from[axis + extra] as Dim;
			if (dim === 1 && whole !== 1) repeated.push(axis - dims.length);
			else if (dim === null || (dim !== whole && typeof dim === "string")) unsure.push(axis - dims.length);
		});
		if (repeated.length > 0) summed = this.sum(summed, repeated);
		return unsure.length === 0 ? summed : this.#sumWhereOne(summed, value);
	}

	/** Sums over all axes along which `value` turns out to have size 1. */
	#sumWhereOne(dy: Value, value: Value): Value {
		const isOne = this.op("Equal", [this.shape(value), this.ints(1)]);
		const found = this.op("Squeeze", [this.op("NonZero", [isOne]), this.ints(0)]);
		const axes = this.op("Sub", [found, this.ints(this.dims(value).length)]);
		return this.op("ReduceSum", [dy, axes], { keepdims: 1, noop_with_empty_axes: 1 });
	}

	/**
	 * The transpose of taking entries along an axis: entry i of `dy` is added at place `positions[i]`.
	 *
	 * @param axis  Counted from the end.
	 * @param positions  Each in [0, size): numbers, or int64 [n].
	 * @param value  Whose cotangent this becomes.
	 */
	placed(dy: Value, axis: number, positions: readonly number[] | Value, value: Value): Value {
		const dims = this.dims(value);
		const rank = dims.length + this.lead;
		const hot = this.#oneHot(positions, value, axis + dims.length);
		if (axis === -1) return this.matmul(dy, hot);
		if (axis === -2) return this.matmul(this.op("Transpose", [hot], { perm: [1, 0] }), dy);
		const perm = Array.from({ length: rank }, (_, one) => one);
		[perm[rank + axis], perm[rank - 1]] = [rank - 1, rank + axis];
		return this.op("Transpose", [this.matmul(this.op("Transpose", [dy], { perm }), hot)], { perm });
	}

	/** [n, size along `at`]: 1 where row i has the column of `positions[i]`. */
	#oneHot(positions: readonly number[] | Value, value: Value, at: number): Value {
		const size = this.dims(value)[at];
		const dtype = this.node.inputs[0]?.type?.dtype;
		const isWritten = Array.isArray(positions) && typeof size === "number" && positions.length * size <= 4096;
		if (isWritten && (dtype === "float32" || dtype === "float64")) {
			const rows = positions.flatMap((place) => Array.from({ length: size }, (_, column) => Number(column === place)));
			return this.builder.constant(dtype, rows, [positions.length, size], "one_hot");
		}
		const scalar = (number: number): Value => this.builder.constant("int64", number, []);
		const count =
			typeof size === "number" ? scalar(size) : this.op("Gather", [this.shape(value), scalar(at)], { axis: 0 });
		const places = this.op("Range", [scalar(0), count, scalar(1)]);
		const list = Array.isArray(positions) ? this.ints(...positions) : (positions as Value);
		return this.indicator(this.op("Equal", [this.op("Unsqueeze", [list, this.ints(1)]), places]));
	}
}
