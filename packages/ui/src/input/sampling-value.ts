import type { SamplingOptions } from "@lvlm-interpret/core";

/** How the answer's tokens are chosen, and when it ends. */
export interface SamplingValue extends Required<SamplingOptions> {
	readonly maxTokens: number;
	/** The answer ends before any of these. */
	readonly stop: readonly string[];
}

/** What an engine can do of it. */
export type SamplingCapability = keyof SamplingValue;

/** Greedy, all tokens, 64 of them at most: what `generate` does by itself. */
export const defaultSampling: SamplingValue = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 64, stop: [] };

/** All that our own engine takes. */
export const samplingCapabilities: readonly SamplingCapability[] = ["temperature", "topK", "topP", "seed", "maxTokens"];

/** The settings in a few words: "Greedy, at most 64 tokens". */
export function samplingSummary(value: SamplingValue, capabilities: readonly SamplingCapability[]): string {
	const has = (name: SamplingCapability): boolean => capabilities.includes(name);
	const isGreedy = !has("temperature") || value.temperature === 0;
	const parts = isGreedy
		? ["Greedy"]
		: [
				`Temperature ${value.temperature}`,
				has("topK") && value.topK > 0 && `top ${value.topK}`,
				has("topP") && value.topP < 1 && `top-p ${value.topP}`,
				has("seed") && `seed ${value.seed}`,
			];
	const ends = [
		has("maxTokens") && `at most ${value.maxTokens} ${value.maxTokens === 1 ? "token" : "tokens"}`,
		has("stop") &&
			value.stop.length > 0 &&
			`${value.stop.length} stop ${value.stop.length === 1 ? "string" : "strings"}`,
	];
	return [...parts, ...ends].filter(Boolean).join(", ");
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\\": "\\" };

/** What somebody typed as a stop string: `\n` is a line break, `\t` a tab, `\\` a backslash. */
export function readStop(typed: string): string {
	return typed.replace(/\\([nt\\])/g, (_, letter: string) => escapes[letter] as string);
}

/** A stop string as it would be typed. */
export function showStop(text: string): string {
	return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}
