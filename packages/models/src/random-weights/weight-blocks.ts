import { topologicalOrder } from "@lvlm-interpret/graph";
import type { Checkpoint } from "../families/open-checkpoint.js";

/** Where a weight lies. */
export interface WeightRange {
	/** Ours, as the graph has it. */
	readonly name: string;
	readonly dtype: string;
	readonly shape: readonly number[];
	readonly file: string;
	readonly offset: number;
	readonly byteLength: number;
}

/** Weights that are drawn anew together: a layer, or what stands above or below all layers. */
export interface WeightBlock {
	/** "head", "decoder layer 3", "word embeddings", "projector", "vision layer 2", "vision embeddings". */
	readonly name: string;
	readonly ranges: readonly WeightRange[];
}

type Part = keyof Checkpoint["parts"];

/** How blocks of a part are called: above its layers, a layer, below them. */
const names: Readonly<Record<Part, readonly [above: string, layer: string, below: string]>> = {
	decoder_model_merged: ["head", "decoder layer", "decoder inputs"],
	embed_tokens: ["word embeddings", "word embeddings", "word embeddings"],
	vision_encoder: ["projector", "vision layer", "vision embeddings"],
};

/** Blocks of a part, from its output down. Nodes of layer i are named by it (see `ModelFamily`); others stand above or below all of them. */
function blocksOf(part: Part, { graph }: Checkpoint["parts"][Part]): [string, WeightRange[]][] {
	const [above, layer, below] = names[part];
	const order = topologicalOrder(graph);
	const layerOf = (name: string): number | undefined => {
		const found = name.match(/(?:^|[/.])layers\.(\d+)(?:[/.]|$)/)?.[1];
		return found === undefined ? undefined : Number(found);
	};
	const last = order.findLastIndex((node) => layerOf(node.name) !== undefined);
	const found = new Map<string, WeightRange[]>();
	order.forEach((node, at) => {
		for (const value of node.inputs) {
			if (!value) continue;
			const data = graph.initializers.get(value);
			if (data?.content.kind !== "external") continue;
			const index = layerOf(node.name);
			const name = index !== undefined ? `${layer} ${index}` : at > last ? above : below;
			const { file, offset, byteLength } = data.content;
			const range = { name: value.name, dtype: data.dtype, shape: data.shape, file, offset, byteLength };
			found.set(name, [...(found.get(name) ?? []), range]);
		}
	});
	const height = (name: string): number =>
		name === above ? Number.POSITIVE_INFINITY : name === below ? -1 : Number(name.match(/\d+$/)?.[0] ?? 0);
	return [...found].sort(([a], [b]) => height(b) - height(a));
}

/**
 * All weights of a model in blocks from the top down: what turns hidden states into logits, the decoder's layers from the last to the first, the
 * word embeddings, the projector, the vision encoder's layers from the last to the first, and what stands below them. Each weight once: a head
 * that shares its table with the word embeddings takes it along.
 */
export function weightBlocks({ parts }: Pick<Checkpoint, "parts">): WeightBlock[] {
	const seen = new Set<string>();
	return (["decoder_model_merged", "embed_tokens", "vision_encoder"] as const)
		.flatMap((part) => blocksOf(part, parts[part]))
		.map(([name, ranges]) => ({
			name,
			ranges: ranges.filter(({ file, offset }) => {
				const key = `${file} ${offset}`;
				const isNew = !seen.has(key);
				seen.add(key);
				return isNew;
			}),
		}))
		.filter(({ ranges }) => ranges.length > 0);
}
