import type { ResultKind } from "@lvlm-interpret/core";
import type { ExplainerProgram, OnnxModel, ProgramStage } from "@lvlm-interpret/graph";

/** What differs between a stage's runs, see `ProgramStage.each`. */
export interface EachRun {
	readonly inputs: readonly string[];
	/** Outputs that depend on them. */
	readonly outputs: ReadonlySet<string>;
	/** Whether the graph does several runs in one call (`scanOver`). */
	readonly isScanned: boolean;
}

/** A stage with the graph that it was compiled to. */
export interface WrittenStage {
	readonly stage: ProgramStage;
	readonly graph: OnnxModel;
	readonly fingerprint: string;
	/** Undefined: everything. */
	readonly each?: EachRun;
}

/** A program and its stages, in the order in which they run. */
export interface WrittenProgram<Kind extends ResultKind = ResultKind> {
	readonly program: ExplainerProgram<Kind>;
	readonly stages: readonly WrittenStage[];
}

interface Entry {
	readonly owner: unknown;
	readonly key: string;
	readonly written: object;
}

/**
 * Programs that were written for a model, the last `limit` of them: a program's graph depends on its options alone, so that one that
 * is asked for again is neither written nor compiled again.
 */
export class ProgramCache {
	readonly #limit: number;
	#entries: Entry[] = [];

	constructor(limit: number) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#entries.length;
	}

	/**
	 * The program of an explainer under some options.
	 *
	 * @param owner  The explainer's program function: explainers of one factory share it.
	 * @param key  Names the options.
	 */
	async get<Written extends object>(owner: unknown, key: string, write: () => Promise<Written>): Promise<Written> {
		const known = this.#entries.find((entry) => entry.owner === owner && entry.key === key);
		// What an owner and its options wrote before is of the same type.
		const written = (known?.written as Written | undefined) ?? (await write());
		this.#entries = [...this.#entries.filter((one) => one !== known), known ?? { owner, key, written }].slice(
			-this.#limit,
		);
		return written;
	}
}
