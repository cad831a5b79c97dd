import { correlationOfRows } from "./correlation.js";
import { correlationTest } from "./correlation-test.js";
import { explain } from "./explanation.js";
import { icd } from "./icd.js";
import { orderedIcd } from "./ordered-icd.js";
import type { PdsTree } from "./pds-tree.js";
import type { Discovery } from "./search.js";
import type { SeparatedPair } from "./separating-sets.js";

/** One head's discovery as plain data: everything in it can be posted to a worker. */
export interface HeadTask {
	/** Name of the task, given back with its result; the index of the head, for example. */
	readonly id: number | string;
	/** Attention rows of the selected nodes, ascending by position. Shape [nodeCount, columnCount], row-major. */
	readonly rows: Float32Array | Float64Array;
	readonly nodeCount: number;
	readonly columnCount: number;
	/** Key positions to leave out (attention sinks). Default none. */
	readonly dropColumns?: readonly number[];
	/** Node to explain. Default the last one. */
	readonly target?: number;
	/** Default "ordered-icd". */
	readonly algorithm?: "ordered-icd" | "icd";
	/** Default 128. */
	readonly sampleCount?: number;
	/** Default 1e-5. */
	readonly alpha?: number;
	/** Depth of the tree around the target. Default 3. */
	readonly radius?: number;
	readonly maxCondSize?: number;
	readonly maxTests?: number;
	readonly stable?: boolean;
	readonly selectionBias?: boolean;
}

/** What {@link discoverHead} found, as plain data. Node `i` is row `i` of the task. */
export interface HeadGraph {
	readonly id: number | string;
	/** Shape [nodeCount, nodeCount], float64. */
	readonly correlation: Float64Array;
	/** Mark matrix, `[a][b]` the mark at b: 0 none, 1 circle, 2 arrow, 3 tail. `Pag.fromMatrix` makes a graph of it. */
	readonly marks: number[][];
	readonly separatingSets: readonly SeparatedPair[];
	readonly testsBySize: readonly number[];
	readonly stoppedBy?: Discovery["stoppedBy"];
	readonly isOrientationComplete: boolean;
	readonly tree: PdsTree;
	/** Nodes within radius 1, 2, …; cumulative. */
	readonly byRadius: readonly (readonly number[])[];
	readonly elapsedMs: number;
}

/**
 * Correlation, graph and explanation of one head. A pure function of its task, but for `elapsedMs`.
 *
 * @throws {LvlmError} "shape-mismatch", "non-finite" or "invalid-argument" for rows and options that cannot be used.
 */
export function discoverHead(task: HeadTask): HeadGraph {
	const start = performance.now();
	const { nodeCount, target = nodeCount - 1, algorithm = "ordered-icd" } = task;
	const correlation = correlationOfRows(task.rows, nodeCount, task.columnCount, {
		...(task.dropColumns && { dropColumns: task.dropColumns }),
	});
	const test = correlationTest({
		correlation,
		nodeCount,
		...(task.sampleCount !== undefined && { sampleCount: task.sampleCount }),
		...(task.alpha !== undefined && { alpha: task.alpha }),
	});
	const discovery = (algorithm === "icd" ? icd : orderedIcd)(test, {
		...(task.maxCondSize !== undefined && { maxCondSize: task.maxCondSize }),
		...(task.maxTests !== undefined && { maxTests: task.maxTests }),
		...(task.stable !== undefined && { stable: task.stable }),
		...(task.selectionBias !== undefined && { selectionBias: task.selectionBias }),
	});
	const explanation = explain(discovery.graph, target, task.radius ?? 3);
	return {
		id: task.id,
		correlation,
		marks: discovery.graph.toMatrix(),
		separatingSets: discovery.separatingSets.entries(),
		testsBySize: discovery.testsBySize,
		...(discovery.stoppedBy && { stoppedBy: discovery.stoppedBy }),
		isOrientationComplete: discovery.isOrientationComplete,
		tree: explanation.tree,
		byRadius: explanation.byRadius,
		elapsedMs: performance.now() - start,
	};
}
