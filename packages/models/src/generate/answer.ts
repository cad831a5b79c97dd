import {
	type Explainer,
	type ExplainRequest,
	type GeneratedToken,
	type Generation,
	type GenerationData,
	type ImageLayout,
	type Message,
	type Preprocess,
	positionsOf,
	type Result,
	type ResultKind,
	type RgbImage,
	type SamplingOptions,
	type Sequence,
	type StopReason,
	type Tensor,
} from "@lvlm-interpret/core";
import type { Replay, Rows } from "@lvlm-interpret/graph";
import { type Computation, type ComputeReport, type ComputeRequest, computeReplay } from "../explain/compute.js";
import { type ExplainingModel, explainReplay } from "../explain/explain.js";
import type { ReplaySource } from "../explain/replay-feeds.js";

/** An answer of an opened model: besides explanations it runs programs whose rows are wanted as they come. */
export interface OpenedGeneration extends Generation {
	/**
	 * Runs one program over the replay of this answer, once for each record of `feeds`; what each run gives goes to `request.onRows`
	 * before the next one starts. Compiled once a program and kept as explanations are. Abort takes effect between runs.
	 *
	 * @throws {LvlmError} as `explain`. @throws {DOMException} AbortError
	 */
	compute(
		computation: Computation,
		feeds: (replay: Replay) => readonly Rows[],
		request: ComputeRequest,
	): Promise<ComputeReport>;
}

/** Everything that a {@link Generation} shows, and what its replay needs. */
export interface AnswerParts extends GenerationData {
	readonly imageFeatures: Tensor<"float32">;
	readonly pixelValues: Tensor<"float32">;
}

/** An answer of an opened model. It holds the image features, so an explanation does not encode the picture again. */
export class Answer implements OpenedGeneration {
	readonly text: string;
	readonly tokens: readonly GeneratedToken[];
	readonly stopReason: StopReason;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly image: RgbImage;
	readonly messages: readonly Message[];
	readonly sampling: Required<SamplingOptions>;
	readonly preprocess?: Preprocess;
	readonly timings: Generation["timings"];
	readonly #model: ExplainingModel;
	readonly #imageFeatures: Tensor<"float32">;
	readonly #pixelValues: Tensor<"float32">;

	constructor(model: ExplainingModel, parts: AnswerParts) {
		this.text = parts.text;
		this.tokens = parts.tokens;
		this.stopReason = parts.stopReason;
		this.sequence = parts.sequence;
		this.layouts = parts.layouts;
		this.image = parts.image;
		this.messages = parts.messages;
		this.sampling = parts.sampling;
		if (parts.preprocess !== undefined) this.preprocess = parts.preprocess;
		this.timings = parts.timings;
		this.#model = model;
		this.#imageFeatures = parts.imageFeatures;
		this.#pixelValues = parts.pixelValues;
	}

	explain<Options extends object, Kind extends ResultKind>(
		explainer: Explainer<unknown, Options, Kind>,
		options?: Partial<Options>,
		request?: ExplainRequest,
	): Promise<Result<Kind>> {
		return explainReplay(this.#model, this.#replay(), this.#source(), explainer, options, request);
	}

	compute(
		computation: Computation,
		feeds: (replay: Replay) => readonly Rows[],
		request: ComputeRequest,
	): Promise<ComputeReport> {
		return computeReplay(this.#model, this.#replay(), this.#source(), computation, feeds, request);
	}

	#replay(): Replay {
		const { sequence, tokens, layouts } = this;
		return {
			facts: this.#model.facts,
			sequence,
			tokens,
			layouts,
			rows: sequence.promptLength + tokens.length - 1,
		};
	}

	#source(): ReplaySource {
		return {
			ids: this.sequence.tokens.map(({ id }) => id),
			imagePositions: positionsOf(this.sequence, "image"),
			imageFeatures: this.#imageFeatures,
			pixelValues: this.#pixelValues,
		};
	}
}
