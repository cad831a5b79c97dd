import type { Result } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";

/** A result in a few words: method, map and mode, and what else is not as usual. */
export function resultName(
	{ method, options }: Pick<Result, "method"> & { readonly options?: Result["options"] },
	{ answer }: Pick<SessionFile, "answer">,
): string {
	const { map, mode, seed, tokens } = options ?? {};
	const words = [method, map, map === "vit" ? undefined : mode].filter((one) => typeof one === "string");
	if (seed === "log-probability") words.push("log-probability");
	if (seed === "contrast") words.push("contrast");
	if (Array.isArray(tokens)) {
		const texts = tokens.map((token) => answer.tokens[token as number]?.text.trim() ?? String(token));
		words.push(`of “${texts.join(" ")}”`);
	}
	return words.join(" · ");
}

/** A result as a link names it: the same of the same question to every run, "relevancy.composed.exact.logit". */
export function resultId({ method, options }: Pick<Result, "method" | "options">): string {
	const { map, mode, seed, tokens, contrastWith } = options;
	const about = Array.isArray(tokens) ? tokens.join("-") : undefined;
	const foil = seed === "contrast" ? String(contrastWith) : undefined;
	return [method, map, mode, seed, about, foil].filter((one) => typeof one === "string").join(".");
}
