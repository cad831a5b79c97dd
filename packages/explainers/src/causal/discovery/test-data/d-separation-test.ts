import type { IndependenceTest } from "../independence-test.js";
import { isDSeparated, type LatentDag } from "./dag.js";

/** The oracle: independence over the observed nodes of a known DAG. Answers are kept. */
export function dSeparationTest(dag: LatentDag): IndependenceTest {
	const known = new Map<string, boolean>();
	const isIndependent = (x: number, y: number, given: ArrayLike<number>): boolean => {
		const key = `${Math.min(x, y)} ${Math.max(x, y)} ${Array.from(given)}`;
		const answer = known.get(key) ?? isDSeparated(dag, x, y, given);
		known.set(key, answer);
		return answer;
	};
	return {
		nodeCount: dag.observed,
		isIndependent,
		pValue: (x, y, given) => (isIndependent(x, y, given) ? 1 : 0),
	};
}
