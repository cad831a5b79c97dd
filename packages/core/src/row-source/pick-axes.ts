import { LvlmError } from "../errors.js";
import { type RowAxis, type RowRequest, type RowSourceShape, rowAxes } from "./row-source.js";

/** The indices of a request, axis by axis, checked. */
export type PickedAxes = Readonly<Record<RowAxis, readonly number[]>>;

function invalid(name: string, expected: string, actual: string): LvlmError {
	return new LvlmError("invalid-argument", `"${name}" of a request for rows should be ${expected}, but is ${actual}.`, {
		name,
		expected,
		actual,
	});
}

/**
 * Every index is checked and none is dropped: a mean must not count rows that it did not read.
 *
 * @throws {LvlmError} "invalid-argument"
 */
export function pickAxes(request: RowRequest, shape: RowSourceShape): PickedAxes {
	const pick = (name: "layers" | "heads" | "queries" | "keys"): readonly number[] => {
		const size = shape[name];
		const asked = request[name];
		if (!asked) return Array.from({ length: size }, (_, index) => index);
		const wrong = asked.find((index) => !(Number.isInteger(index) && index >= 0 && index < size));
		if (wrong !== undefined) throw invalid(name, `whole numbers in 0..${size - 1}`, String(wrong));
		if (asked.length === 0) throw invalid(name, "at least one index, or left out for all", "empty");
		return asked;
	};
	for (const axis of request.over ?? []) {
		if (!rowAxes.includes(axis)) throw invalid("over", `of ${rowAxes.join(", ")}`, String(axis));
	}
	const { reducer = "mean", dtype = "float32" } = request;
	if (!["mean", "max", "sum"].includes(reducer)) throw invalid("reducer", "mean, max or sum", String(reducer));
	if (!["float32", "float16", "uint8"].includes(dtype)) {
		throw invalid("dtype", "float32, float16 or uint8", String(dtype));
	}
	return { layer: pick("layers"), head: pick("heads"), query: pick("queries"), key: pick("keys") };
}
