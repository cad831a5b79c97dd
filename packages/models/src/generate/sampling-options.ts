import { type GenerateRequest, LvlmError, type SamplingOptions } from "@lvlm-interpret/core";

/** A request's numbers with defaults filled in. */
export interface GenerationLimits {
	readonly sampling: Required<SamplingOptions>;
	readonly maxTokens: number;
	readonly alternatives: number;
}

function check(name: string, value: number, expected: string, fits: boolean): number {
	if (!fits) {
		throw new LvlmError("invalid-argument", `"${name}" should be ${expected}, but is ${value}.`, {
			name,
			expected,
			actual: String(value),
		});
	}
	return value;
}

/**
 * Fills in defaults and checks ranges: greedy, all tokens, seed 0, 64 tokens, 5 alternatives.
 *
 * @throws {LvlmError} "invalid-argument" naming the option.
 */
export function resolveLimits(request: GenerateRequest): GenerationLimits {
	const { temperature = 0, topK = 0, topP = 1, seed = 0, maxTokens = 64, alternatives = 5 } = request;
	const natural = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
	return {
		sampling: {
			temperature: check("temperature", temperature, "a number in [0, 10]", temperature >= 0 && temperature <= 10),
			topK: check("topK", topK, "an integer from 0", natural(topK)),
			topP: check("topP", topP, "a number in (0, 1]", topP > 0 && topP <= 1),
			seed: check("seed", seed, "an integer", Number.isSafeInteger(seed)),
		},
		maxTokens: check("maxTokens", maxTokens, "an integer from 1", natural(maxTokens) && maxTokens > 0),
		alternatives: check("alternatives", alternatives, "an integer from 0", natural(alternatives)),
	};
}
