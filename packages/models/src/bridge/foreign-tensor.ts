import { Tensor as LibraryTensor } from "@huggingface/transformers";
import {
	type DType,
	elementCount,
	invariant,
	isDeviceTensor,
	type SessionValue,
	type Tensor,
	type TypedArray,
} from "@lvlm-interpret/core";

/** What transformers.js reads of a runtime's tensor, carrying the value of ours that it stands for. */
interface ForeignTensor {
	readonly type: string;
	dims: number[];
	readonly size: number;
	readonly location: "cpu" | "gpu-buffer";
	readonly data: TypedArray;
	readonly value: SessionValue;
	dispose(): void;
}

/** A tensor as transformers.js feeds it: ours, or one of onnxruntime-common that the library made itself. */
export interface FeedTensor {
	readonly type: string;
	readonly dims: readonly number[];
	readonly data: unknown;
	readonly value?: SessionValue;
}

function foreign(value: SessionValue): ForeignTensor {
	const shared = { type: value.dtype, dims: [...value.shape], size: elementCount(value.shape), value };
	if (!isDeviceTensor(value)) return { ...shared, location: "cpu", data: value.data, dispose: () => undefined };
	return {
		...shared,
		// The library keeps and disposes what says 'gpu-buffer', and reads what does not.
		location: "gpu-buffer",
		get data(): TypedArray {
			throw new Error("internal: a value on the device was read, please report");
		},
		dispose: () => value.dispose(),
	};
}

/**
 * One of our values as a tensor of transformers.js, without a copy.
 *
 * The library recognises runtime tensors by class and walks everything else property by property, element by element; the
 * inner tensor is therefore hidden from enumeration (0.1 ms instead of seconds for a large output).
 */
export function wrapValue(value: SessionValue): LibraryTensor {
	const wrapped = new LibraryTensor("float32", new Float32Array(1), [1]);
	Object.defineProperty(wrapped, "ort_tensor", { value: foreign(value), enumerable: false, writable: true });
	return wrapped;
}

/** The value behind a feed. Data are shared, not copied. */
export function unwrapFeed(feed: FeedTensor): SessionValue {
	if (feed.value) return isDeviceTensor(feed.value) ? feed.value : { ...feed.value, shape: [...feed.dims] };
	invariant(ArrayBuffer.isView(feed.data), `a feed of type ${feed.type} holds no typed array`);
	return { dtype: feed.type as DType, shape: [...feed.dims], data: feed.data as TypedArray } as Tensor;
}
