import { ModelPicker } from "@lvlm-interpret/ui/controls";
import type { JSX } from "react";
import { useEngine, useWork } from "../app/work.js";
import { offeredModels } from "../engine/model-list.js";

/** Which model answers: its size, its licence, and what can be done with it. */
export function ModelChoice({ isDisabled }: { readonly isDisabled: boolean }): JSX.Element {
	const { engine } = useWork();
	const chosen = useEngine(({ model }) => model);
	return (
		<ModelPicker
			models={offeredModels.map(({ source, name, description, megabytes, parameters, licence, hasTurns }) => ({
				id: source,
				name,
				description,
				downloadBytes: megabytes * 1e6,
				parameterCount: parameters,
				licence,
				supports: [
					{ what: "all explanations", isSupported: true },
					{ what: "several turns", isSupported: hasTurns },
					{ what: "several pictures", isSupported: false },
				],
			}))}
			value={chosen.source}
			onChange={(source) => {
				const model = offeredModels.find((one) => one.source === source);
				if (model && model !== chosen) engine.use(model);
			}}
			isDisabled={isDisabled}
		/>
	);
}
