import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { elementCount, type ModelSource, type Tensor, tensor } from "@lvlm-interpret/core";
import * as ort from "onnxruntime-node";

/** A graph on onnxruntime-node as a backend would run it, without any of our backend code. */
export interface TestSession {
	readonly session: ort.InferenceSession;
	run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor<"float32">>>;
}

/**
 * Loads a source from bytes: weights by path, relative to the root folder (locations may not be absolute).
 *
 * @param options.write  Also writes the bytes there, to look at.
 */
export async function openSession(
	source: ModelSource,
	options: { readonly write?: string } = {},
): Promise<TestSession> {
	const bytes = source.encode((file) => {
		const external = source.files.get(file);
		if (external?.kind !== "path") throw new Error(`"${file}" has no path`);
		return external.path.slice(1);
	});
	if (options.write) writeFileSync(join(options.write, `${source.name}.onnx`), bytes);
	const session = await ort.InferenceSession.create(bytes, {
		extra: { session: { model_external_initializers_file_folder_path: "/" } },
	});
	return {
		session,
		async run(feeds) {
			const given = Object.entries(feeds).map(([name, value]): [string, ort.Tensor] => [
				name,
				new ort.Tensor(value.dtype as "float32", value.data as Float32Array, [...value.shape]),
			]);
			const results = await session.run(Object.fromEntries(given));
			return Object.fromEntries(
				Object.entries(results).map(([name, value]) => [
					name,
					tensor("float32", value.dims as number[], value.data as Float32Array),
				]),
			);
		},
	};
}

/** Largest |a - b|; NaN where one of them is. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
	let largest = 0;
	for (let i = 0; i < a.length; i++) {
		const difference = Math.abs((a[i] as number) - (b[i] as number));
		if (Number.isNaN(difference)) return Number.NaN;
		largest = Math.max(largest, difference);
	}
	return largest;
}

export function largest(values: ArrayLike<number>): number {
	return largestDifference(values, new Float32Array(values.length));
}

export function int64(shape: readonly number[], fill: number): Tensor<"int64"> {
	return tensor("int64", shape, new BigInt64Array(elementCount(shape)).fill(BigInt(fill)));
}
