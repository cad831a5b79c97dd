import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";

/**
 * Times the embedded model on a backend: opening it, then `repeats` + 1 rounds of a question about the circle's colour, each answered in full, with
 * attention of two tokens and relevancy of all. The first round compiles its graphs. `onLap` is given the milliseconds of each step as it ends.
 */
export async function measure(backend, model, picture, repeats, onLap) {
	let last = performance.now();
	const lap = async () => {
		await onLap(performance.now() - last);
		last = performance.now();
	};
	const opened = await openModel(model, { backend });
	await lap();
	for (let round = 0; round <= repeats; round++) {
		const answer = await opened.generate({ image: picture, prompt: "What colour is the circle?" });
		await lap();
		await answer.explain(attention(), { tokens: [0, 1] });
		await lap();
		await answer.explain(relevancy(), { map: "llama", mode: "hybrid" });
		await lap();
	}
	await opened.dispose();
	await backend.dispose();
}
