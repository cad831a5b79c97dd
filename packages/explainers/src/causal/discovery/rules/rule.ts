import type { Pag } from "../pag.js";
import type { SeparatingSets } from "../separating-sets.js";

/** What a rule may look at besides the graph. */
export interface RuleContext {
	readonly separatingSets: SeparatingSets;
	/** R10 as the reference has it: any uncovered path, its last but one node not adjacent to the target. Default false. */
	readonly referenceR10: boolean;
	/** Steps left to all searches for uncovered paths (they are exponential in the worst case). */
	pathSteps: number;
}

/** One pass of an orientation rule over the graph. Returns true if it changed a mark. */
export type Rule = (graph: Pag, context: RuleContext) => boolean;
