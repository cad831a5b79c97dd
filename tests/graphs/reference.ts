import { type Tensor, tensor } from "@lvlm-interpret/core";
import { folder, readSafetensorsHeader } from "@lvlm-interpret/models";

const readers: Readonly<Record<string, (bytes: ArrayBuffer, shape: readonly number[]) => Tensor>> = {
	F32: (bytes, shape) => tensor("float32", shape, new Float32Array(bytes)),
	F64: (bytes, shape) => tensor("float64", shape, new Float64Array(bytes)),
	I64: (bytes, shape) => tensor("int64", shape, new BigInt64Array(bytes)),
};

/** All tensors of a folder's reference.safetensors, or of another file there. */
export async function readReference(path: string, file = "reference.safetensors"): Promise<(name: string) => Tensor> {
	const files = folder(path);
	const entry = (await files.list()).find(({ name }) => name === file);
	if (!entry) throw new Error(`no ${file} in ${path}`);
	const tensors = new Map<string, Tensor>();
	for (const one of await readSafetensorsHeader(files, entry)) {
		const bytes = await files.read(entry.name, one.offset, one.offset + one.byteLength);
		tensors.set(one.name, readers[one.storedDType]?.(bytes.slice().buffer, one.shape) as Tensor);
	}
	return (name) => {
		const found = tensors.get(name);
		if (!found) throw new Error(`no "${name}" in ${path}`);
		return found;
	};
}
