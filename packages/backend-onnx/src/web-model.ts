import { LvlmError, type ModelSource, weightBytes } from "@lvlm-interpret/core";
import type { ResolvedWebOptions } from "./browser-options.js";
import type { PreparedModel } from "./session.js";
import { outOfWasmMemory, wasmLimitBytes } from "./web-failure.js";

/**
 * A model as onnxruntime-web takes it. Weights stay outside the message: on WebGPU they go from their Blob to the GPU without lying in
 * WebAssembly's heap, which ends at 4 GiB.
 *
 * @throws {LvlmError} "capability-missing" (a file by path), "out-of-memory" (more weights than WebAssembly can hold at all),
 *   "invalid-model" (weights in a file that the source does not list).
 */
export async function prepareWebModel(
	model: ModelSource,
	optimization: "all" | "none",
	{ device, prepack, arena }: Pick<ResolvedWebOptions, "device" | "prepack" | "arena">,
): Promise<PreparedModel> {
	const locations = new Map<string, string>();
	const externalData: { readonly path: string; readonly data: Blob | Uint8Array }[] = [];
	for (const [file, content] of model.files) {
		if (content.kind === "path") {
			throw new LvlmError(
				"capability-missing",
				`The weights of "${model.name}" are given by the path "${content.path}", which a browser cannot read.`,
				{ owner: "onnx", capability: "files by path", neededBy: model.name },
				{ hint: "Give them as a Blob or as bytes." },
			);
		}
		const path = `weights-${externalData.length}`;
		const data = content.kind === "blob" ? content.blob : content.bytes;
		locations.set(file, path);
		externalData.push({ path, data });
	}
	const bytes = weightBytes(model.files);
	if (device === "wasm" && bytes > wasmLimitBytes) throw outOfWasmMemory(model.name, bytes);
	const graph = model.encode((file) => {
		const location = locations.get(file);
		if (location === undefined) {
			throw new LvlmError(
				"invalid-model",
				`"${model.name}" has weights in the file "${file}", which its source does not list.`,
				{ reason: "unlisted external file", file },
			);
		}
		return location;
	});
	const options = {
		executionProviders: [device],
		graphOptimizationLevel: optimization === "all" ? "all" : "disabled",
		// Errors are thrown as well; warnings are about shape arithmetic on the CPU, which is intended.
		logSeverityLevel: 4,
		enableMemPattern: false,
		enableCpuMemArena: arena,
		...(externalData.length > 0 ? { externalData } : {}),
		extra: { session: prepack ? {} : { disable_prepacking: "1" } },
	};
	return { graph, options };
}
