import {
	createRegistry,
	type Explainer,
	LvlmError,
	type OptionSpec,
	type Registry,
	type ResultKind,
} from "@lvlm-interpret/core";
import type { ExplainerDescription, Subject } from "../protocol/calls.js";

/** What can be registered in an engine: an explainer of any options, such as `attention()`. */
export interface EngineExplainer extends Omit<Explainer<unknown, object>, "options"> {
	readonly options: object;
}

/**
 * An explainer that judges another result, and is made anew for each.
 *
 * @example
 * ```ts
 * const judge: EngineJudge = {
 *   id: "faithfulness",
 *   produces: "faithfulness",
 *   options: faithfulnessOptions,
 *   judge: ({ result, ...what }) => faithfulness(rankedMap(result, what)),
 * };
 * ```
 */
export interface EngineJudge {
	readonly id: string;
	readonly produces: ResultKind;
	readonly options: object;
	/** @throws {LvlmError} "invalid-argument" for a result that it cannot judge. */
	judge(subject: Subject): EngineExplainer;
}

type Registered = EngineExplainer | EngineJudge;

/** @throws {LvlmError} "duplicate-plugin" for two of one id. */
export function explainerRegistry(explainers: readonly Registered[]): Registry<Registered> {
	return createRegistry<Registered>("explainer", explainers);
}

/** The explainer itself, or what judges the subject. @throws {LvlmError} "invalid-argument" for a judge without a subject, or one too many. */
export function explainerFor(registered: Registered, about: Subject | undefined): EngineExplainer {
	const judges = "judge" in registered;
	if (judges && about) return registered.judge(about);
	if (!judges && !about) return registered;
	const expected = judges ? "a result to judge" : "none";
	throw new LvlmError(
		"invalid-argument",
		`"${registered.id}" ${judges ? "judges another result" : "explains the answer itself"}: "about" should be ${expected}.`,
		{ name: "about", expected, actual: about ? `a result of "${about.result.method}"` : "none" },
	);
}

/** The explainers as data. */
export async function describeExplainers(registry: Registry<Registered>): Promise<ExplainerDescription[]> {
	return Promise.all(
		registry.ids.map(async (id) => {
			const registered = await registry.get(id);
			const { produces, options } = registered;
			const judges = "judge" in registered;
			return { id, produces, judges, options: options as Readonly<Record<string, OptionSpec>> };
		}),
	);
}
