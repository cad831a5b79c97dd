import { type ImageLayout, type Result, rankCorrelation, type Sequence } from "@lvlm-interpret/core";
import { methodOf, runMap } from "../compare/compare-run.js";
import { withImageMap } from "../relevance/image-map.js";
import type { MethodAgreementProps } from "./method-agreement.js";

export interface AgreementOptions {
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	/** Answer tokens, from 0; the mean of their rows is compared. Default: all that a result has. */
	readonly tokens?: readonly number[];
}

/**
 * How far results of one answer put the picture's regions in the same order, two by two: Spearman's rank correlation of their maps. Layers of a map by
 * layers are averaged; results without a map of regions are left out.
 *
 * @returns What `MethodAgreement` draws; NaN where two maps share fewer than two regions.
 */
export function agreementOf(
	results: readonly Result[],
	{ sequence, layouts, tokens = [] }: AgreementOptions,
): Pick<MethodAgreementProps, "methods" | "matrix"> {
	const maps = results.flatMap((one) => {
		const result = withImageMap(one, sequence);
		const map = runMap({ result, layouts }, tokens);
		return map ? [{ values: map.values, name: methodOf({ result }) }] : [];
	});
	const matrix = maps.flatMap((a) =>
		maps.map((b) => {
			const shared = [...a.values.keys()].filter((at) => ![a, b].some(({ values }) => Number.isNaN(values[at])));
			const on = ({ values }: typeof a): number[] => shared.map((at) => values[at] as number);
			return shared.length < 2 ? Number.NaN : rankCorrelation(on(a), on(b));
		}),
	);
	return { methods: maps.map(({ name }) => name), matrix };
}
