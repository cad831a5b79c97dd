import { LvlmError } from "@lvlm-interpret/core";
import type { Graph } from "../ir/graph.js";
import type { Attribute, Node } from "../ir/node.js";
import type { TensorData } from "../ir/tensor-data.js";
import type { Dim, ValueType } from "../ir/value.js";
import type { NdArray } from "./nd-array.js";

interface AttributeTypes {
	int: number;
	ints: readonly number[];
	float: number;
	floats: readonly number[];
	string: string;
	strings: readonly string[];
	tensor: TensorData;
	graph: Graph;
}

/** One attribute of an operator: its type and what a node without it means (`undefined`: nothing, the rule decides). */
export interface AttributeSpec<T = unknown> {
	readonly type: keyof AttributeTypes;
	readonly value: T;
}

export type AttributeSpecs = Readonly<Record<string, AttributeSpec>>;

/** The attributes of a call, defaults filled in. */
export type AttributeValues<A extends AttributeSpecs> = { readonly [K in keyof A]: A[K]["value"] };

/** What every rule of an operator is told about the node. */
export interface Call<A extends AttributeSpecs = AttributeSpecs> {
	readonly node: Node;
	/** Version of the node's domain. */
	readonly opset: number;
	readonly attributes: AttributeValues<A>;
}

export interface InferCall<A extends AttributeSpecs = AttributeSpecs> extends Call<A> {
	/** What is known of each input; undefined where it is absent or unknown. */
	readonly types: readonly (ValueType | undefined)[];
	/** An input's content when it is small and known. */
	constant(index: number): NdArray | undefined;
	/** An input's content as sizes (int64 vector or scalar): numbers, symbols, or null for an unknown element. */
	sizes(index: number): readonly Dim[] | undefined;
	/** Output types of a subgraph attribute. */
	inferGraph(graph: Graph): (ValueType | undefined)[];
}

export interface EvaluateCall<A extends AttributeSpecs = AttributeSpecs> extends Call<A> {
	readonly inputs: readonly (NdArray | undefined)[];
	/** Outputs of a subgraph attribute; only the branch that is run is computed. */
	runGraph(graph: Graph): NdArray[];
}

/** One operator: its schema and its rules. `A` are its attributes. */
export interface OperatorRules<A extends AttributeSpecs> {
	/** Least and greatest number of inputs. */
	readonly inputs: readonly [number, number];
	readonly attributes: A;
	/** Types of the outputs, from the first; missing ones are unknown. @throws {LvlmError} "shape-mismatch" */
	infer(call: InferCall<NoInfer<A>>): readonly (ValueType | undefined)[];
	/** Outputs, from the first; undefined for an optional one that inference does not compute. */
	evaluate(call: EvaluateCall<NoInfer<A>>): readonly (NdArray | undefined)[];
	/**
	 * The operator only copies elements of inputs to places that do not depend on the elements of input 0 (Gather, Concat,
	 * Slice, …). Shape inference then may run it on symbols that stand for sizes.
	 */
	readonly movesElements?: true;
}

/** An entry of the operator table. */
export type Operator = OperatorRules<AttributeSpecs>;

/** Entries of one family file, by operator name. */
export type Family<Name extends string> = { readonly [N in Name]: Operator };

/** Gives an entry its own attribute types while it is written. */
export function operator<A extends AttributeSpecs>(rules: OperatorRules<A>): Operator {
	return rules as unknown as Operator;
}

type Maker<K extends keyof AttributeTypes> = {
	(): AttributeSpec<AttributeTypes[K] | undefined>;
	(value: AttributeTypes[K]): AttributeSpec<AttributeTypes[K]>;
};

function maker<K extends keyof AttributeTypes>(type: K): Maker<K> {
	return ((value?: AttributeTypes[K]) => ({ type, value })) as Maker<K>;
}

/** Attribute specifications: `int(1)` defaults to 1, `int()` to undefined. Float defaults are float32, as a file's values are. */
export const int: Maker<"int"> = maker("int");
export const ints: Maker<"ints"> = maker("ints");
export const string: Maker<"string"> = maker("string");
export const strings: Maker<"strings"> = maker("strings");
export const floats: Maker<"floats"> = maker("floats");
export const tensorAttribute: Maker<"tensor"> = maker("tensor");
export const graphAttribute: Maker<"graph"> = maker("graph");
export const float: Maker<"float"> = ((value?: number) => ({
	type: "float",
	value: value === undefined ? undefined : Math.fround(value),
})) as Maker<"float">;

/**
 * A node's attributes with defaults, checked against the schema. An attribute that the schema does not know is refused:
 * it could change what the operator means.
 *
 * @throws {LvlmError} "invalid-model"
 */
export function readAttributes(node: Node, specs: AttributeSpecs): AttributeValues<AttributeSpecs> {
	const values: Record<string, unknown> = {};
	for (const [name, spec] of Object.entries(specs)) values[name] = spec.value;
	for (const [name, attribute] of node.attributes) {
		const spec = specs[name];
		if (!spec || !fits(spec, attribute)) {
			const reason = spec ? `should be of type ${spec.type}, but is ${attribute.type}` : "is not known";
			throw new LvlmError("invalid-model", `Node "${node.name}": attribute "${name}" of ${node.opType} ${reason}.`, {
				reason: `attribute "${name}"`,
				node: node.name,
			});
		}
		values[name] = attribute.value;
	}
	return values;
}

// GraphBuilder writes a whole number as int, also where the schema says float; an empty list has no type of its own.
function fits(spec: AttributeSpec, attribute: Attribute): boolean {
	if (spec.type === attribute.type) return true;
	if (spec.type === "float" && attribute.type === "int") return true;
	return spec.type === "floats" && attribute.type === "ints";
}

/** The error for inputs that do not fit together. */
export function mismatch(call: Call, expected: string, actual: string): LvlmError<"shape-mismatch"> {
	const { name, opType } = call.node;
	return new LvlmError("shape-mismatch", `Node "${name}" (${opType}): expected ${expected}, got ${actual}.`, {
		name,
		expected,
		actual,
	});
}

/** The error for a form of an operator that has no rule. */
export function unsupported(call: Call, what: string): LvlmError<"unsupported-op"> {
	const { name, opType, domain } = call.node;
	return new LvlmError("unsupported-op", `Node "${name}": ${opType} with ${what} is not supported.`, {
		opType,
		domain,
		phase: what,
		node: name,
	});
}

/** An input that the schema requires. @throws {LvlmError} "invalid-model" */
export function need(call: EvaluateCall, index: number): NdArray {
	const input = call.inputs[index];
	if (input) return input;
	throw new LvlmError("invalid-model", `Node "${call.node.name}" (${call.node.opType}) has no input ${index}.`, {
		reason: "missing input",
		node: call.node.name,
	});
}

/** Whether output `index` is asked for. */
export function wants(call: Call, index: number): boolean {
	return index < call.node.outputs.length;
}
