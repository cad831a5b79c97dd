import type { Backend, ResultKind, Tensor } from "@lvlm-interpret/core";
import type { DrivenProgram, ExplainerProgram, GraphExplainer } from "@lvlm-interpret/graph";

/** An explainer of any options and kind. */
export type AnyExplainer = GraphExplainer<
	// biome-ignore lint/suspicious/noExplicitAny: options of any explainer; a program function takes its own.
	any,
	ResultKind,
	// biome-ignore lint/suspicious/noExplicitAny: programs of any result kind; their `result` takes its own rows.
	ExplainerProgram<any> | DrivenProgram<any>
>;

/** What the cases of the explainer kit are given. */
export interface ExplainerSubject {
	readonly explainer: AnyExplainer;
	readonly backend: Backend;
	/** Options to try, each completed by the defaults; the first is {}. */
	readonly variants: readonly Readonly<Record<string, unknown>>[];
}

/** Everything numeric of a result, for comparisons. */
export function numbersIn(tensors: Readonly<Record<string, { readonly tensor: Tensor }>>): string {
	return JSON.stringify(
		Object.entries(tensors).map(([name, { tensor }]) => [name, tensor.shape, Array.from(tensor.data, String)]),
	);
}
