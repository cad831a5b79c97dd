import { type CausalGraphs, LvlmError, type Result } from "@lvlm-interpret/core";
import { fitScale } from "@lvlm-interpret/core/paint";
import { causal } from "@lvlm-interpret/explainers";
import { causalDot } from "../causal/dot.js";
import { headWorkers } from "../causal/head-workers.js";
import { causalSvg } from "../causal/svg.js";
import { checkWords, headLines, nodeWords, treeLines } from "../causal/words.js";
import { csvOf } from "../output/csv.js";
import { tensorOf, visibleText } from "../output/region-map.js";
import { encodePng, renderOverlay } from "../render/index.js";
import { causalFlagNames } from "./causal-options.js";
import { layoutOf } from "./map-pictures.js";
import type { Method, MethodInput } from "./method.js";

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** One token's graphs: JSON, sentences, and DOT and SVG of each head. */
async function writeGraphs(input: MethodInput, graphs: CausalGraphs): Promise<void> {
	const { folder, generation, subtitle, request } = input;
	const name = `causal-token-${twoDigits(graphs.target.token)}`;
	await folder.write(`${name}.json`, `${JSON.stringify(graphs, null, 1)}\n`);
	const text = graphs.heads.flatMap((head) => [
		...headLines(graphs, head),
		"Tree of possible d-separation paths:",
		...treeLines(graphs.nodes, head.tree, 1),
		"",
	]);
	await folder.write(`${name}.txt`, `${text.join("\n")}\n`);
	const image = encodePng(generation.image);
	const layout = layoutOf(input);
	for (const head of graphs.heads) {
		request.signal?.throwIfAborted();
		const of = `${name}-head-${twoDigits(head.head)}`;
		await folder.write(`${of}.dot`, causalDot(graphs, head));
		const last = head.explanations.at(-1);
		const caption = [
			`${head.nodes.length} nodes, ${head.edges.length} edges; importance ${head.importance.toPrecision(3)}. Within ${last?.radius} edges: ${nodeWords(graphs.nodes, last?.within ?? [])}.`,
			...(last?.explanations
				.slice(0, 3)
				.map((one) => `Removing ${nodeWords(graphs.nodes, one.nodes)}: ${checkWords(one)}.`) ?? []),
			...(last?.whole && last.explanations.length === 0 ? [`Removing all of them: ${checkWords(last.whole)}.`] : []),
		];
		const title = `Why “${visibleText(graphs.target.text)}”: layer ${head.layer}, head ${head.head}`;
		await folder.write(`${of}.svg`, causalSvg({ graphs, head, layout, image, title, subtitle, caption }));
	}
}

/** The patches of each head's explanation over the picture, by radius: 1 / radius where a patch first comes in. */
async function writeOverlays(input: MethodInput, graphs: CausalGraphs): Promise<void> {
	const { folder, generation, subtitle, request } = input;
	const layout = layoutOf(input);
	const scale = fitScale([0, 1], { domain: [0, 1] });
	for (const head of graphs.heads) {
		const values = new Float64Array(layout.regions.length);
		for (const { radius, within } of [...head.explanations].reverse()) {
			for (const id of within) {
				const { region } = graphs.nodes[id] as CausalGraphs["nodes"][number];
				if (region !== undefined) values[region] = 1 / radius;
			}
		}
		// A head without patches has no picture.
		if (values.every((value) => value === 0)) continue;
		request.signal?.throwIfAborted();
		const picture = renderOverlay({
			image: generation.image,
			layout,
			values,
			scale,
			unit: "1 / radius",
			title: `Patches that may have caused “${visibleText(graphs.target.text)}”`,
			subtitle,
			caption: `Layer ${head.layer}, head ${head.head}: patches that a path of so many edges reaches from the row that predicts the token. 1: one edge; 0.5: two; 0.33: three.`,
			pixelRatio: 2,
		});
		const name = `causal-token-${twoDigits(graphs.target.token)}-head-${twoDigits(head.head)}-within.png`;
		await folder.write(name, encodePng(picture));
	}
}

export const causalMethod: Method = {
	id: "causal",
	summary:
		"which patches and words caused the word: a causal graph for each head of a layer, checked by removing them (as a ranking of patches 0.01 nats)",
	takes: ["layer", "head", ...causalFlagNames],
	async run(input) {
		const { generation, model, choice, request, folder } = input;
		const { layers: layerCount } = model.facts.text;
		// Without a layer the last one, as the original.
		const layers = choice.layers === "all" ? [layerCount - 1] : choice.layers;
		if (layers.length !== 1) {
			throw new LvlmError("invalid-argument", "--method causal looks at one layer at a time.", {
				name: "layer",
				expected: "one layer",
				actual: layers.join(","),
			});
		}
		const tokens =
			choice.tokens === "all"
				? generation.tokens.filter(({ isEnd }) => !isEnd).map(({ index }) => index)
				: choice.tokens;
		const heads = choice.heads === "all" ? model.facts.text.heads : choice.heads.length;
		const results: Result[] = [];
		const explainer = causal(headWorkers(heads));
		for (const token of tokens) {
			const options = { ...choice.causal, token, layer: layers[0] as number, heads: choice.heads };
			const result = await generation.explain(explainer, options, request);
			results.push(result);
			const { data } = result;
			if (!data) continue;
			await writeGraphs(input, data);
			await folder.write(`causal-token-${twoDigits(token)}-aggregate.csv`, csvOf(tensorOf(result, "aggregate")));
			await writeOverlays(input, data);
		}
		return results;
	},
};
