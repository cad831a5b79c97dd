import {
	type GenerationData,
	LvlmError,
	type ModelFacts,
	memoryRowSource,
	type Progress,
	queryPosition,
	type RowDType,
	type RowRequest,
	type RowSource,
	type RowSourceShape,
	type Rows,
} from "@lvlm-interpret/core";
import type { ComputeReport } from "@lvlm-interpret/models";
import type { RowBlock } from "../protocol/messages.js";
import { BlockCache } from "./block-cache.js";
import { rowData, storedRows } from "./gather-rows.js";

export interface AttentionRowsOptions {
	/** Bytes of attention that the page keeps. Default 128 MiB: 176 answer tokens of LLaVA-1.5-7B. */
	readonly maxBytes?: number;
	/** Bytes that one replay may give. Default 64 MiB: the first 80 tokens or so of LLaVA-1.5-7B come from one replay. */
	readonly bytesPerRun?: number;
	/** Whether the rows of all answer tokens are computed at once. Default true; else they are when they are asked for. */
	readonly fill?: boolean;
	/** Of filling. */
	readonly onProgress?: (progress: Progress) => void;
	/** Stops filling; what has come stays, and the rest is computed when it is asked for. */
	readonly signal?: AbortSignal;
}

/** An answer to a request, and what it took. */
export interface AttentionRowsAnswer<D extends RowDType = RowDType> extends Rows<D> {
	/** "model": the model was run for it. */
	readonly origin: "store" | "model";
}

/** A request; `onProgress` is called when the model has to run. */
export interface AttentionRowsRequest<D extends RowDType = RowDType> extends RowRequest<D> {
	readonly onProgress?: (progress: Progress) => void;
}

/**
 * The attention of an answer. Axes: all layers and heads; as queries and as keys the replayed positions `0 … promptLength +
 * tokens.length - 2`, where `queryPosition(sequence, t)` is the row of answer token t.
 *
 * Rows of answer tokens are in the store once it is filled: no other layer, head or token runs the model. Rows of other positions
 * (question to question, image to image) run it, and stay in the store while there is room. Values are quantised per row: off by at
 * most 1/510 of the row's largest.
 */
export interface AttentionRows extends RowSource {
	/**
	 * As `RowSource.rows`. Rows that filling has yet to bring are not ready; others that are missing are computed, and waited for.
	 *
	 * @throws {LvlmError} "limit-exceeded" when more would have to be computed than the store may hold; what the engine throws.
	 */
	rows<D extends RowDType = "float32">(request?: AttentionRowsRequest<D>): Promise<AttentionRowsAnswer<D>>;
	/** Whether a request would run the model now. */
	runsModel(request: Pick<RowRequest, "layers" | "queries">): boolean;
	/** Settles when filling has ended: rejects with what ended it. Resolves at once with `fill: false`. */
	readonly filled: Promise<void>;
	/** Bytes held, the bound, and the largest deviation of a row's sum from 1 seen so far (before quantising). */
	readonly status: { readonly bytes: number; readonly maxBytes: number; readonly rowSumError: number };
	/** Frees the store. Later requests run the model. */
	clear(): void;
}

/** What the model is asked for. */
export interface RowsCall {
	readonly layers: readonly number[];
	readonly queries: readonly number[];
	readonly bytesPerRun: number;
}

/** Runs the model; blocks come as runs end. "leave": an abort goes at once, and what comes later is still taken. */
export type ComputeBlocks = (
	wanted: RowsCall,
	request: {
		readonly onBlocks: (blocks: readonly RowBlock[], rowSumError: number) => void;
		readonly onProgress?: (progress: Progress) => void;
		readonly signal?: AbortSignal;
		readonly onAbort: "stop" | "leave";
	},
) => Promise<ComputeReport>;

const defaultMaxBytes = 128 * 2 ** 20;
const defaultBytesPerRun = 64 * 2 ** 20;

function checked(
	name: "layers" | "heads" | "queries" | "keys",
	asked: readonly number[] | undefined,
	size: number,
): readonly number[] {
	if (!asked) return Array.from({ length: size }, (_, index) => index);
	const wrong = asked.find((index) => !(Number.isInteger(index) && index >= 0 && index < size));
	if (wrong === undefined && asked.length > 0) return asked;
	const expected = `whole numbers in 0..${size - 1}`;
	const actual = wrong === undefined ? "an empty list" : String(wrong);
	throw new LvlmError("invalid-argument", `"${name}" of a request for rows should be ${expected}, but is ${actual}.`, {
		name,
		expected,
		actual,
	});
}

/** @param compute  Runs the model. @throws {LvlmError} "invalid-argument" for bounds below 1. */
export function attentionRowSource(
	answer: Pick<GenerationData, "sequence" | "tokens">,
	facts: ModelFacts,
	options: AttentionRowsOptions,
	compute: ComputeBlocks,
): AttentionRows {
	const { maxBytes = defaultMaxBytes, bytesPerRun = defaultBytesPerRun, fill = true } = options;
	for (const [name, value] of Object.entries({ maxBytes, bytesPerRun })) {
		if (value >= 1) continue;
		throw new LvlmError("invalid-argument", `"${name}" should be 1 or more, but is ${value}.`, {
			name,
			expected: "1 or more",
			actual: String(value),
		});
	}
	const positions = answer.sequence.promptLength + answer.tokens.length - 1;
	const { layers, heads } = facts.text;
	const shape: RowSourceShape = { layers, heads, queries: positions, keys: positions };
	const cache = new BlockCache(maxBytes, shape);
	const listeners = new Set<() => void>();
	const toFill = new Set<number>();
	let rowSumError = 0;

	const take = (blocks: readonly RowBlock[], error: number, keeping: "always" | "while-there-is-room"): void => {
		rowSumError = Math.max(rowSumError, error);
		for (const block of blocks) cache.set(block, keeping);
		for (const listener of [...listeners]) listener();
	};

	async function fillStore(): Promise<void> {
		const perToken = layers * cache.blockBytes;
		const fitting = Math.floor(maxBytes / perToken);
		const queries = answer.tokens.slice(0, fitting).map((_, token) => queryPosition(answer.sequence, token));
		if (queries.length === 0) return;
		for (const query of queries) toFill.add(query);
		const { onProgress, signal } = options;
		try {
			await compute(
				{ layers: Array.from({ length: layers }, (_, layer) => layer), queries, bytesPerRun },
				{
					onAbort: "stop",
					...(onProgress ? { onProgress } : {}),
					...(signal ? { signal } : {}),
					onBlocks(blocks, error) {
						for (const { query } of blocks) toFill.delete(query);
						take(blocks, error, "always");
					},
				},
			);
		} finally {
			toFill.clear();
			for (const listener of [...listeners]) listener();
		}
	}

	/** Layers and queries of blocks that are neither there nor on their way. */
	function missing(
		asked: readonly number[],
		queries: readonly number[],
	): Pick<RowsCall, "layers" | "queries"> | undefined {
		const [l, q] = [new Set<number>(), new Set<number>()];
		for (const query of queries) {
			if (toFill.has(query)) continue;
			for (const layer of asked) {
				if (cache.has(layer, query)) continue;
				l.add(layer);
				q.add(query);
			}
		}
		return l.size > 0 ? { layers: [...l], queries: [...q] } : undefined;
	}

	function checkSize(count: number): void {
		const actual = count * cache.blockBytes;
		if (actual <= maxBytes) return;
		throw new LvlmError(
			"limit-exceeded",
			`The request needs ${actual} bytes of attention that are not there; the store may hold ${maxBytes}.`,
			{ limit: "bytes of attention computed for one request", allowed: maxBytes, actual },
			{ hint: "Ask for fewer layers or positions at a time, or give the source more `maxBytes`." },
		);
	}

	async function rows<D extends RowDType = "float32">(
		request: AttentionRowsRequest<D> = {},
	): Promise<AttentionRowsAnswer<D>> {
		const { onProgress, ...asked } = request;
		const { signal } = asked;
		signal?.throwIfAborted();
		const picked = {
			layers: checked("layers", asked.layers, layers),
			heads: checked("heads", asked.heads, heads),
			queries: checked("queries", asked.queries, positions),
		};
		checked("keys", asked.keys, positions);
		const found = new Map<string, RowBlock>();
		const lacking = missing(picked.layers, picked.queries);
		if (lacking) {
			checkSize(lacking.layers.length * lacking.queries.length);
			await compute(
				{ ...lacking, bytesPerRun },
				{
					onAbort: "leave",
					...(onProgress ? { onProgress } : {}),
					...(signal ? { signal } : {}),
					onBlocks(blocks, error) {
						for (const block of blocks) found.set(`${block.layer} ${block.query}`, block);
						take(blocks, error, "while-there-is-room");
					},
				},
			);
		}
		const blockAt = (layer: number, query: number): RowBlock | undefined =>
			found.get(`${layer} ${query}`) ?? cache.get(layer, query);
		const origin = lacking ? "model" : "store";
		if (asked.dtype === "uint8" && (asked.over ?? []).length === 0) {
			const stored = storedRows({ ...picked, keys: asked.keys }, positions, blockAt);
			return { ...(stored as Rows as Rows<D>), origin };
		}
		const source = memoryRowSource(rowData({ ...picked, keys: undefined }, positions, blockAt));
		const places = (indices: readonly number[]): number[] => indices.map((_, index) => index);
		const own = {
			...asked,
			layers: places(picked.layers),
			heads: places(picked.heads),
			queries: places(picked.queries),
		};
		return { ...(await source.rows(own)), origin };
	}

	const filled = fill ? fillStore() : Promise.resolve();
	// Whoever wants to know awaits it; rows that did not come are computed when they are asked for.
	filled.catch(() => undefined);
	return {
		shape,
		rows,
		filled,
		runsModel: (request) =>
			missing(checked("layers", request.layers, layers), checked("queries", request.queries, positions)) !== undefined,
		get status() {
			return { bytes: cache.bytes, maxBytes, rowSumError };
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		clear() {
			cache.clear();
			for (const listener of [...listeners]) listener();
		},
	};
}
