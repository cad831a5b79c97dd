import { LvlmError, type SamplingOptions } from "@lvlm-interpret/core";
import type { RandomStream } from "./random.js";
import { draw, warpedProbabilities } from "./warpers.js";

/** One candidate by raw logits. */
export interface Candidate {
	readonly id: number;
	readonly logProbability: number;
}

/** The chosen token and the probability it was chosen with. */
export interface Choice {
	readonly id: number;
	/** In (0, 1]; 1 when greedy. */
	readonly sampledProbability: number;
}

/** Index of the largest logit; the lowest id among equals. */
function argMax(logits: Float32Array): number {
	let best = 0;
	for (let id = 1; id < logits.length; id++) if ((logits[id] as number) > (logits[best] as number)) best = id;
	return best;
}

/**
 * Chooses the next token from processed logits: the most likely at temperature 0, else one draw of `random`.
 *
 * @param logits  Length V, after the model's own processors; not modified.
 */
export function chooseToken(logits: Float32Array, sampling: Required<SamplingOptions>, random: RandomStream): Choice {
	if (sampling.temperature === 0) return { id: argMax(logits), sampledProbability: 1 };
	const probabilities = warpedProbabilities(logits, sampling);
	const id = draw(probabilities, random.next());
	return { id, sampledProbability: probabilities[id] as number };
}

/** Raw logits of one row, in nats. */
export class RawLogits {
	readonly #logits: Float32Array;
	readonly #logSum: number;

	/**
	 * @param logits  Length V; kept, so the caller hands over a copy.
	 * @throws {LvlmError} "non-finite" if a logit is NaN or infinite.
	 */
	constructor(logits: Float32Array) {
		assertFinite(logits);
		this.#logits = logits;
		const largest = logits[argMax(logits)] as number;
		let sum = 0;
		for (const logit of logits) sum += Math.exp(logit - largest);
		this.#logSum = largest + Math.log(sum);
	}

	/** log softmax(logits)[id] = logit_id - log Σ exp(logit), in nats, float64. */
	logProbability(id: number): number {
		return (this.#logits[id] as number) - this.#logSum;
	}

	/** The `count` most likely tokens, best first; ids break ties. */
	best(count: number): Candidate[] {
		const logits = this.#logits;
		const found: number[] = [];
		for (let id = 0; id < logits.length; id++) {
			const logit = logits[id] as number;
			if (found.length === count && !(logit > (logits[found[count - 1] as number] as number))) continue;
			if (count === 0) break;
			let place = found.length;
			while (place > 0 && logit > (logits[found[place - 1] as number] as number)) place--;
			found.splice(place, 0, id);
			if (found.length > count) found.pop();
		}
		return found.map((id) => ({ id, logProbability: this.logProbability(id) }));
	}
}

function assertFinite(logits: Float32Array): void {
	let firstIndex = -1;
	let count = 0;
	logits.forEach((logit, index) => {
		if (Number.isFinite(logit)) return;
		if (count++ === 0) firstIndex = index;
	});
	if (count > 0) {
		throw new LvlmError(
			"non-finite",
			`The model gave ${count} of ${logits.length} logits that are not finite.`,
			{ name: "logits", firstIndex, count },
			{ hint: "Half-precision arithmetic may have overflowed; try the float32 graph or another device." },
		);
	}
}
