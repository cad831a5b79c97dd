import type { PlacedModel } from "./external-files.js";
import type { ResolvedOptions } from "./options.js";

/** Options of onnxruntime-node's InferenceSession.create for a model; `extra` takes strings only. */
export function runtimeOptions(
	{ device, threads, prepack, arena }: Pick<ResolvedOptions, "device" | "threads" | "prepack" | "arena">,
	{ folder, inMemory }: Pick<PlacedModel, "folder" | "inMemory">,
	optimization: "all" | "none",
): Record<string, unknown> {
	const session: Record<string, string> = {};
	if (folder !== undefined) session.model_external_initializers_file_folder_path = folder;
	// Prepacking copies every weight to the heap; without it float32 weights stay mapped from the file and are shared by all
	// sessions over it, at the same speed within a few per cent.
	if (device === "cpu" && !prepack) session.disable_prepacking = "1";
	return {
		executionProviders: [device],
		graphOptimizationLevel: optimization === "all" ? "all" : "disabled",
		// Nothing on standard error: errors are thrown as well, and the warnings are about the placement of shape arithmetic on
		// the CPU, which is intended.
		logSeverityLevel: 4,
		// A plan of one run's memory is one more block beside the pools that the first run filled.
		enableMemPattern: false,
		...(arena ? {} : { enableCpuMemArena: false }),
		...(threads === undefined ? {} : { intraOpNumThreads: threads }),
		...(inMemory.length > 0 ? { externalData: inMemory } : {}),
		extra: { session },
	};
}
