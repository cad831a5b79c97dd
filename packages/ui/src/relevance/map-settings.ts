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

/**
 * How far the answer depends on what a map shows, by map and mode: area between deletion and insertion in nats, on right answers of the
 * embedded model about its evaluation set (0: a map that knows nothing).
 * Source: docs/faithfulness.md, from which a test reads them again.
 */
export const mapEvidence: Readonly<Record<string, number>> = {
	"composed exact": 3.07,
	"composed lastRowOnly": 3.06,
	"composed hybrid": 2.94,
	"llama lastRowOnly": 1.67,
	"llama exact": 1.45,
	"llama hybrid": 1.22,
	"all_v2 exact": 1.19,
	"all_v2 hybrid": 1.04,
	"all_v2 lastRowOnly": 1.01,
	rollout: 0.94,
	vit: -0.23,
	"all hybrid": -0.25,
	"all exact": -0.25,
};

/** Of a map in {@link mapEvidence}; undefined where nothing was measured. */
export function evidenceOf({ map, mode, seed }: MapSettings): number | undefined {
	// Measured were maps of the logit, and rollout, which has no such number; the map "vit" has no mode.
	return seed === "logit" || seed === ""
		? mapEvidence[map === "vit" || mode === "" ? map : `${map} ${mode}`]
		: undefined;
}

/** Index of the map that is shown first: of those that have words too, the one that the evidence speaks for most; the first where none is known. */
export function preferredMap(results: readonly Result[]): number {
	const whole = results.some(({ tensors }) => tensors.relevance);
	const scores = results.map((result) =>
		whole && !result.tensors.relevance
			? Number.NEGATIVE_INFINITY
			: (evidenceOf(settingsOf(result)) ?? Number.NEGATIVE_INFINITY),
	);
	return Math.max(0, scores.indexOf(Math.max(...scores)));
}
