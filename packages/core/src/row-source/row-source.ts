import type { Tensor } from "../tensor.js";

/** The axes of attention, in the order in which rows are stored. FROM looks at TO: FROM = `query`, TO = `key`. */
export const rowAxes = ["layer", "head", "query", "key"] as const;

export type RowAxis = (typeof rowAxes)[number];

/** What rows can be asked in. `uint8` is quantised row by row: value = byte * scale / 255. */
export type RowDType = "float32" | "float16" | "uint8";

export type RowReducer = "mean" | "max" | "sum";

/** Which rows, and in which form. Indices are those of the source, any order, repeats allowed; an axis left out is taken whole. */
export interface RowRequest<D extends RowDType = RowDType> {
	readonly layers?: readonly number[];
	readonly heads?: readonly number[];
	/** FROM: positions that look. */
	readonly queries?: readonly number[];
	/** TO: positions looked at. */
	readonly keys?: readonly number[];
	/** Axes that are folded into one number by `reducer`; they are missing from the answer. Default none. */
	readonly over?: readonly RowAxis[];
	/** Default "mean". */
	readonly reducer?: RowReducer;
	/** Default "float32". */
	readonly dtype?: D;
	readonly signal?: AbortSignal;
}

/** An answer to a request. */
export interface Rows<D extends RowDType = RowDType> {
	/**
	 * The axes that were not reduced, named in `axes`, in the order layer, head, query, key; values in [0, 1] for attention.
	 * Rows that are not ready hold NaN (uint8: bytes 0 with scale NaN).
	 */
	readonly tensor: Tensor<D>;
	/** One number a row (all axes but `key`): the value that byte 255 stands for. With uint8 only. */
	readonly scales?: Float32Array;
	/** One byte a row (all axes but `key`), 1 = everything that it is made of has been computed. */
	readonly ready: Uint8Array;
	/** Whether all rows are ready. */
	readonly isComplete: boolean;
}

/** Sizes of a source's axes. */
export interface RowSourceShape {
	readonly layers: number;
	readonly heads: number;
	readonly queries: number;
	readonly keys: number;
}

/**
 * Where views get attention from: they ask for rows, so that whole tensors may stay in a worker, in a file or on a device.
 * An implementation must reject with the platform's `AbortError` when `signal` is aborted, before or while it works.
 */
export interface RowSource {
	readonly shape: RowSourceShape;
	/** @throws {LvlmError} "invalid-argument" for indices, axes, reducers and dtypes that do not exist. */
	rows<D extends RowDType = "float32">(request?: RowRequest<D>): Promise<Rows<D>>;
	/** Calls `listener` whenever more rows have become ready; the return value ends that. */
	subscribe(listener: () => void): () => void;
}
