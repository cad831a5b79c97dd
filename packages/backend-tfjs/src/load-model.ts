import { type ExternalFile, isLvlmError, LvlmError, type ModelSource } from "@lvlm-interpret/core";
import {
	applyRules,
	attentionRules,
	decodeModel,
	type Graph,
	inferShapes,
	type Node,
	type OnnxModel,
	pruneGraph,
	type RewriteRule,
	type Value,
} from "@lvlm-interpret/graph";
import { findOperator } from "./kernels/graph-parts.js";

/** A model ready to be run: fused attention taken apart, every operator known. */
export interface LoadedModel {
	readonly model: OnnxModel;
	/** The bytes of an external file. */
	readonly files: ReadonlyMap<string, Uint8Array>;
	/** Outputs under the names that the source gives them. */
	readonly outputs: ReadonlyMap<string, Value>;
}

async function bytesOf(model: ModelSource, file: string, content: ExternalFile): Promise<Uint8Array> {
	if (content.kind === "bytes") return content.bytes;
	if (content.kind === "blob") return new Uint8Array(await content.blob.arrayBuffer());
	try {
		const { readFile } = await import("node:fs/promises");
		return await readFile(content.path);
	} catch (cause) {
		const message = `The weights "${file}" of "${model.name}" are not at "${content.path}".`;
		throw new LvlmError("model-not-found", message, { path: content.path, file }, { cause });
	}
}

/** The operators of a graph and its subgraphs that nobody here can compute. */
function missingOperators(graph: Graph): string[] {
	const missing = new Set<string>();
	for (const { opType, domain, attributes } of graph.nodes) {
		if (!findOperator(domain, opType)) missing.add(domain ? `${domain}.${opType}` : opType);
		for (const attribute of attributes.values()) {
			if (attribute.type === "graph") for (const one of missingOperators(attribute.value)) missing.add(one);
		}
	}
	return [...missing].sort();
}

/** The rules for fused attention; what they do not write (the cache of MultiHeadAttention) must not be read. */
function rulesFor(graph: Graph): RewriteRule[] {
	const isRead = (value: Value): boolean => value.uses.size > 0 || graph.outputs.includes(value);
	return attentionRules.map((rule) => ({
		...rule,
		check(node: Node) {
			const reasons = rule.check(node);
			const isCacheRead = node.opType === "MultiHeadAttention" && node.outputs.slice(1).some(isRead);
			return isCacheRead ? [...reasons, "its cache is read"] : reasons;
		},
	}));
}

/**
 * Reads a model's files and graph.
 *
 * @throws {LvlmError} "unsupported-op" that lists every operator that is missing, before anything runs; "invalid-model"; "model-not-found".
 */
export async function loadModel(source: ModelSource): Promise<LoadedModel> {
	const files = new Map<string, Uint8Array>();
	for (const [name, content] of source.files) files.set(name, await bytesOf(source, name, content));
	const model = decodeModel(source.encode((file) => file));
	const { graph } = model;
	const missing = missingOperators(graph);
	if (missing.length > 0) {
		throw new LvlmError(
			"unsupported-op",
			`"${source.name}" needs operators that the TensorFlow.js backend does not have: ${missing.join(", ")}.`,
			{ opType: missing.join(", "), domain: "", phase: "create" },
			{ hint: "Use the ONNX Runtime backend for this model." },
		);
	}
	for (const { content } of graph.initializers.values()) {
		if (content.kind !== "external" || files.has(content.file)) continue;
		throw new LvlmError(
			"invalid-model",
			`"${source.name}" has weights in the file "${content.file}", which its source does not list.`,
			{ reason: "unlisted external file", file: content.file },
		);
	}
	inferShapes(graph, { opsets: model.opsets, mode: "partial" });
	const names = graph.outputs.map(({ name }) => name);
	const types = graph.outputs.map(({ type }) => type);
	// There is no kernel of fused attention; what the rules refuse (masks, sinks) is left to the host.
	applyRules(graph, rulesFor(graph), { strict: false });
	pruneGraph(graph, { removeInputs: false });
	const outputs = new Map(graph.outputs.map((value, index) => [names[index] as string, value]));
	graph.outputs.forEach((value, index) => {
		value.type ??= types[index];
	});
	return { model, files, outputs };
}

/** Wraps what is not ours already. */
export function failed(session: string, phase: string, cause: unknown): unknown {
	if (isLvlmError(cause)) return cause;
	const { message } = cause as Error;
	const fields = { backend: "tfjs", session };
	return new LvlmError("session-failed", `"${session}" failed to ${phase}: ${message}`, fields, { cause });
}
