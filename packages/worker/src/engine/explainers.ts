import {
	createRegistry,
	type Explainer,
	type ExplainRequest,
	LvlmError,
	type OptionSchema,
	type OptionSpec,
	type Registry,
	type Result,
	type ResultKind,
} from "@lvlm-interpret/core";
import type { OpenedGeneration } from "@lvlm-interpret/models";
import type { ExplainerDescription } from "../protocol/calls.js";

/** A method that is more than one program on the graph: it is given the answer, and may run several explanations of it. */
export interface AnswerExplainer<Options extends object = object, Kind extends ResultKind = ResultKind> {
	readonly specificationVersion: "v1";
	/** Kebab-case; third-party ids carry a scope ("acme:agreement"). */
	readonly id: string;
	readonly produces: Kind;
	readonly options: OptionSchema<Options>;
	/** Checks the options, reports progress and looks at the signal between runs. What it returns is plain data. */
	explainAnswer(answer: OpenedGeneration, options: Partial<Options>, request: ExplainRequest): Promise<Result<Kind>>;
}

/** What can be registered in an engine: programs on the graph (`attention()`), and methods that are given the answer. */
export type EngineExplainer =
	// biome-ignore lint/suspicious/noExplicitAny: a list holds explainers of any options
	| Explainer<(handles: any, options: any) => unknown, any>
	// biome-ignore lint/suspicious/noExplicitAny: as above
	| AnswerExplainer<any>;

/** @throws {LvlmError} "duplicate-plugin" for two of one id. */
export function explainerRegistry(explainers: readonly EngineExplainer[]): Registry<EngineExplainer> {
	return createRegistry<EngineExplainer>("explainer", explainers);
}

/** The explainers as data. */
export async function describeExplainers(registry: Registry<EngineExplainer>): Promise<ExplainerDescription[]> {
	return Promise.all(
		registry.ids.map(async (id) => {
			const { produces, options } = await registry.get(id);
			return { id, produces, options: options as Readonly<Record<string, OptionSpec>> };
		}),
	);
}

/** @throws {LvlmError} what the method throws; "capability-missing" for one of another version. */
export async function explainWith(
	explainer: EngineExplainer,
	answer: OpenedGeneration,
	options: object,
	request: ExplainRequest,
): Promise<Result> {
	if ("program" in explainer) return answer.explain(explainer, options, request);
	if (explainer.specificationVersion === "v1" && typeof explainer.explainAnswer === "function") {
		return explainer.explainAnswer(answer, options, request);
	}
	const { id } = explainer as { id: string };
	throw new LvlmError(
		"capability-missing",
		`The explainer "${id}" has neither a program nor explainAnswer, in version v1.`,
		{
			owner: "worker",
			capability: "explainers of version v1",
			neededBy: id,
		},
	);
}
