import type { Result } from "@lvlm-interpret/core";

/** What a relevancy map was made with. */
export interface MapSettings {
	readonly map: string;
	readonly mode: string;
	readonly seed: string;
}

/** The settings of a result; of another method its name stands for the map. */
export function settingsOf({ method, options }: Result): MapSettings {
	const text = (name: string): string => (typeof options[name] === "string" ? (options[name] as string) : "");
	return { map: text("map") || method, mode: text("mode"), seed: text("seed") };
}

export function isSameMap(a: MapSettings, b: MapSettings): boolean {
	return a.map === b.map && a.mode === b.mode && a.seed === b.seed;
}

export const mapMeanings: Readonly<Record<string, string>> = {
	llama: "Through the language model, onto image tokens and words.",
	composed: "Through the language model, and from there through the vision encoder onto the picture.",
	vit: "Through the vision encoder alone, from its class token.",
	all: "Through the vision encoder, and from there through the language model's image block, as the original composes them.",
	rollout: "Attention multiplied through the layers of the language model, mean over heads; no gradient takes part.",
	all_v2: "The language model's row mixed into the vision encoder's, at its class token.",
};

export const modeMeanings: Readonly<Record<string, string>> = {
	hybrid: "The token's own row has its gradient, the prompt's rows that of the first token.",
	exact: "All rows have the token's own gradient.",
	lastRowOnly: "The token's own row alone: one hop a layer.",
};

export const seedNames: Readonly<Record<string, string>> = {
	logit: "logit",
	"log-probability": "log-probability",
	contrast: "logit against another token's",
};

/** "llama map, exact, of the logit": nothing of what is not known. */
export function settingsWords(result: Result): string {
	const { map, mode, seed } = settingsOf(result);
	const parts = [`${map} map`, mode, seed && `of the ${seedNames[seed] ?? seed}`];
	return parts.filter(Boolean).join(", ");
}
