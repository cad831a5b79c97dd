import {
	correlationOfRows,
	correlationTest,
	criticalZ,
	discoverHead,
	type HeadGraph,
	type HeadPoolOptions,
	type HeadReply,
	type HeadTask,
	type IndependenceTest,
	orderedIcd,
} from "@lvlm-interpret/explainers/causal-discovery";

/** A head's graph as plain data, and how many of its tests a small error of its rows could have turned. */
export interface RecordedHead {
	/** Attention of the explained row, [S]. */
	readonly row: readonly number[];
	readonly graph: Pick<HeadGraph, "marks" | "separatingSets" | "testsBySize" | "tree" | "byRadius">;
	readonly tests: number;
	/** Tests whose |z| lies within 1e-4 of the cut. */
	readonly near: number;
}

/** Tests of a head's search, and those that lie near the cut: the search once more, on a test that is watched. */
function countTests({ rows, nodeCount, columnCount, sampleCount = 128, alpha = 1e-5, maxCondSize = 4 }: HeadTask) {
	const correlation = correlationOfRows(rows, nodeCount, columnCount);
	const test = correlationTest({ correlation, nodeCount, sampleCount, alpha });
	const cut = criticalZ(alpha);
	let tests = 0;
	let near = 0;
	const watched: IndependenceTest = {
		...test,
		isIndependent(x, y, given) {
			const z = Math.abs(Math.atanh(test.partialCorrelation(x, y, given))) * Math.sqrt(sampleCount - given.length - 3);
			tests++;
			if (Math.abs(z - cut) < 1e-4) near++;
			return test.isIndependent(x, y, given);
		},
	};
	orderedIcd(watched, { maxCondSize });
	return { tests, near };
}

/** For `causal()`: computes heads on this thread, with the default algorithm, and keeps what it saw. */
export function recordHeads(): { readonly pool: HeadPoolOptions; readonly heads: RecordedHead[] } {
	const heads: RecordedHead[] = [];
	const createWorker = () => {
		let answer: (reply: HeadReply) => void = () => {};
		return {
			post(task: HeadTask) {
				const result = discoverHead(task);
				const { marks, separatingSets, testsBySize, tree, byRadius } = result;
				const graph = { marks, separatingSets, testsBySize, tree, byRadius };
				heads.push({ row: [...task.rows.slice(-task.columnCount)], graph, ...countTests(task) });
				queueMicrotask(() => answer({ result }));
			},
			onReply(listener: (reply: HeadReply) => void) {
				answer = listener;
			},
			onFailure() {},
			close() {},
		};
	};
	return { pool: { createWorker, workerCount: 1 }, heads };
}
