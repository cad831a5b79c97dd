import type { Backend, CausalGraphs, Result } from "@lvlm-interpret/core";
import { attention, causal, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";
import { type RecordedHead, recordHeads } from "./recorded-heads.js";
import { type TapedRows, tapeRows } from "./rows-tape.js";

/** What the embedded model is asked, in Node and in a page. */
export interface Question {
	readonly model: string;
	readonly picture: Uint8Array;
	/** Few where software WebGPU takes seconds for each. */
	readonly maxTokens: number;
	/** Also the original's map through the vision encoder. */
	readonly vision?: boolean;
	/** Attention rows of another backend, of which causal graphs are learned, too. */
	readonly rows?: readonly TapedRows[];
}

/** The causal graphs of one layer. */
export interface LayerTold {
	readonly threshold: number;
	readonly data: CausalGraphs;
	readonly heads: readonly RecordedHead[];
}

/** What came of it, as plain data. */
export interface Told {
	readonly ids: readonly number[];
	readonly alternatives: readonly (readonly (readonly [id: number, logProbability: number])[])[];
	/** Values of each tensor. */
	readonly attention: Readonly<Record<string, readonly number[]>>;
	readonly relevancy: Readonly<Record<string, readonly number[]>>;
	readonly vision: Readonly<Record<string, readonly number[]>>;
	readonly layers: readonly LayerTold[];
	readonly rows: readonly TapedRows[];
	/** From the rows given with the question: the graphs alone. */
	readonly fromGivenRows: readonly CausalGraphs[];
}

/** The densest layer, under settings that give its graphs something to hold, and the last under the original's. */
const layers = [
	{ layer: 2, alpha: 0.1, threshold: 0.001 },
	{ layer: -1, alpha: 1e-5, threshold: 0.01 },
];

const valuesOf = ({ tensors }: Result): Record<string, number[]> =>
	Object.fromEntries(Object.entries(tensors).map(([name, { tensor }]) => [name, Array.from(tensor.data, Number)]));

/** Asks for the circle's colour and explains the answer; ends the backend. */
export async function ask(own: Backend, { picture, maxTokens, vision, rows, ...question }: Question): Promise<Told> {
	const { backend, tape, play } = tapeRows(own);
	const model = await openModel(question.model, { backend });
	try {
		const answer = await model.generate({ image: picture, prompt: "What colour is the circle?", maxTokens });
		const graphs = async (): Promise<LayerTold[]> => {
			const found: LayerTold[] = [];
			for (const settings of layers) {
				const { pool, heads } = recordHeads();
				const options = { ...settings, token: answer.tokens.length - 1, verify: false };
				const { data } = await answer.explain(causal(pool), options);
				found.push({ threshold: settings.threshold, data: data as CausalGraphs, heads });
			}
			return found;
		};
		const told = {
			ids: answer.tokens.map(({ id }) => id),
			alternatives: answer.tokens.map((one) =>
				one.alternatives.map(({ id, logProbability }) => [id, logProbability] as const),
			),
			attention: valuesOf(await answer.explain(attention(), { tokens: [0, 1] })),
			relevancy: valuesOf(await answer.explain(relevancy(), { map: "llama", mode: "hybrid" })),
			vision: vision ? valuesOf(await answer.explain(relevancy(), { map: "vit", tokens: [0] })) : {},
			layers: await graphs(),
			rows: tape,
		};
		if (!rows) return { ...told, fromGivenRows: [] };
		play(rows);
		return { ...told, fromGivenRows: (await graphs()).map(({ data }) => data) };
	} finally {
		await model.dispose();
		await backend.dispose();
	}
}
