/**
 * Any test of conditional independence over the nodes `0 .. nodeCount - 1`: partial correlation, or an oracle.
 * Must be symmetric in `x` and `y`, and give the same answer when asked again.
 */
export interface IndependenceTest {
	readonly nodeCount: number;
	/**
	 * True if `x` and `y` are independent given the nodes `given`.
	 *
	 * @param given  Ascending, without `x` and `y`. The caller reuses the array: do not keep it.
	 */
	isIndependent(x: number, y: number, given: ArrayLike<number>): boolean;
	/** The p-value of independence, in [0, 1]. Asked only in `stable` mode, to choose among separating sets. */
	pValue(x: number, y: number, given: ArrayLike<number>): number;
}

/**
 * The same test seen over a list of its nodes: node `i` of the result is node `nodes[i]` of `test`.
 * Chooses a part of the nodes, or gives them another order.
 */
export function restrictTest(test: IndependenceTest, nodes: readonly number[]): IndependenceTest {
	const mapped = (given: ArrayLike<number>): number[] => Array.from(given, (node) => nodes[node]).sort((a, b) => a - b);
	return {
		nodeCount: nodes.length,
		isIndependent: (x, y, given) => test.isIndependent(nodes[x], nodes[y], mapped(given)),
		pValue: (x, y, given) => test.pValue(nodes[x], nodes[y], mapped(given)),
	};
}
