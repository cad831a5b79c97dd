import type {
	Explainer,
	GeneratedToken,
	ImageLayout,
	ModelFacts,
	ResultBody,
	ResultKind,
	Sequence,
	Tensor,
} from "@lvlm-interpret/core";
import type { GraphBuilder } from "../build/builder.js";
import type { OnnxModel } from "../ir/graph.js";
import type { Value } from "../ir/value.js";

/** One decoder layer of the explanation graph. Axis letters: B = 1, S joint positions, H heads, D hidden size. */
export interface DecoderLayerHandles {
	/** Attention probabilities: the tensor that is multiplied with V. Shape [1, H, S, S] (query, key), float32; rows sum to 1. */
	readonly attention: Value;
}

/** The language model's explanation graph over prompt and answer (teacher-forced, no cache), open for writing. */
export interface DecoderHandles {
	/** The explanation graph itself, with its opsets. */
	readonly model: OnnxModel;
	/** Emits operators into the graph. `builder.input(...)` declares what `ExplainerProgram.feeds` brings. */
	readonly builder: GraphBuilder;
	/** Embeddings with the image features in place. Shape [1, S, D], float32. */
	readonly inputsEmbeds: Value;
	/** Residual stream: `[0]` = inputs_embeds, `[l + 1]` = output of layer l (before the final norm). Shape [1, S, D]. */
	readonly hiddenStates: readonly Value[];
	readonly layers: readonly DecoderLayerHandles[];
	/** Raw logits of all rows. Shape [1, S, V], float32. */
	readonly logits: Value;
}

/** How the explanation graph computes what it computes. */
export interface ExplanationForm {
	/**
	 * The replay as B copies of itself, for runs that change each copy in a way of its own: `inputsEmbeds` is [B, S, D], everything behind it
	 * has B in front, and the graph takes the input `batch`, int64 [1]: B. Masks that are fed have the axes "batch_size" and
	 * "sequence_length". Default false: B is 1.
	 */
	readonly isBatched?: boolean;
}

/** What a program is written against. */
export interface ModelHandles {
	readonly facts: ModelFacts;
	readonly decoder: DecoderHandles;
	/** The vision encoder's graph, for `openVision`; undefined where the model was opened without it. */
	readonly visionEncoder: OnnxModel | undefined;
	/** See {@link ExplanationForm.isBatched}. */
	readonly isBatched?: boolean;
	/** Whether memory is short: programs then compute again what is large, rather than keep it. */
	readonly isSparing?: boolean;
	/** The same model opened once more, for a graph of its own; in another form where one is named. */
	reopen(form?: ExplanationForm): ModelHandles;
}

/** Tensors by name: feeds of a run, or what came back. */
export type Rows = Readonly<Record<string, Tensor>>;

/** The answer that is being explained. */
export interface Replay {
	readonly facts: ModelFacts;
	readonly sequence: Sequence;
	readonly tokens: readonly GeneratedToken[];
	readonly layouts: readonly ImageLayout[];
	/**
	 * S: joint positions `0 … rows - 1` are replayed, `rows = promptLength + tokens.length - 1`. The last answer token's own
	 * position predicts nothing that was generated, so it is left out; `queryPosition(sequence, t)` exists for every token.
	 */
	readonly rows: number;
}

/**
 * One compiled graph of a program. Its structure may depend on the options only; what changes from answer to answer or
 * from token to token comes in through feeds, so that one compiled session serves them all.
 */
export interface ProgramGraph {
	/** What the graph was written on; default: the handles that the program was given. */
	readonly handles?: ModelHandles;
	/** The values that leave the session, by name. Keep them small: rows and maps, never [L, H, S, S]. */
	readonly outputs: Readonly<Record<string, Value>>;
}

/** A graph whose feeds are known before it runs. */
export interface ProgramStage extends ProgramGraph {
	/**
	 * Inputs that differ between the runs of one answer; all others are fed alike in all of them. Outputs that depend on none of these are given once,
	 * as the first run has them. Where the backend can (capability `scan`), what depends on none of them is computed once for many runs.
	 */
	readonly each?: readonly string[];
	/**
	 * Tensors for the inputs that the program declared, by name; several records are several runs, whose outputs are joined
	 * along their first axis (work that is done token by token within bounded memory, with progress and abort in between).
	 *
	 * @param earlier  What the stages before gave, by output name.
	 * @param isScanned  Whether the runs share what depends on no input of `each`: then small ones cost nothing, and save memory. Default false.
	 * @throws {LvlmError} "invalid-argument"
	 */
	feeds(replay: Replay, earlier: Rows, isScanned?: boolean): Rows | readonly Rows[];
}

/** What an explainer wants computed: one stage, and what has to be known before it. */
export interface ExplainerProgram<Kind extends ResultKind = ResultKind> extends ProgramStage {
	/** Stages that run first, in order. Their outputs are passed on, and reach `result` too. */
	readonly before?: readonly ProgramStage[];
	/** Turns what came back into a result. */
	result(rows: Rows, replay: Replay): ResultBody<Kind>;
}

/** What a driven program runs its graphs with. */
export interface ProgramRuns {
	/**
	 * Runs one of the program's graphs; its session is compiled when it is first needed, and kept. The replay's own feeds
	 * (`inputs_embeds`, `attention_mask`, …) come by themselves; a feed of the same name takes their place.
	 *
	 * @param graph  Key of `DrivenProgram.graphs`.
	 * @param feeds  Several records are several runs, whose outputs are joined along their first axis.
	 * @throws {LvlmError} "invalid-argument" for a graph that the program does not have; what the backend throws.
	 *   @throws {DOMException} AbortError
	 */
	run(graph: string, feeds: Rows | readonly Rows[]): Promise<Rows>;
	/** Of the request. `run` heeds it; a program looks at it where it works long between runs. */
	readonly signal: AbortSignal | undefined;
	/** Says how far the work is; `total` may be unknown, and may change. */
	progress(done: number, total: number | undefined, detail?: string): void;
}

/**
 * A program that decides from what earlier runs gave what runs next: a search. Its graphs are fixed beforehand, their structure
 * depends on the options only; those that `drive` never asks for are never compiled.
 *
 * Abort: `runs.run` rejects with an AbortError. A program that has nothing to show lets it pass. One that has catches it and returns
 * a result with `partial` set; after an abort only such a result is given out.
 */
export interface DrivenProgram<Kind extends ResultKind = ResultKind> {
	readonly graphs: Readonly<Record<string, ProgramGraph>>;
	drive(runs: ProgramRuns, replay: Replay): Promise<ResultBody<Kind>>;
}

/** An explainer whose program is mathematics on the model's own graph. */
export type GraphExplainer<
	Options extends object,
	Kind extends ResultKind = ResultKind,
	Program extends ExplainerProgram<Kind> | DrivenProgram<Kind> = ExplainerProgram<Kind>,
> = Explainer<(handles: ModelHandles, options: Options) => Program, Options, Kind>;
