import type { Progress } from "./generation.js";
import type { ResultKind } from "./result.js";

/** One option: its type, default, range and label. Validation, CLI flags and UI controls come from it. */
export type OptionSpec<T = unknown> = { readonly label: string; readonly description: string } & (
	| {
			readonly type: "integer" | "number";
			readonly default: T;
			readonly min?: number;
			readonly max?: number;
			readonly unit?: string;
	  }
	| { readonly type: "boolean"; readonly default: T }
	| { readonly type: "choice"; readonly choices: readonly string[]; readonly default: T }
	/** A list of choices. */
	| { readonly type: "choices"; readonly choices: readonly string[]; readonly default: T }
	/** A list of indices, or "all". */
	| { readonly type: "indices"; readonly default: T; readonly of: "layer" | "head" | "token" | "region" | "position" }
);

export type OptionSchema<Options> = { readonly [K in keyof Options]-?: OptionSpec<Options[K]> };

/** How an explanation is run. */
export interface ExplainRequest {
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
}

/**
 * A method that explains answers: a plain object made by a factory (`attention()`).
 *
 * @typeParam Program  How it states what it wants computed. Package `graph` defines the one that our models run: a function
 *   `(handles, options) => ExplainerProgram` that writes mathematics on the model's graph (`GraphExplainer`).
 * @typeParam Options  Its options, all of them with defaults.
 */
export interface Explainer<Program, Options extends object, Kind extends ResultKind = ResultKind> {
	readonly specificationVersion: "v1";
	/** Kebab-case; third-party ids carry a scope ("acme:smooth-grad"). */
	readonly id: string;
	readonly produces: Kind;
	readonly options: OptionSchema<Options>;
	readonly program: Program;
}
