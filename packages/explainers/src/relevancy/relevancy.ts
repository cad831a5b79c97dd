import type { ExplainerProgram, GraphExplainer, ModelHandles, ProgramStage } from "@lvlm-interpret/graph";
import { writeSinks } from "../sinks/sinks.js";
import { stagesOf } from "./maps.js";
import { checkCombination, type RelevancyOptions, relevancyOptions } from "./options.js";
import { relevancyResult } from "./result.js";

/**
 * Relevancy: which image regions and which words made the model say each token, by attention weighted with its own gradient and led
 * through all layers.
 *
 * Formula: C_l = mean over heads of relu(A_l ⊙ ∂z_t/∂A_l); r = e_q · (I + C_{L-1}) ··· (I + C_0), from the top layer down, q the row
 * that predicts token t and z_t its logit (option `seed`: log-probability, or the difference to another token's logit).
 *
 * Maps: `llama` is r over image tokens and words; `composed` (default) leads r on its image tokens on through the vision encoder's layers,
 * r <- r + r·C^vit, the way that the image takes; `vit`, `all` and `all_v2` are the original program's other maps (see
 * {@link RelevancyOptions.map} and `maps.ts`). Modes: which gradient the rows of C_l use: `exact` (default): all rows ∂z_t; `hybrid`, the original's:
 * the token's own row ∂z_t, rows of the prompt ∂z_0, rows of earlier answer tokens their own; `lastRowOnly`: the token's row alone, r = e + Σ_l e·C_l.
 *
 * Result tensors, float32 ≥ 0, the token's own identity left out, rows divided by their sum unless `normalize` is off:
 * `image` [token, region]; `wordImage` [word, region] (words by their text, see `groupWords`); and for `llama` and `composed` also `relevance`
 * [token, key] over all replayed positions, `words` [word, key] over words of the prompt and of the answer so far, on the same scale as
 * `wordImage`, and `shares` [token, aggregation] (image share, density, largest image value, sink share). These are the language model's rows for both;
 * `composed` spreads what such a row has on the image over the patches (without `normalize` there is no such scale, and it has no words). Signals: `replayError`, largest
 * difference of a token's log-probability from the generation's, in nats; `emptyRows`, tokens without any relevance on the image. `sinks`: tokens
 * that draw attention whatever is asked, see `writeSinks`; with the option `hide` their relevance is 0 before rows are divided by their sum.
 *
 * Cost: `llama` in `hybrid` and `lastRowOnly`: one teacher-forced forward and one backward for all tokens together, about 2 forwards;
 * everything else one backward a token over a shared forward, many tokens in one call of the session where the backend has Scan (elsewhere as many as
 * fit into 384 MB). Where memory is short (`ModelHandles.isSparing`) attention is computed again on the way back. T rows leave the session.
 *
 * Source: Chefer, Gur & Wolf 2021, arXiv:2103.15679, rules 5, 6 and 8-9; LVLM-Interpret, arXiv:2404.03118, section 3.
 * Differs from the source: vision gradients do not pile up over tokens (`referenceQuirks` brings that back); words are merged by their
 * text; sums run in float32 where the original's attention is bfloat16.
 *
 * Defaults: `composed` in `exact`, on which the embedded model's answers depend most (area between deletion and insertion 3.07 nats, `llama` in
 * `hybrid` 1.22: docs/faithfulness.md); `{ map: "llama", mode: "hybrid" }` is the preview that takes one backward pass for all tokens.
 *
 * @example
 * ```ts
 * const maps = await answer.explain(relevancy(), { tokens: [3] });
 * maps.tensors.image; // [1, 576]: which patches made the model say token 3
 * ```
 */
export function relevancy(): GraphExplainer<RelevancyOptions, "position-map"> {
	return { specificationVersion: "v1", id: "relevancy", produces: "position-map", options: relevancyOptions, program };
}

function program(handles: ModelHandles, options: RelevancyOptions): ExplainerProgram<"position-map"> {
	checkCombination(options);
	const [first, ...others] = stagesOf(handles, options) as [ProgramStage, ...ProgramStage[]];
	const { outputs: sinks } = writeSinks(first.handles ?? handles, options);
	const stages = [{ ...first, outputs: { ...first.outputs, ...sinks } }, ...others];
	return {
		...(stages.at(-1) as ProgramStage),
		before: stages.slice(0, -1),
		result: (rows, replay) => relevancyResult(options, rows, replay),
	};
}
