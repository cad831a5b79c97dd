import { allocate, type DType, type TypedArray, tensor } from "@lvlm-interpret/core";
import type { Graph } from "../ir/graph.js";
import type { Attribute } from "../ir/node.js";
import { inlineTensor, type TensorData } from "../ir/tensor-data.js";
import type { Dim, Value } from "../ir/value.js";

/** An attribute as one writes it: integers are int, other numbers float; say `{ float: 1 }` for a float that is whole. */
export type AttributeLike =
	| number
	| string
	| readonly number[]
	| { readonly float: number }
	| { readonly floats: readonly number[] }
	| Attribute;

export interface OpOptions {
	readonly domain?: string;
	/** Number of outputs (default 1) or their names. */
	readonly outputs?: number | readonly string[];
	/** Name of the node; the scope is put in front. */
	readonly name?: string;
}

function attribute(value: AttributeLike): Attribute {
	if (typeof value === "number") return Number.isInteger(value) ? { type: "int", value } : { type: "float", value };
	if (typeof value === "string") return { type: "string", value };
	if (Array.isArray(value)) return { type: "ints", value: value as number[] };
	if ("float" in value) return { type: "float", value: value.float };
	if ("floats" in value) return { type: "floats", value: value.floats };
	return value as Attribute;
}

/** Writes nodes into a graph: one call an operator, with the operator's ONNX name and attribute names. */
export class GraphBuilder {
	readonly graph: Graph;
	#scope: string;

	constructor(graph: Graph, scope = "") {
		this.graph = graph;
		this.#scope = scope;
	}

	/** A builder on the same graph whose names start with `name/`. */
	scope(name: string): GraphBuilder {
		return new GraphBuilder(this.graph, this.#scope ? `${this.#scope}/${name}` : name);
	}

	#scoped(name: string): string {
		return this.#scope ? `${this.#scope}/${name}` : name;
	}

	/** A graph input; its name is not scoped. */
	input(name: string, dtype: DType, shape: readonly Dim[]): Value {
		return this.graph.addInput(name, { dtype, shape });
	}

	/** A weight; its name is not scoped. */
	initializer(name: string, data: TensorData): Value {
		return this.graph.addInitializer(name, data);
	}

	/** A small constant; `shape` defaults to a vector, and to a scalar for a single number. */
	constant(
		dtype: DType,
		values: number | bigint | readonly (number | bigint)[] | TypedArray,
		shape?: readonly number[],
		name = "constant",
	): Value {
		const list = typeof values === "number" || typeof values === "bigint" ? [values] : values;
		const data = allocate(dtype, list.length);
		const wide = dtype === "int64" || dtype === "uint64";
		for (let i = 0; i < list.length; i++) {
			const one = list[i] as number | bigint;
			(data as { [index: number]: number | bigint })[i] = wide ? BigInt(one) : Number(one);
		}
		const sizes = shape ?? (typeof values === "number" || typeof values === "bigint" ? [] : [list.length]);
		return this.graph.addInitializer(this.#scoped(name), inlineTensor(tensor(dtype, sizes, data)));
	}

	/** An operator call with one output. */
	op(
		opType: string,
		inputs: readonly (Value | undefined)[],
		attributes: Readonly<Record<string, AttributeLike>> = {},
		options: OpOptions = {},
	): Value {
		return this.ops(opType, inputs, attributes, options)[0] as Value;
	}

	/** An operator call; all its outputs. */
	ops(
		opType: string,
		inputs: readonly (Value | undefined)[],
		attributes: Readonly<Record<string, AttributeLike>> = {},
		options: OpOptions = {},
	): readonly Value[] {
		const node = this.graph.addNode({
			opType,
			domain: options.domain ?? "",
			name: this.#scoped(options.name ?? opType),
			inputs,
			outputs: options.outputs ?? 1,
			attributes: new Map(Object.entries(attributes).map(([name, value]) => [name, attribute(value)])),
		});
		return node.outputs;
	}

	/** Gives a value the name it shall have in the file and makes it a graph output. */
	output(name: string, value: Value, type?: { dtype: DType; shape: readonly Dim[] }): Value {
		const renamed = this.graph.addNode({ opType: "Identity", name: `${name}/output`, inputs: [value], outputs: [name] })
			.outputs[0] as Value;
		renamed.type = type ?? value.type;
		this.graph.outputs.push(renamed);
		return renamed;
	}
}
