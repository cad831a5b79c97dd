import { attention, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
import { type AnyExplainer, explainerSuite, type Invariant } from "@lvlm-interpret/testing";
import { bindVitest } from "@lvlm-interpret/testing/vitest";
import { inputXGradient } from "../../packages/explainers/src/example/input-x-gradient.js";

const rowsSumToOne: Invariant = {
	id: "rows-sum-to-one",
	check: ({ signals }) =>
		(signals.rowSumError ?? Number.POSITIVE_INFINITY) < 1e-4 ? undefined : `rows miss 1 by ${signals.rowSumError}`,
};

bindVitest(
	explainerSuite({
		create: () => attention() as AnyExplainer,
		variants: [{ tokens: [0] }, { layers: [1] }],
		invariants: [rowsSumToOne],
	}),
);
bindVitest(explainerSuite({ create: () => layerHeadMatrix() as AnyExplainer }));
bindVitest(explainerSuite({ create: () => rollout() as AnyExplainer }));
bindVitest(
	explainerSuite({
		create: () => relevancy() as AnyExplainer,
		variants: [{ map: "vit" }, { map: "all" }, { map: "llama", mode: "hybrid" }],
	}),
);
bindVitest(explainerSuite({ create: () => inputXGradient() as AnyExplainer, variants: [{ tokens: [1] }] }));
