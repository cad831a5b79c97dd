import type { Result } from "@lvlm-interpret/core";
import { evidenceOf, type MapSettings, mapEvidence, settingsOf } from "./map-settings.js";

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

const natsText = (nats: number): string => String(nats).replace("-", "−");

/** What the evidence says of a map, as a sentence; undefined where nothing was measured. */
export function evidenceWords(settings: MapSettings): string | undefined {
	const nats = evidenceOf(settings);
	if (nats === undefined) return undefined;
	const best = Math.max(...Object.values(mapEvidence));
	const measured = `the area between deletion and insertion is ${natsText(nats)} nats on the embedded model`;
	return nats === best
		? `Shown first by the evidence: ${measured}, more than of any other map (docs/faithfulness.md).`
		: `Evidence: ${measured}; “composed” in the mode “exact” has ${natsText(best)} (docs/faithfulness.md).`;
}

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
