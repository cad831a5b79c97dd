import { LvlmError } from "../errors.js";
import { assertShape, type Tensor, tensor } from "../tensor.js";
import { memoryRowSource } from "./memory-row-source.js";
import { pickAxes } from "./pick-axes.js";
import type { RowDType, RowRequest, RowSource, Rows } from "./row-source.js";

/**
 * Some queries' rows of attention, as a session file holds them. Letters: L layers, H heads, R rows, K joint positions. Values are
 * byte * scale / 255, off by at most 1/510 of a row's largest; a row that was not ready has scale NaN.
 */
export interface StoredRows {
	/** [L, H, R, K]. */
	readonly values: Tensor<"uint8">;
	/** [L, H, R]: what byte 255 of each row stands for. */
	readonly scales: Tensor<"float32">;
	/** Joint position of each of the R rows, in [0, K), ascending. */
	readonly queries: readonly number[];
}

/** Takes the rows of some queries out of a source, all layers, heads and keys. @throws {LvlmError} what the source throws. */
export async function storeRows(
	source: RowSource,
	queries: readonly number[],
	signal?: AbortSignal,
): Promise<StoredRows> {
	const { layers, heads } = source.shape;
	const ascending = [...new Set(queries)].sort((a, b) => a - b);
	const found = await source.rows({ queries: ascending, dtype: "uint8", ...(signal ? { signal } : {}) });
	return {
		values: found.tensor,
		scales: tensor("float32", [layers, heads, ascending.length], found.scales as Float32Array),
		queries: ascending,
	};
}

/** @throws {LvlmError} "shape-mismatch" when shapes and queries do not belong together; "invalid-argument" for queries out of place. */
export function assertStoredRows(rows: StoredRows): void {
	const { L, H, R, K } = assertShape("values", rows.values, "L H R K", "uint8") as Record<
		"L" | "H" | "R" | "K",
		number
	>;
	const { shape } = rows.scales;
	if (shape.length !== 3 || shape[0] !== L || shape[1] !== H || shape[2] !== R || rows.queries.length !== R) {
		throw new LvlmError("shape-mismatch", "Stored rows do not belong together.", {
			name: "scales, queries",
			expected: `[${L}, ${H}, ${R}], ${R} queries`,
			actual: `[${shape.join(", ")}], ${rows.queries.length} queries`,
		});
	}
	const wrong = rows.queries.find(
		(query, at) => !Number.isInteger(query) || query <= (rows.queries[at - 1] ?? -1) || query >= K,
	);
	if (wrong === undefined) return;
	throw new LvlmError("invalid-argument", `The stored row of position ${wrong} is out of place.`, {
		name: "queries",
		expected: `ascending whole numbers in 0..${K - 1}`,
		actual: rows.queries.join(", "),
	});
}

/**
 * A row source over stored rows: queries and keys are joint positions; rows that were not stored are not ready, and stay so. The values are copied.
 *
 * @throws {LvlmError} as {@link assertStoredRows}.
 */
export function storedRowSource(rows: StoredRows): RowSource {
	assertStoredRows(rows);
	const { values, scales, queries } = rows;
	const [layers, heads, count, keys] = values.shape as [number, number, number, number];
	// Each head gets one more row, which stands for all that were not stored.
	const data = new Uint8Array(layers * heads * (count + 1) * keys);
	const own = new Float32Array(layers * heads * (count + 1));
	const ready = new Uint8Array(own.length);
	for (let head = 0; head < layers * heads; head++) {
		data.set(values.data.subarray(head * count * keys, (head + 1) * count * keys), head * (count + 1) * keys);
		for (let row = 0; row < count; row++) {
			const scale = scales.data[head * count + row] as number;
			if (Number.isNaN(scale)) continue;
			own[head * (count + 1) + row] = scale;
			ready[head * (count + 1) + row] = 1;
		}
	}
	const inner = memoryRowSource({
		tensor: tensor("uint8", [layers, heads, count + 1, keys], data),
		scales: own,
		ready,
	});
	const place = new Map(queries.map((query, at) => [query, at]));
	const shape = { layers, heads, queries: keys, keys };
	return {
		shape,
		// Rejects, and does not throw, what is wrong with a request.
		async rows<D extends RowDType = "float32">(request: RowRequest<D> = {}): Promise<Rows<D>> {
			const asked = pickAxes(request, shape).query;
			return inner.rows({ ...request, queries: asked.map((query) => place.get(query) ?? count) });
		},
		subscribe: () => () => {},
	};
}
