import type { Tensor } from "@lvlm-interpret/core";
import { resolveOptions } from "@lvlm-interpret/core";
import { type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { describe, expect, it } from "vitest";
import { type Engine, float64, onnxRuntime, openCase, type ReplayCase, runExplainer } from "./replay-case.js";

interface Stored {
	/** Name in the fixture, without its form. */
	readonly name: string;
	readonly options: Partial<RelevancyOptions>;
}

const maps: readonly Stored[] = [
	...(["hybrid", "exact", "lastRowOnly"] as const).flatMap((mode) =>
		(["llama", "all", "all_v2", "composed"] as const)
			.filter((map) => map !== "all" || mode !== "lastRowOnly")
			.map((map) => ({ name: `${map}.${mode}`, options: { map, mode } })),
	),
	{ name: "vit", options: { map: "vit" } },
	{ name: "vit.accumulated", options: { map: "vit", referenceQuirks: true } },
	{ name: "all.hybrid.accumulated", options: { map: "all", mode: "hybrid", referenceQuirks: true } },
	{ name: "all_v2.hybrid.accumulated", options: { map: "all_v2", mode: "hybrid", referenceQuirks: true } },
	{ name: "llama.hybrid.logProbability", options: { map: "llama", mode: "hybrid", seed: "log-probability" } },
	{ name: "llama.hybrid.contrast", options: { map: "llama", mode: "hybrid", seed: "contrast" } },
	{ name: "llama.hybrid.seedScale5", options: { map: "llama", mode: "hybrid", seedScale: 5 } },
];

const explainer = relevancy();

/** Largest difference of a row from the reference's, as a share of the reference's largest entry (its identity apart); the worst row. */
function worstRow(
	ours: Tensor,
	reference: Tensor,
	one: ReplayCase,
	map: RelevancyOptions["map"],
	form: string,
	shares?: readonly number[],
): number {
	const [tokens, width] = reference.shape as [number, number];
	const ourWidth = ours.shape[1] as number;
	let worst = 0;
	for (let t = 0; t < tokens; t++) {
		// What the reference hands out: the token's own 1 in normalised rows of `llama`; the class position before the patches.
		const own = map === "llama" && form === "normalised" ? one.replay.sequence.promptLength - 1 + t : -1;
		const row = Array.from(
			{ length: ourWidth },
			(_, place) =>
				(shares?.[t] ?? 1) * Number(reference.data[t * width + place + width - ourWidth]) - Number(place === own),
		);
		const scale = Math.max(...row.map(Math.abs));
		const difference = Math.max(
			...row.map((value, place) => Math.abs(value - Number(ours.data[t * ourWidth + place]))),
		);
		worst = Math.max(worst, difference / scale);
	}
	return worst;
}

/** What each token's normalised row has on the image tokens: "composed" shares that out, so that its words stay on the same scale. */
function imageShares(one: ReplayCase, mode: string): number[] {
	const { data, shape } = one.reference(`map.llama.${mode}.normalised`);
	const [tokens, width] = shape as [number, number];
	const image = one.replay.sequence.tokens.filter(({ segment }) => segment === "image");
	return Array.from({ length: tokens }, (_, t) =>
		image.reduce((sum, { position }) => sum + Number(data[t * width + position]), 0),
	);
}

async function compare(one: ReplayCase, engine: Engine, stored: Stored, form: "raw" | "normalised"): Promise<number> {
	const options = resolveOptions("relevancy", explainer.options, {
		...stored.options,
		normalize: form === "normalised",
	});
	const { body } = await runExplainer(one, engine, explainer, options);
	const ours = (options.map === "llama" ? body.tensors.relevance : body.tensors.image)?.tensor as Tensor;
	const shares = options.map === "composed" && form === "normalised" ? imageShares(one, options.mode) : undefined;
	return worstRow(ours, one.reference(`map.${stored.name}.${form}`), one, options.map, form, shares);
}

const cases = [
	["gqa", "fixtures/relevancy/gqa", "gqa", undefined],
	["biases-tied", "fixtures/relevancy/biases-tied", "biases-tied", undefined],
	["embedded, question 1", "models/shapes-llava", "embedded", "reference-0.safetensors"],
	["embedded, question 2", "models/shapes-llava", "embedded", "reference-1.safetensors"],
] as const;

describe.each(cases)(
	"relevancy of %s against one backward pass a token through PyTorch's cache",
	(name, model, fixture, file) => {
		it.each(["raw", "normalised"] as const)(
			"equals every map and mode to 1e-4, %s",
			async (form) => {
				const one = await openCase(model, fixture, file);
				const worst: [string, number][] = [];
				for (const stored of maps) worst.push([stored.name, await compare(one, onnxRuntime, stored, form)]);
				console.log(`${name}, ${form}: ${worst.map(([map, error]) => `${map} ${error.toExponential(1)}`).join(", ")}`);
				for (const [map, error] of worst) expect(error, map).toBeLessThan(1e-4);
			},
			120_000,
		);
	},
);

describe.each(cases.slice(0, 2))("relevancy of %s in float64", (_, model, fixture, file) => {
	it.each(maps)(
		"$name equals PyTorch's to 1e-5 on the reference evaluator",
		async (stored) => {
			const one = await openCase(model, fixture, file, float64);
			// The graph's rotary tables are float32, as in transformers; the reference turns by float64 angles.
			expect(await compare(one, float64, stored, "raw")).toBeLessThan(1e-5);
		},
		60_000,
	);
});
