import type { Result } from "@lvlm-interpret/core";
import { type FaithfulnessOptions, faithfulness, rankedMap } from "@lvlm-interpret/explainers";
import { csvOf } from "../output/csv.js";
import { tensorOf } from "../output/region-map.js";
import type { MethodInput } from "./method.js";

/**
 * How much the answer depends on what a method's first map points at, for all tokens that it shows together. Writes faithfulness.csv
 * (the curves) and faithfulness.json (the figures and the verdict).
 *
 * @throws {LvlmError} "invalid-argument" for results without a map of the picture.
 */
export async function measureFaithfulness(
	{ generation, request, folder }: Pick<MethodInput, "generation" | "request" | "folder">,
	results: readonly Result[],
	removal: FaithfulnessOptions["removal"],
): Promise<Result<"faithfulness">> {
	const map = rankedMap(results[0] as Result);
	const found = await generation.explain(faithfulness(map), { removal }, request);
	await folder.write("faithfulness.csv", csvOf(tensorOf(found, "curves")));
	await folder.write("faithfulness.json", `${JSON.stringify(found.data, null, 2)}\n`);
	return found;
}
