import { type Backend, LvlmError, type Result } from "@lvlm-interpret/core";
import {
	attention,
	causal,
	rankedMap,
	regionValues,
	relevancy,
	rollout,
	type SanityLab,
	sanity,
} from "@lvlm-interpret/explainers";
import { changedAnswers, type OpenedModel, type OpenModelOptions, type SourceOptions } from "@lvlm-interpret/models";
import { csvCell } from "../output/csv.js";
import type { MethodInput } from "./method.js";

const explainers = { attention, causal, relevancy, rollout } as const;

/** Makes a result's map again on another answer: the same method, with the same options. */
async function again(result: Result, answer: MethodInput["generation"], signal: AbortSignal | undefined) {
	const make = explainers[result.method as keyof typeof explainers] as typeof relevancy;
	const found = await answer.explain(make(), result.options, signal ? { signal } : {});
	return regionValues(rankedMap(found), answer);
}

/**
 * Whether a method's first map depends on the model's weights, the picture and the question. Writes sanity.csv (the rank correlations) and
 * sanity.json (maps, checks, cascade and verdict).
 *
 * @param path  What the model was opened from: it is opened again with random weights.
 * @throws {LvlmError} "invalid-argument" for results without a map of the picture; "limit-exceeded" for weights that do not fit into memory.
 */
export async function checkSanity(
	{ generation, request, folder }: Pick<MethodInput, "generation" | "request" | "folder">,
	results: readonly Result[],
	model: {
		readonly path: string;
		readonly opened: OpenedModel;
		readonly backend: Backend;
		readonly source: SourceOptions & Pick<OpenModelOptions, "keepLoaded" | "spareMemory">;
	},
): Promise<Result<"sanity">> {
	const [result] = results as [Result];
	if (!Object.hasOwn(explainers, result.method)) {
		throw new LvlmError("invalid-argument", `There are no sanity checks for "${result.method}".`, {
			name: "sanity",
			expected: Object.keys(explainers).join(", "),
			actual: result.method,
		});
	}
	const map = rankedMap(result);
	const { signal } = request;
	const changed = await changedAnswers(model.path, model.opened, {
		...model.source,
		backend: model.backend,
		...(signal ? { signal } : {}),
	});
	try {
		const lab: SanityLab = {
			blocks: changed.blocks,
			remake: (change, { signal: stop }) =>
				changed.with(generation, change, (other) => again(result, other, stop), stop ? { signal: stop } : {}),
		};
		const found = await generation.explain(sanity(map, lab), {}, request);
		const { identity = Number.NaN, checks = [], cascade = [] } = found.data ?? {};
		const lines = [
			["nothing changed", 0, identity],
			...checks.flatMap(({ label, similarities = [] }) => similarities.map((one, seed) => [label, seed, one])),
			...cascade.map(({ name, blocks, similarity }) => [`random down to ${name}`, blocks, similarity]),
		];
		await folder.write(
			"sanity.csv",
			`check,seed or blocks,rank correlation\n${lines.map((line) => line.map(csvCell).join(",")).join("\n")}\n`,
		);
		await folder.write("sanity.json", `${JSON.stringify(found.data, null, 2)}\n`);
		return found;
	} finally {
		await changed.dispose();
	}
}

/** The checks as lines of text. */
export function sanityLines({ data }: Result<"sanity">): string {
	if (!data) return "";
	const lines = data.checks.map(({ label, verdict, isPassed }) => {
		const sign = isPassed === undefined ? "–" : isPassed ? "✓" : "✗";
		return `${sign} ${label}: ${verdict ?? "not measured."}\n`;
	});
	return `${data.verdict}\n${lines.join("")}`;
}
