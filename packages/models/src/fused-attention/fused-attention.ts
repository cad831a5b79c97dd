import { type Backend, isDeviceTensor, LvlmError, type ModelSource } from "@lvlm-interpret/core";
import {
	applyRules,
	attentionRules,
	cloneModel,
	encodeModel,
	type OnnxModel,
	pruneGraph,
	verifyModel,
} from "@lvlm-interpret/graph";
import { trialFeeds, trialGraph } from "./trial-graph.js";

/** Largest difference that float32 kernels of the same mathematics may show on the trial, whose values lie in [-1.5, 1.5]. */
const tolerance = 1e-3;

/** The model with every fused attention taken apart into MatMul and Softmax, cache and all; the original stays as it is. */
export function withoutFusedAttention(model: OnnxModel): OnnxModel {
	const apart = cloneModel(model);
	applyRules(apart.graph, attentionRules);
	pruneGraph(apart.graph, { removeInputs: false });
	verifyModel(apart);
	return apart;
}

async function mixedBy(backend: Backend, model: OnnxModel, signal: AbortSignal | undefined): Promise<Float32Array> {
	const source: ModelSource = { name: "fused attention trial", files: new Map(), encode: () => encodeModel(model) };
	const session = await backend.createSession(source, signal ? { signal } : {});
	try {
		const { mixed } = await session.run(trialFeeds(), { outputs: ["mixed"], ...(signal ? { signal } : {}) });
		return (mixed && !isDeviceTensor(mixed) ? mixed.data : new Float32Array(0)) as Float32Array;
	} finally {
		await session.dispose();
	}
}

/**
 * Whether a backend's fused attention kernel computes attention: one small prompt through it and through plain operators, on the
 * backend itself. GPU kernels depend on the adapter, and a wrong one answers fluently with wrong words: ONNX Runtime 1.30's WebGPU
 * kernel is wrong from the fifth row on where subgroups are smaller than it assumes (software adapters have 4 lanes).
 *
 * @returns True when both agree within 1e-3. A kernel that is missing or fails counts as not trusted.
 * @throws {LvlmError} What the plain operators throw: then nothing runs there. @throws {DOMException} AbortError
 * Cost: two sessions of a handful of nodes; a few milliseconds on a CPU or GPU.
 */
export async function isFusedAttentionRight(backend: Backend, signal?: AbortSignal): Promise<boolean> {
	const plain = await mixedBy(backend, withoutFusedAttention(trialGraph()), signal);
	const fused = await mixedBy(backend, trialGraph(), signal).catch((error) => {
		if (error instanceof LvlmError) return new Float32Array(0);
		throw error;
	});
	return fused.length === plain.length && fused.every((value, index) => Math.abs(value - plain[index]!) <= tolerance);
}
