import { onFirstDevice } from "@lvlm-interpret/backend-onnx/browser";
import { type OpenedModel, openModel } from "@lvlm-interpret/models";
import { useEffect, useState } from "react";

/** Opens the model once: WebGPU where there is a graphics card, else WebAssembly; either in a worker. */
export function useModel(folder: string): { model?: OpenedModel; error?: Error } {
	const [state, setState] = useState<{ model?: OpenedModel; error?: Error }>({});
	useEffect(() => {
		let isGone = false;
		const address = new URL(folder, document.baseURI).href;
		const opening = onFirstDevice((backend) => openModel(address, { backend }));
		opening.then(
			({ value: model }) => !isGone && setState({ model }),
			(error: Error) => !isGone && setState({ error }),
		);
		return () => {
			isGone = true;
			opening
				.then(async ({ value, backend }) => {
					await value.dispose();
					await backend.dispose();
				})
				.catch(() => {});
		};
	}, [folder]);
	return state;
}
