import { LvlmError, type ModelFacts } from "@lvlm-interpret/core";
import { GraphBuilder } from "../build/builder.js";
import type { Graph, OnnxModel } from "../ir/graph.js";
import { inlineTensor } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";
import { cloneModel } from "../passes/clone.js";
import { dropCache } from "../passes/drop-cache.js";
import { pruneGraph } from "../passes/prune.js";
import { applyRules, inGraphOrder } from "../rewrite/driver.js";
import { findAttention } from "../rewrite/find-attention.js";
import type { AttentionSite } from "../rewrite/rule.js";
import { attentionRules } from "../rewrite/rules/attention-rules.js";
import type { ExplanationForm, ModelHandles } from "./program.js";

/** Reductions and Split take their axes as inputs from this version on. */
const minOpset = 18;

function missing(pattern: string, message: string, reasons: readonly string[]): LvlmError<"pattern-not-found"> {
	return new LvlmError("pattern-not-found", message, { pattern, reasons });
}

function valuesByName(graph: Graph): ReadonlyMap<string, Value> {
	const found = new Map<string, Value>();
	for (const value of [...graph.inputs, ...graph.initializers.keys()]) found.set(value.name, value);
	for (const node of graph.nodes) for (const output of node.outputs) found.set(output.name, output);
	return found;
}

/** All rows: 0 asks for the logits of every position, as in transformers. */
function keepAllLogits(graph: Graph): void {
	const input = graph.inputs.find((one) => one.name === "num_logits_to_keep");
	if (!input) return;
	const rank = input.type?.shape?.length ?? 0;
	const zero = inlineTensor({ dtype: "int64", shape: rank === 0 ? [] : [1], data: new BigInt64Array(1) });
	graph.replaceAllUses(input, graph.addInitializer("num_logits_to_keep.all", zero));
	graph.removeValue(input);
}

/** The attentions of all layers in order, checked against the model's facts. */
function attentionByLayer(sites: readonly AttentionSite[], facts: ModelFacts["text"]): readonly AttentionSite[] {
	if (sites.length !== facts.layers) {
		throw missing("decoder attention", `The decoder has ${sites.length} attentions for ${facts.layers} layers.`, [
			sites.length === 0 ? "no attention was found" : `found: ${sites.map((site) => site.node).join(", ")}`,
		]);
	}
	sites.forEach((site, index) => {
		if (site.layer !== undefined && site.layer !== index) {
			throw missing("decoder attention", `The attention number ${index} is "${site.node}", of layer ${site.layer}.`, [
				"the order of the attentions is not that of the layers",
			]);
		}
		const heads = site.probabilities.type?.shape?.[1];
		if (typeof heads === "number" && heads !== facts.heads) {
			throw missing("decoder attention", `The attention "${site.node}" has ${heads} heads, the model ${facts.heads}.`, [
				"the number of heads differs",
			]);
		}
	});
	return sites;
}

/**
 * The embeddings B times, [B, S, D], for every reader. Masks and position ids stay [1, …] and are broadcast.
 *
 * All sizes behind follow: graphs read them from the embeddings.
 */
function repeated(graph: Graph, embeds: Value): Value {
	const builder = new GraphBuilder(graph, "batch");
	const readers = [...embeds.uses];
	const batch = builder.input("batch", "int64", [1]);
	const rest = builder.op("Shape", [embeds], { start: 1, end: 3 });
	const shape = builder.op("Concat", [batch, rest], { axis: 0 });
	const copies = builder.op("Expand", [embeds, shape], {}, { name: "inputs_embeds" });
	copies.type = {
		dtype: embeds.type?.dtype ?? "float32",
		shape: ["batch_size", ...(embeds.type?.shape?.slice(1) ?? [null, null])],
	};
	for (const { node, index } of readers) graph.replaceInput(node, index, copies);
	return copies;
}

export interface OpenHandlesOptions extends ExplanationForm {
	/** `vision_encoder`: pixel_values in, image_features out. Programs that go into the image need it. */
	readonly visionEncoder?: OnnxModel;
	/** See {@link ModelHandles.isSparing}. Default false. */
	readonly isSparing?: boolean;
}

/**
 * Opens a decoder for explanation: a copy without cache (the whole sequence is replayed, batch 1 unless `isBatched`, no padding), with every fused
 * attention taken apart, and the logits of all rows. The original is not changed; weights are shared.
 *
 * @param decoder  `decoder_model_merged`: inputs_embeds in, logits out, residual stream named `hidden_states.{0 … L}` (0 may
 *   be inputs_embeds itself).
 * @throws {LvlmError} "pattern-not-found" when an attention cannot be taken apart, their number or heads are not those of the
 *   facts, or a value is not there; "capability-missing" for an opset before 18.
 */
export function openHandles(decoder: OnnxModel, facts: ModelFacts, options: OpenHandlesOptions = {}): ModelHandles {
	const version = decoder.opsets.get("") ?? 0;
	if (version < minOpset) {
		throw new LvlmError("capability-missing", `The decoder of ${facts.id} is written in ONNX opset ${version}.`, {
			owner: facts.id,
			capability: `opset ${minOpset}`,
			neededBy: "the explanation graph",
		});
	}
	const model = cloneModel(decoder);
	const { graph } = model;
	dropCache(model);
	keepAllLogits(graph);
	const report = applyRules(graph, attentionRules);
	const known = new Set(report.sites.map((site) => site.probabilities));
	const found = findAttention(graph).filter((site) => !known.has(site.probabilities));
	const sites = attentionByLayer(inGraphOrder(graph, [...report.sites, ...found]), facts.text);

	const values = valuesByName(graph);
	const named = (name: string): Value => {
		const value = values.get(name);
		if (value) return value;
		throw missing("decoder values", `The decoder of ${facts.id} has no value "${name}".`, [`"${name}" is missing`]);
	};
	const inputsEmbeds = named("inputs_embeds");
	inputsEmbeds.type = {
		dtype: inputsEmbeds.type?.dtype ?? "float32",
		shape: [1, "sequence_length", facts.text.hiddenSize],
	};
	const embeds = options.isBatched ? repeated(graph, inputsEmbeds) : inputsEmbeds;
	const hiddenStates = Array.from({ length: facts.text.layers + 1 }, (_, index) =>
		index === 0 ? (values.get("hidden_states.0") ?? embeds) : named(`hidden_states.${index}`),
	);
	const logits = graph.outputs.find((output) => output.name === "logits") ?? named("logits");
	pruneGraph(graph);
	return {
		facts,
		visionEncoder: options.visionEncoder,
		isBatched: options.isBatched ?? false,
		isSparing: options.isSparing ?? false,
		reopen: (form = {}) => openHandles(decoder, facts, { ...options, ...form }),
		decoder: {
			model,
			builder: new GraphBuilder(graph, "explain"),
			inputsEmbeds: embeds,
			hiddenStates,
			layers: sites.map((site) => ({ attention: site.probabilities })),
			logits,
		},
	};
}
