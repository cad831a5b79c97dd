import type { Pag } from "./pag.js";
import { r0, r1, r2, r3 } from "./rules/colliders.js";
import { r4 } from "./rules/discriminating-path.js";
import type { Rule } from "./rules/rule.js";
import { r5, r6, r7 } from "./rules/selection-bias.js";
import { r8, r9, r10 } from "./rules/tails.js";
import type { SeparatingSets } from "./separating-sets.js";

/** The orientation rules by name. */
export const orientationRules: Readonly<Record<OrientationRule, Rule>> = {
	r0,
	r1,
	r2,
	r3,
	r4,
	r5,
	r6,
	r7,
	r8,
	r9,
	r10,
};
export type OrientationRule = "r0" | "r1" | "r2" | "r3" | "r4" | "r5" | "r6" | "r7" | "r8" | "r9" | "r10";

/** The rules that hold at any time of a search: marks they set are right for the independences known so far. */
export const arrowRules: readonly OrientationRule[] = ["r1", "r2", "r3", "r4"];
/** The rules for selection bias. */
export const selectionRules: readonly OrientationRule[] = ["r5", "r6", "r7"];
/** The rules that complete the tails. */
export const tailRules: readonly OrientationRule[] = ["r8", "r9", "r10"];

export interface OrientOptions {
	/** R10 as the reference has it, stricter than Zhang's. Default false. */
	readonly referenceR10?: boolean;
	/** Bound of all searches for uncovered paths together. Default 1,000,000 steps. */
	readonly maxPathSteps?: number;
}

/**
 * Applies rules, in the order given, again and again until none changes the graph.
 *
 * @param graph  Changed in place.
 * @param rules  Names of {@link orientationRules}.
 * @returns True if every search ran to its end; false if `maxPathSteps` cut one off (marks set are right, some may be missing).
 * Source: Zhang 2008.
 */
export function orient(
	graph: Pag,
	separatingSets: SeparatingSets,
	rules: readonly OrientationRule[],
	options: OrientOptions = {},
): boolean {
	const context = {
		separatingSets,
		referenceR10: options.referenceR10 ?? false,
		pathSteps: options.maxPathSteps ?? 1_000_000,
	};
	const passes: Rule[] = rules.map((name) => orientationRules[name]);
	for (let changed = true; changed; ) {
		changed = false;
		for (const pass of passes) if (pass(graph, context)) changed = true;
	}
	return context.pathSteps > 0;
}
