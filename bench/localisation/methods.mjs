// The methods that are compared, each as a way from an answer to one map over image regions for every asked token.

const modes = { llama: 3, all: 2, all_v2: 3, composed: 3 };
const modeNames = ["hybrid", "exact", "lastRowOnly"];

/** Rows [token][region] of a result tensor whose last two axes are token and region. */
function rowsOf({ tensor, axes }) {
	const width = axes.at(-1).index.length;
	return axes.at(-2).index.map((_, row) => Array.from(tensor.data.subarray(row * width, (row + 1) * width)));
}

function relevancyMethod(relevancy, seedScale, map, mode) {
	const scale = seedScale === 1 ? "" : `, seed scale ${seedScale}`;
	return {
		ids: [`relevancy ${map}${mode ? ` ${mode}` : ""}${scale}`],
		async maps(answer, tokens, signal) {
			const options = { tokens, map, seedScale, ...(mode ? { mode } : {}) };
			return [rowsOf((await answer.explain(relevancy(), options, { signal })).tensors.image)];
		},
	};
}

/** Mean over heads; then the mean over layers, and the last layer. */
function attentionMethod(attention) {
	return {
		ids: ["attention, mean of all layers", "attention, last layer"],
		async maps(answer, tokens, signal) {
			const { tensor, axes } = (await answer.explain(attention(), { tokens }, { signal })).tensors.attention;
			const [layers, , regions] = axes.map((axis) => axis.index.length);
			const layer = (l) =>
				tokens.map((_, t) =>
					Array.from(tensor.data.subarray((l * tokens.length + t) * regions, (l * tokens.length + t + 1) * regions)),
				);
			const all = Array.from({ length: layers }, (_, l) => layer(l));
			const mean = all[0].map((row, t) =>
				row.map((_, region) => all.reduce((sum, rows) => sum + rows[t][region], 0) / layers),
			);
			return [mean, all[layers - 1]];
		},
	};
}

function rolloutMethod(rollout) {
	return {
		ids: ["attention rollout"],
		async maps(answer, tokens, signal) {
			const rows = rowsOf((await answer.explain(rollout(), { tokens }, { signal })).tensors.rollout);
			const image = answer.sequence.tokens.filter((token) => token.image?.index === 0);
			const regions = image.toSorted((a, b) => a.image.region - b.image.region);
			return [rows.map((row) => regions.map((token) => row[token.position]))];
		},
	};
}

/**
 * `ids` names the maps that a method gives at once; `maps` gives them as [map][token][region].
 *
 * @param options.only  Methods with an id that contains this text. Default: all.
 * @param options.seedScale  Of relevancy; the original's is 1/temperature where it samples. Default 1.
 */
export function methodsOf({ attention, relevancy, rollout }, { only = "", seedScale = 1 } = {}) {
	const combinations = Object.entries(modes).flatMap(([map, count]) =>
		modeNames.slice(0, count).map((mode) => relevancyMethod(relevancy, seedScale, map, mode)),
	);
	const vit = relevancyMethod(relevancy, seedScale, "vit");
	const all = [...combinations, vit, attentionMethod(attention), rolloutMethod(rollout)];
	return all.filter(({ ids }) => ids.some((id) => id.includes(only)));
}
