import type { Result } from "@lvlm-interpret/core";
import type { MapSettings } from "@lvlm-interpret/ui/charts";
import { withImageMap } from "@lvlm-interpret/ui/evaluate";
import type { Opened } from "../document/opened.js";
import type { Explaining } from "./use-explain.js";

const drawable = new WeakMap<Result, Result>();

/** The results of a run that views of maps can show: one row of regions a token. The same objects at every call. */
export function mapsOf({ session }: Pick<Opened, "session">): readonly Result[] {
	return session.results
		.map((result) => {
			const known = drawable.get(result) ?? withImageMap(result, session.sequence);
			drawable.set(result, known);
			return known;
		})
		.filter(({ tensors }) =>
			Object.values(tensors).some(
				({ axes }) => axes.at(-1)?.name === "region" && axes.some(({ name }) => name === "token"),
			),
		);
}

/** Which modes a map of relevancy has, the usual one first. */
const modesOf: Readonly<Record<string, readonly string[]>> = {
	composed: ["exact", "hybrid", "lastRowOnly"],
	llama: ["hybrid", "exact", "lastRowOnly"],
	all_v2: ["hybrid", "exact", "lastRowOnly"],
	all: ["hybrid", "exact"],
	vit: ["exact"],
};
const seeds = ["logit", "log-probability"] as const;

/** The maps that can be computed for a run. */
export const offeredMaps: readonly MapSettings[] = [
	...Object.entries(modesOf).flatMap(([map, modes]) =>
		modes.flatMap((mode) => seeds.map((seed) => ({ map, mode, seed }))),
	),
	{ map: "rollout", mode: "", seed: "" },
];

/** Computes one of them; it joins the run's results. */
export function computeMap(explaining: Explaining, { map, mode, seed }: MapSettings): void {
	if (map === "rollout") void explaining.explain("Rollout", "rollout", {});
	else void explaining.explain(`Relevancy: ${map}, ${mode}`, "relevancy", { map, mode, seed });
}
