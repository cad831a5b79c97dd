import { LvlmError } from "@lvlm-interpret/core";
import type { IndependenceTest } from "./independence-test.js";
import { type OrientationRule, type OrientOptions, orient } from "./orientation.js";
import { Pag } from "./pag.js";
import { SeparatingSets } from "./separating-sets.js";

export interface DiscoveryOptions extends OrientOptions {
	/** Largest conditioning set. Default 4. */
	readonly maxCondSize?: number;
	/** Most tests of independence; also the most conditioning sets listed for one node. Default 1,000,000. */
	readonly maxTests?: number;
	/**
	 * Edges are removed at the end of each conditioning size (ordered ICD: of each base within it), and among all separating sets
	 * of that size the one with the largest p is kept, so that the order of tests does not steer which edges go. Default false.
	 */
	readonly stable?: boolean;
	/** Selection variables may be at work: R5 to R7 are applied. Default false. */
	readonly selectionBias?: boolean;
	/** R8 to R10 are applied at the end. Default true. */
	readonly tailCompleteness?: boolean;
	/** Looked at between tests; the search is synchronous, so only a signal that another thread or an earlier task set is seen. */
	readonly signal?: AbortSignal;
	/** Called after each conditioning size. */
	readonly onProgress?: (progress: DiscoveryProgress) => void;
}

/** State of a search after one conditioning size. */
export interface DiscoveryProgress {
	readonly condSize: number;
	readonly tests: number;
	readonly edges: number;
}

/** What a causal discovery found. */
export interface Discovery {
	readonly graph: Pag;
	readonly separatingSets: SeparatingSets;
	/** Tests made, by size of the conditioning set, from 0; no zeros at the end. */
	readonly testsBySize: readonly number[];
	/** The guard that ended the search early. Left out: the search ran to its end. */
	readonly stoppedBy?: "max-cond-size" | "max-tests";
	/** False if a search for uncovered paths was cut off: circles may be left that R5, R9 or R10 would turn to tails. */
	readonly isOrientationComplete: boolean;
}

/** The parts that all searches share: graph, separating sets, counted tests, guards, removal at once or at the end of a size. */
export class DiscoverySearch {
	private readonly single: Int32Array = new Int32Array(1);
	readonly graph: Pag;
	readonly separatingSets: SeparatingSets = new SeparatingSets();
	readonly maxCondSize: number;
	readonly stable: boolean;
	private readonly test: IndependenceTest;
	private readonly options: DiscoveryOptions;
	private readonly counts: number[] = [];
	private testsLeft: number;
	private guard: Discovery["stoppedBy"];
	private isOrientationComplete = true;
	private pending: [number, number, readonly number[]][] = [];

	constructor(test: IndependenceTest, options: DiscoveryOptions) {
		this.test = test;
		this.options = options;
		this.graph = Pag.complete(test.nodeCount);
		this.stable = options.stable ?? false;
		this.maxCondSize = wholeNumber("maxCondSize", options.maxCondSize ?? 4);
		this.testsLeft = wholeNumber("maxTests", options.maxTests ?? 1_000_000);
	}

	/** True once a guard has ended the search. */
	get stopped(): boolean {
		return this.guard !== undefined;
	}

	/** Tests that may still be made. */
	get remainingTests(): number {
		return this.testsLeft;
	}

	stop(guard: "max-cond-size" | "max-tests"): void {
		this.guard ??= guard;
	}

	/** Throws the signal's reason once it is aborted. */
	checkAbort(): void {
		this.options.signal?.throwIfAborted();
	}

	/**
	 * Tests the edge x-y with each set, and removes it on the first that separates (in stable mode: marks it for removal with
	 * the set of the largest p). Ends early when `maxTests` is used up.
	 */
	tryToSeparate(x: number, y: number, sets: Iterable<ArrayLike<number>>): boolean {
		let best: readonly number[] | undefined;
		let bestP = -1;
		for (const given of sets) {
			if (this.testsLeft <= 0) {
				this.stop("max-tests");
				break;
			}
			this.testsLeft--;
			this.counts[given.length] = (this.counts[given.length] ?? 0) + 1;
			if (!this.test.isIndependent(x, y, given)) continue;
			if (!this.stable) {
				this.remove(x, y, given);
				return true;
			}
			const p = this.test.pValue(x, y, given);
			if (p > bestP) {
				bestP = p;
				best = Array.from(given);
			}
		}
		if (best !== undefined) this.pending.push([x, y, best]);
		return best !== undefined;
	}

	/** {@link tryToSeparate} by sets of one node each; nothing is allocated for a set. */
	tryToSeparateBySingles(x: number, y: number, nodes: readonly number[]): boolean {
		return this.tryToSeparate(x, y, singles(this.single, nodes));
	}

	/** Removes the edges that stable mode has marked. */
	removePending(): void {
		for (const [x, y, given] of this.pending) this.remove(x, y, given);
		this.pending = [];
	}

	/** Ends a conditioning size: removes the marked edges, and reports. */
	endSize(condSize: number): void {
		this.removePending();
		this.options.onProgress?.({
			condSize,
			tests: this.counts.reduce((sum, count) => sum + (count ?? 0), 0),
			edges: this.graph.edges().length,
		});
		this.checkAbort();
	}

	private remove(x: number, y: number, given: ArrayLike<number>): void {
		this.graph.disconnect(x, y);
		this.separatingSets.set(x, y, given);
	}

	/** Applies rules to their fixpoint. */
	orient(rules: readonly OrientationRule[]): void {
		if (!orient(this.graph, this.separatingSets, rules, this.options)) this.isOrientationComplete = false;
	}

	result(): Discovery {
		const testsBySize = Array.from(this.counts, (count) => count ?? 0);
		return {
			graph: this.graph,
			separatingSets: this.separatingSets,
			testsBySize,
			...(this.guard !== undefined && { stoppedBy: this.guard }),
			isOrientationComplete: this.isOrientationComplete,
		};
	}
}

function* singles(single: Int32Array, nodes: readonly number[]): Generator<Int32Array> {
	for (const node of nodes) {
		single[0] = node;
		yield single;
	}
}

function wholeNumber(name: string, value: number): number {
	if (Number.isInteger(value) && value >= 0) return value;
	throw new LvlmError("invalid-argument", `${name} is ${value}.`, {
		name,
		expected: "a whole number, 0 or more",
		actual: String(value),
	});
}
