import type { Graph } from "./graph.js";
import type { TensorData } from "./tensor-data.js";
import type { Value } from "./value.js";

/** A node's attribute. ONNX int64 attributes beyond 2^53 are clamped to it (they stand for "to the end"). */
export type Attribute =
	| { readonly type: "int"; readonly value: number }
	| { readonly type: "ints"; readonly value: readonly number[] }
	| { readonly type: "float"; readonly value: number }
	| { readonly type: "floats"; readonly value: readonly number[] }
	| { readonly type: "string"; readonly value: string }
	| { readonly type: "strings"; readonly value: readonly string[] }
	| { readonly type: "tensor"; readonly value: TensorData }
	| { readonly type: "graph"; readonly value: Graph };

/** An operator call. `domain` is "" for ai.onnx. A missing optional input is undefined. */
export interface Node {
	readonly opType: string;
	readonly domain: string;
	readonly name: string;
	readonly inputs: readonly (Value | undefined)[];
	readonly outputs: readonly Value[];
	readonly attributes: ReadonlyMap<string, Attribute>;
	/** Fields of the file that the IR does not model, as protobuf bytes; written back as they are. */
	readonly unreadFields?: Uint8Array;
}
