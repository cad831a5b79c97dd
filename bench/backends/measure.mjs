import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";

/**
 * Milliseconds of the embedded model on a backend: opening it, and two questions about the circle's colour, each answered in full, with attention
 * of two tokens and relevancy of all. The first compiles its graphs; of the others (`repeats`) the medians are given.
 */
export async function measure(backend, model, picture, repeats) {
	let last = performance.now();
	const lap = () => {
		const took = performance.now() - last;
		last = performance.now();
		return took;
	};
	const opened = await openModel(model, { backend });
	const open = lap();
	const rounds = [];
	for (let round = 0; round <= repeats; round++) {
		lap();
		const answer = await opened.generate({ image: picture, prompt: "What colour is the circle?" });
		const answered = lap();
		await answer.explain(attention(), { tokens: [0, 1] });
		const looked = lap();
		await answer.explain(relevancy(), { map: "llama", mode: "hybrid" });
		rounds.push([answered, looked, lap()]);
	}
	await opened.dispose();
	await backend.dispose();
	const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
	const [first, ...others] = rounds;
	return [open, ...first, ...[0, 1, 2].map((at) => median(others.map((round) => round[at])))].map(Math.round);
}
