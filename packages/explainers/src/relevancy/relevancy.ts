import type { ExplainerProgram, GraphExplainer, ModelHandles, ProgramStage } from "@lvlm-interpret/graph";
import { stagesOf } from "./maps.js";
import { checkCombination, type RelevancyOptions, relevancyOptions } from "./options.js";
import { relevancyResult } from "./result.js";

export function relevancy(): GraphExplainer<RelevancyOptions, "position-map"> {
	return { specificationVersion: "v1", id: "relevancy", produces: "position-map", options: relevancyOptions, program };
}

function program(handles: ModelHandles, options: RelevancyOptions): ExplainerProgram<"position-map"> {
	checkCombination(options);
	const stages = stagesOf(handles, options);
	return {
		before: stages.slice(0, -1),
		...(stages.at(-1) as ProgramStage),
		result: (rows, replay) => relevancyResult(options, rows, replay),
	};
}
