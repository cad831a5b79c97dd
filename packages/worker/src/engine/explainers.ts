import { createRegistry, type Explainer, type OptionSpec, type Registry } from "@lvlm-interpret/core";
import type { ExplainerDescription } from "../protocol/calls.js";

/** What can be registered in an engine: an explainer of any options, such as `attention()`. */
export interface EngineExplainer extends Omit<Explainer<unknown, object>, "options"> {
	readonly options: object;
}

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
