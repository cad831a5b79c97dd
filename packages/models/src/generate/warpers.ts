import { exponential } from "./exponential.js";

/** What shapes the distribution that a token is drawn from; see `SamplingOptions` of core. */
export interface Warping {
	readonly temperature: number;
	readonly topK: number;
	readonly topP: number;
}

/**
 * The distribution after temperature, then top-k, then top-p.
 *
 * Formulas, over scores s_i = logit_i / temperature:
 * - top-k keeps every token whose score is at least the k-th largest (ties at the border all stay);
 * - top-p keeps, best first, each token before which the probabilities sum to less than p: the smallest set that reaches p, at
 *   least one token. Ties are taken in order of id.
 *
 * @param logits  Processed logits of one row, length V; not modified.
 * @param warping.temperature  Above 0.
 * @returns Probabilities, float64, length V: 0 for what was cut, sum 1.
 *
 * Source: `TemperatureLogitsWarper`, `TopKLogitsWarper`, `TopPLogitsWarper` of PyTorch transformers 5.18, applied in this order.
 * Differs from the source: float64 instead of float32 arithmetic.
 */
export function warpedProbabilities(logits: Float32Array, warping: Warping): Float64Array {
	const scores = Float64Array.from(logits, (logit) => logit / warping.temperature);
	if (warping.topK > 0 && warping.topK < scores.length) cutTopK(scores, warping.topK);
	const probabilities = softmax(scores);
	if (warping.topP < 1) cutTopP(probabilities, warping.topP);
	return probabilities;
}

function cutTopK(scores: Float64Array, k: number): void {
	const border = Float64Array.from(scores).sort()[scores.length - k] as number;
	for (let id = 0; id < scores.length; id++) if ((scores[id] as number) < border) scores[id] = Number.NEGATIVE_INFINITY;
}

function cutTopP(probabilities: Float64Array, p: number): void {
	const order = bestFirst(probabilities);
	let before = 0;
	let kept = 0;
	let cut = false;
	for (const id of order) {
		const probability = probabilities[id] as number;
		cut ||= kept > 0 && before >= p;
		if (cut) probabilities[id] = 0;
		else kept += probability;
		before += probability;
	}
	for (let id = 0; id < probabilities.length; id++) probabilities[id] = (probabilities[id] as number) / kept;
}

/** Ids with a probability above 0, best first, equal ones by descending id. */
function bestFirst(probabilities: Float64Array): Uint32Array {
	const ids = Uint32Array.from(probabilities.keys()).filter((id) => (probabilities[id] as number) > 0);
	return ids.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || b - a);
}

function softmax(scores: Float64Array): Float64Array {
	let largest = Number.NEGATIVE_INFINITY;
	for (const score of scores) if (score > largest) largest = score;
	const weights = scores.map((score) => exponential(score - largest));
	let total = 0;
	for (const weight of weights) total += weight;
	return weights.map((weight) => weight / total);
}

/**
 * The token that `uniform` falls on when the probabilities are laid side by side in order of id.
 *
 * @param probabilities  Float64, sum 1 up to rounding.
 * @param uniform  In [0, 1).
 */
export function draw(probabilities: Float64Array, uniform: number): number {
	let sum = 0;
	let last = 0;
	for (let id = 0; id < probabilities.length; id++) {
		const probability = probabilities[id] as number;
		if (probability === 0) continue;
		sum += probability;
		last = id;
		if (uniform < sum) return id;
	}
	return last;
}
