import type { Result } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";

/** A result in a few words: method, map and mode, and what else is not as usual. */
export function resultName({ method, options }: Result, { answer }: SessionFile): string {
	const { map, mode, seed, tokens } = options;
	const words = [method, map, map === "vit" ? undefined : mode].filter((one) => typeof one === "string");
	if (seed === "log-probability") words.push("log-probability");
	if (seed === "contrast") words.push("contrast");
	if (Array.isArray(tokens)) {
		const texts = tokens.map((token) => answer.tokens[token as number]?.text.trim() ?? String(token));
		words.push(`of “${texts.join(" ")}”`);
	}
	return words.join(" · ");
}
