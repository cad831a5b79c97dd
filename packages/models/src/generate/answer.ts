import {
	type Explainer,
	type ExplainRequest,
	type GeneratedToken,
	type Generation,
	type ImageLayout,
	type Message,
	positionsOf,
	type Result,
	type ResultKind,
	type RgbImage,
	type SamplingOptions,
	type Sequence,
	type StopReason,
	type Tensor,
} from "@lvlm-interpret/core";
import { type ExplainingModel, explainReplay } from "../explain/explain.js";

/** Everything that a {@link Generation} shows, and what its replay needs. */
export interface AnswerParts extends Omit<Generation, "explain"> {
	readonly imageFeatures: Tensor<"float32">;
	readonly pixelValues: Tensor<"float32">;
}

/** An answer of an opened model. It holds the image features, so an explanation does not encode the picture again. */
export class Answer implements Generation {
	readonly text: string;
	readonly tokens: readonly GeneratedToken[];
	readonly stopReason: StopReason;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly image: RgbImage;
	readonly messages: readonly Message[];
	readonly sampling: Required<SamplingOptions>;
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
		const { sequence, tokens, layouts } = this;
		const rows = sequence.promptLength + tokens.length - 1;
		return explainReplay(
			this.#model,
			{ facts: this.#model.facts, sequence, tokens, layouts, rows },
			{
				ids: sequence.tokens.map(({ id }) => id),
				imagePositions: positionsOf(sequence, "image"),
				imageFeatures: this.#imageFeatures,
				pixelValues: this.#pixelValues,
			},
			explainer,
			options,
			request,
		);
	}
}
