/**
 * One-node models with feeds and expected outputs, for every operator that our graphs may hold: the official node tests of ONNX
 * (Apache-2.0, see THIRD-PARTY-NOTICES.md), and cases of our own where there are none.
 *
 * @example
 * ```ts
 * import { operatorCases } from "@lvlm-interpret/testing/operator-cases";
 *
 * for (const { id, model, feeds, outputs } of operatorCases()) console.log(id, model.byteLength, Object.keys(feeds), outputs);
 * ```
 */
import { allocate, bytesPerElement, type DType, elementCount, type Tensor, tensor } from "@lvlm-interpret/core";
import onnxNode from "./onnx-node.json" with { type: "json" };
import own from "./own.json" with { type: "json" };

/** A test of one operator. */
export interface OperatorCase {
	/** "abs", "com.microsoft/groupqueryattention_3". */
	readonly id: string;
	readonly opType: string;
	/** "" for ai.onnx. */
	readonly domain: string;
	/** An ONNX file. */
	readonly model: Uint8Array;
	readonly feeds: Readonly<Record<string, Tensor>>;
	readonly outputs: Readonly<Record<string, Tensor>>;
}

interface PackedTensor {
	readonly dtype: string;
	readonly shape: readonly number[];
	/** Base64 of little-endian elements. */
	readonly data: string;
}
interface PackedCase {
	readonly id: string;
	readonly op: string;
	readonly domain?: string;
	readonly model: string;
	readonly feeds: Readonly<Record<string, PackedTensor | undefined>>;
	readonly outputs: Readonly<Record<string, PackedTensor | undefined>>;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

function unpack(packed: Readonly<Record<string, PackedTensor | undefined>>): Record<string, Tensor> {
	const tensors: Record<string, Tensor> = {};
	for (const [name, one] of Object.entries(packed)) {
		if (!one) continue;
		const dtype = one.dtype as DType;
		const count = elementCount(one.shape);
		const data = allocate(dtype, count);
		new Uint8Array(data.buffer as ArrayBuffer, 0, count * bytesPerElement(dtype)).set(bytesOf(one.data));
		tensors[name] = tensor(dtype, one.shape, data);
	}
	return tensors;
}

/** All cases, in a fixed order. */
export function operatorCases(): OperatorCase[] {
	const all = [...(onnxNode as unknown as PackedCase[]), ...(own as unknown as PackedCase[])];
	return all.map(({ id, op, domain = "", model, feeds, outputs }) => ({
		id: domain ? `${domain}/${id}` : id,
		opType: op,
		domain,
		model: bytesOf(model),
		feeds: unpack(feeds),
		outputs: unpack(outputs),
	}));
}
