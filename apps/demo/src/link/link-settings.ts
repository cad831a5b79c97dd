import type { Preprocess, SamplingOptions } from "@lvlm-interpret/core";
import type { Run } from "../runs/run.js";

type AskSettings = Pick<Run, "sampling" | "preprocess">;

/** How a run is asked that has no settings of its own. */
const usual: AskSettings = { sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 }, preprocess: "default" };

const numbers: Readonly<Record<string, keyof SamplingOptions>> = {
	temperature: "temperature",
	"top-k": "topK",
	"top-p": "topP",
	seed: "seed",
};
const fits: readonly Preprocess[] = ["default", "crop", "resize", "pad"];

/** How a run was asked, as a link says it: only what is not as usual. */
export function writeAskSettings({ sampling, preprocess }: AskSettings): Readonly<Record<string, string>> {
	const said = Object.entries(numbers)
		.filter(([, key]) => sampling[key] !== usual.sampling[key])
		.map(([name, key]): [string, string] => [name, String(sampling[key])]);
	return { ...Object.fromEntries(said), ...(preprocess === usual.preprocess ? {} : { fit: preprocess }) };
}

/** The settings of a link. What makes no sense is as usual. */
export function readAskSettings(settings: Readonly<Record<string, string>> = {}): AskSettings {
	const given = Object.entries(numbers).flatMap(([name, key]): [string, number][] => {
		const value = Number(settings[name]);
		return settings[name] && Number.isFinite(value) && value >= 0 ? [[key, value]] : [];
	});
	const preprocess = fits.find((one) => one === settings.fit) ?? usual.preprocess;
	return { sampling: { ...usual.sampling, ...Object.fromEntries(given) }, preprocess };
}
