import type { GraphBuilder } from "../build/builder.js";
import type { Node } from "../ir/node.js";
import type { Dim, Value } from "../ir/value.js";
import { decodeBytes } from "../ops/decode.js";
import { toNumbers } from "../ops/nd-array.js";

/** Operators whose every output row comes from the same row of each input. */
const elementwise = new Set([
	...["Add", "Sub", "Mul", "Div", "Neg", "Sqrt", "Reciprocal", "Exp", "Tanh", "Sigmoid", "Erf", "Relu", "Gelu"],
	...["QuickGelu", "FastGelu", "BiasGelu", "Identity", "Cast", "Pow", "Clip", "Where", "Softplus"],
]);
const norms = new Set(["LayerNormalization", "SimplifiedLayerNormalization", "RMSNormalization"]);

interface Gathering {
	readonly builder: GraphBuilder;
	readonly rows: Value;
	readonly stopAt: ReadonlySet<Value>;
	readonly amend: ReadonlyMap<Value, (rows: Value) => Value>;
	readonly done: Map<Value, Value>;
}

/** Where and how rows are gathered. */
export interface GatherOptions {
	/** Values that are taken as they are: the gather stands behind them at the latest. */
	readonly stopAt?: ReadonlySet<Value>;
	/** What stands for the rows of some values on the way, given the rows as they were computed. */
	readonly amend?: ReadonlyMap<Value, (rows: Value) => Value>;
	/** Receives the rows of every value on the way, by the whole value; what it holds already is used. */
	readonly gathered?: Map<Value, Value>;
}

/**
 * Some rows of a value, computed from those rows alone as far as that goes: the gather is moved towards the inputs through all that
 * works row by row (norms, linear layers, residuals, reshapes that keep the row axis), so that only those rows are computed.
 * Gradients through it then flow through those rows only. Nodes are copied; the originals stay.
 *
 * @param value  Shapes of the graph must have been inferred.
 * @param axis  Of `value`, from the front.
 * @param rows  int32 or int64 [R].
 */
export function gatherRows(
	builder: GraphBuilder,
	value: Value,
	axis: number,
	rows: Value,
	{ stopAt = new Set(), amend = new Map(), gathered = new Map() }: GatherOptions = {},
): Value {
	return gatheredRows({ builder: builder.scope("rows"), rows, stopAt, amend, done: gathered }, value, axis);
}

function gatheredRows(state: Gathering, value: Value, axis: number): Value {
	const known = state.done.get(value);
	if (known) return known;
	const result = state.stopAt.has(value) ? undefined : pushed(state, value, axis);
	const found = result ?? state.builder.op("Gather", [value, state.rows], { axis });
	const rows = state.amend.get(value)?.(found) ?? found;
	const shape = value.type?.shape;
	if (value.type && shape) {
		const count = state.rows.type?.shape?.[0] ?? null;
		rows.type = { dtype: value.type.dtype, shape: shape.map((dim, one) => (one === axis ? count : dim)) };
	}
	state.done.set(value, rows);
	return rows;
}

/** The value's node again, on gathered inputs; undefined where it does not work row by row. */
function pushed(state: Gathering, value: Value, axis: number): Value | undefined {
	const node = value.producer;
	const shape = value.type?.shape;
	if (!node || !shape || node.outputs.length !== 1) return undefined;
	const rank = shape.length;
	if (elementwise.has(node.opType)) return again(state, node, rowInputs(node, shape, axis));
	if (norms.has(node.opType) || node.opType === "Softmax") {
		const normAxis = node.attributes.get("axis");
		const isLast = normAxis?.type === "int" ? [-1, rank - 1].includes(normAxis.value) : true;
		return isLast && axis !== rank - 1 ? again(state, node, [axis]) : undefined;
	}
	if (node.opType === "Gemm") {
		const isPlain = !node.attributes.has("transA") || node.attributes.get("transA")?.value === 0;
		// A bias row [N] is added to every row.
		const biasRank = node.inputs[2]?.type?.shape?.length ?? 1;
		return isPlain && axis === 0 && biasRank === 1 ? again(state, node, [axis]) : undefined;
	}
	if (node.opType === "MatMul") {
		const left = node.inputs[0]?.type?.shape?.length;
		const right = node.inputs[1]?.type?.shape?.length;
		return left === rank && right !== undefined && right >= 2 && axis === rank - 2
			? again(state, node, [axis])
			: undefined;
	}
	if (node.opType === "Transpose") {
		const perm = node.attributes.get("perm");
		return perm?.type === "ints" ? again(state, node, [perm.value[axis]]) : undefined;
	}
	if (node.opType === "RotaryEmbedding") return axis === rank - 2 ? rotated(state, node, axis) : undefined;
	if (node.opType === "Reshape") return groupedProduct(state, node, shape, axis) ?? reshaped(state, node, shape, axis);
	if (node.opType === "Concat") {
		const joined = node.attributes.get("axis");
		const isOther = joined?.type === "int" && (joined.value + rank) % rank !== axis;
		return isOther
			? again(
					state,
					node,
					node.inputs.map(() => axis),
				)
			: undefined;
	}
	if (node.opType === "Slice") {
		if (isWhole(node, shape)) return gatheredRows(state, node.inputs[0] as Value, axis);
		return slicesOtherAxes(state, node, shape, axis) ? again(state, node, [axis]) : undefined;
	}
	return undefined;
}

/** Whether a slice with known axes leaves the axis of the rows alone. */
function slicesOtherAxes({ builder }: Gathering, node: Node, shape: readonly Dim[], axis: number): boolean {
	const axes = node.inputs[3];
	const data = axes && builder.graph.initializers.get(axes);
	if (data?.content.kind !== "inline") return false;
	const known = toNumbers(decodeBytes(axes?.name ?? "", data, data.content.bytes));
	return known.every((one) => (one + shape.length) % shape.length !== axis);
}

/** A rotation of [1, H, S, d] by positions that begin at one id, or by one id a position: of the rows, by their own ids. */
function rotated(state: Gathering, node: Node, axis: number): Value | undefined {
	const { builder } = state;
	const [value, ids, ...tables] = node.inputs as Value[];
	const idRank = ids?.type?.shape?.length;
	if (!value || !ids || (idRank !== 1 && idRank !== 2)) return undefined;
	const ints = (...list: number[]) => builder.constant("int64", list);
	const positions = builder.op("Unsqueeze", [builder.op("Cast", [state.rows], { to: 7 }), ints(0)]);
	const own = idRank === 1 ? builder.op("Add", [positions, ids]) : builder.op("Gather", [ids, state.rows], { axis: 1 });
	const rows = gatheredRows(state, value, axis);
	return builder.op(node.opType, [rows, own, ...tables], Object.fromEntries(node.attributes), { domain: node.domain });
}

/**
 * A product whose heads share the right side in groups, as `emitAttention` writes it: [1, H, S, d] folded to [1, Hk, G·S, d], times
 * [1, Hk, d, K], unfolded to [1, H, S, K].
 *
 * @param node  The reshape that unfolds.
 */
function groupedProduct(state: Gathering, node: Node, shape: readonly Dim[], axis: number): Value | undefined {
	const product = node.inputs[0]?.producer;
	const fold = product?.opType === "MatMul" ? product.inputs[0]?.producer : undefined;
	const left = fold?.opType === "Reshape" ? fold.inputs[0] : undefined;
	const [, heads, count] = left?.type?.shape ?? [];
	const [, groups] = fold?.outputs[0]?.type?.shape ?? [];
	if (product && state.stopAt.has(product.outputs[0] as Value)) return undefined;
	if (!left || axis !== 2 || shape.length !== 4 || typeof heads !== "number" || typeof groups !== "number")
		return undefined;
	if (heads !== shape[1] || count === null || count === undefined || count !== shape[2]) return undefined;
	const { builder } = state;
	const sizes = (one: number) => builder.constant("int64", [0, one, -1, 0], undefined, "shape");
	const rows = builder.op("Reshape", [gatheredRows(state, left, 2), sizes(groups)], {}, { name: "fold" });
	const products = builder.op("MatMul", [rows, product?.inputs[1] as Value]);
	return builder.op("Reshape", [products, sizes(heads)], {}, { name: "unfold" });
}

/** A slice that leaves nothing out, as "all logits" is one: as large as its input, without steps. */
function isWhole(node: Node, shape: readonly Dim[]): boolean {
	const from = node.inputs[0]?.type?.shape;
	return (
		!node.inputs[4] && from?.length === shape.length && shape.every((dim, axis) => dim !== null && dim === from[axis])
	);
}

/** Which axis of each input holds the rows of an element-wise node; undefined for inputs without rows, null where that is unclear. */
function rowInputs(node: Node, shape: readonly Dim[], axis: number): (number | undefined)[] | null {
	const places: (number | undefined)[] = [];
	for (const input of node.inputs) {
		const dims = input?.type?.shape;
		if (!input) places.push(undefined);
		else if (!dims) return null;
		else {
			const place = axis - shape.length + dims.length;
			if (place < 0 || dims[place] === 1) places.push(undefined);
			else if (dims[place] !== null && dims[place] === shape[axis]) places.push(place);
			else return null;
		}
	}
	return places;
}

function again(state: Gathering, node: Node, axes: readonly (number | undefined)[] | null): Value | undefined {
	if (!axes) return undefined;
	const inputs = node.inputs.map((input, index) => {
		const axis = axes[index];
		return input && axis !== undefined ? gatheredRows(state, input, axis) : input;
	});
	return state.builder.op(node.opType, inputs, Object.fromEntries(node.attributes), { domain: node.domain });
}

/** A reshape that keeps the row axis apart: the sizes before it multiply to 1 on both sides ([1, S, …] and [S, …]). */
function reshaped(state: Gathering, node: Node, shape: readonly Dim[], axis: number): Value | undefined {
	const from = node.inputs[0]?.type?.shape;
	const rest = shape.filter((_, one) => one !== axis);
	if (!from || rest.some((dim) => typeof dim !== "number") || shape.slice(0, axis).some((dim) => dim !== 1)) {
		return undefined;
	}
	const place = from.findIndex((dim) => dim !== 1);
	if (place < 0 || from[place] === null || from[place] !== shape[axis]) return undefined;
	const sizes = shape.map((dim, one) => (one === axis ? -1 : (dim as number)));
	const target = state.builder.constant("int64", sizes, undefined, "shape");
	return state.builder.op("Reshape", [gatheredRows(state, node.inputs[0] as Value, place), target]);
}
