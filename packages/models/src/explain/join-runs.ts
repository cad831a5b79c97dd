import { allocate, elementCount, LvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import type { Rows } from "@lvlm-interpret/graph";

/**
 * Outputs of several runs of one session as one: joined along the first axis, in order. One run passes as it is.
 *
 * @param changing  Outputs that differ between runs; others are taken from the first. Default all.
 * @throws {LvlmError} "shape-mismatch" for an output without axes, or whose other axes differ between runs.
 */
export function joinRuns(owner: string, runs: readonly Rows[], changing?: ReadonlySet<string>): Rows {
	const [first] = runs;
	if (!first || runs.length === 1) return first ?? {};
	return Object.fromEntries(
		Object.entries(first).map(([name, rows]) => {
			if (changing && !changing.has(name)) return [name, rows];
			const parts = runs.map((one) => one[name] as Tensor);
			return [name, joined(owner, name, parts)];
		}),
	);
}

function joined(owner: string, name: string, parts: readonly Tensor[]): Tensor {
	const [first] = parts as [Tensor];
	const rest = first.shape.slice(1);
	const odd = parts.find(
		(part) => part.shape.length === 0 || part.shape.slice(1).some((size, axis) => size !== rest[axis]),
	);
	if (odd) {
		throw new LvlmError("shape-mismatch", `${owner} runs several times, but its output "${name}" cannot be joined.`, {
			name,
			expected: `[runs, ${rest.join(", ")}]`,
			actual: `[${odd.shape.join(", ")}]`,
		});
	}
	const shape = [parts.reduce((sum, part) => sum + (part.shape[0] as number), 0), ...rest];
	const data = allocate(first.dtype, elementCount(shape));
	let at = 0;
	for (const part of parts) {
		(data as Float32Array).set(part.data as Float32Array, at);
		at += part.data.length;
	}
	return tensor(first.dtype, shape, data);
}
