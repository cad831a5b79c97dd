import { type ModelFacts, type ModelSource, type SequenceToken, type Tensor, tensor } from "@lvlm-interpret/core";
import { encodeModel, type ModelHandles, type OnnxModel, openHandles, type Replay } from "@lvlm-interpret/graph";
import { tinyFacts, tinyImageToken } from "./facts.js";
import { pseudoRandom } from "./numbers.js";
import { tinyDecoder, tinyEmbedTokens } from "./tiny-decoder.js";
import { tinyVisionEncoder } from "./tiny-vision.js";

/** A complete vision-language model of some thousand weights, without tokenizer, and a question to it. */
export interface TinyModel {
	readonly facts: ModelFacts;
	readonly parts: Readonly<Record<"vision_encoder" | "embed_tokens" | "decoder_model_merged", OnnxModel>>;
	readonly sources: Readonly<Record<"vision_encoder" | "embed_tokens" | "decoder_model_merged", ModelSource>>;
	/** [1, 3, 4, 4] */
	readonly pixelValues: Tensor<"float32">;
	/** The prompt: a template token, four image tokens, three of the question. */
	readonly promptIds: readonly number[];
	/** Where the image tokens stand. */
	readonly imagePositions: readonly number[];
	/** Opens the decoder for explanation, with the vision encoder. */
	open(): ModelHandles;
	/** The answer `ids` as an explainer sees it. */
	replay(ids: readonly number[]): Replay;
}

const promptIds = [1, ...Array.from({ length: 4 }, () => tinyImageToken), 7, 12, 5];
const imagePositions = [1, 2, 3, 4];

/** Makes the tiny model; its weights are the same everywhere. */
export function tinyModel(): TinyModel {
	const parts = {
		vision_encoder: tinyVisionEncoder(),
		embed_tokens: tinyEmbedTokens(),
		decoder_model_merged: tinyDecoder(),
	};
	const source = (name: keyof typeof parts): ModelSource => ({
		name,
		files: new Map(),
		encode: () => encodeModel(parts[name]),
	});
	return {
		facts: tinyFacts,
		parts,
		sources: {
			vision_encoder: source("vision_encoder"),
			embed_tokens: source("embed_tokens"),
			decoder_model_merged: source("decoder_model_merged"),
		},
		pixelValues: tensor("float32", [1, 3, 4, 4], pseudoRandom(48, 99)),
		promptIds,
		imagePositions,
		open: () => openHandles(parts.decoder_model_merged, tinyFacts, { visionEncoder: parts.vision_encoder }),
		replay,
	};
}

function replay(answer: readonly number[]): Replay {
	const region = new Map(imagePositions.map((position, index) => [position, index]));
	const tokens = [...promptIds, ...answer].map((id, position): SequenceToken => {
		const index = region.get(position);
		const segment =
			position === 0 ? "template" : index !== undefined ? "image" : position < promptIds.length ? "question" : "answer";
		return {
			position,
			id,
			text: ` w${id}`,
			segment,
			...(index === undefined ? {} : { image: { index: 0, region: index } }),
		};
	});
	return {
		facts: tinyFacts,
		sequence: { tokens, promptLength: promptIds.length },
		tokens: answer.map((id, index) => ({
			index,
			id,
			text: ` w${id}`,
			logProbability: -0.5,
			sampledProbability: 1,
			alternatives: [
				{ id, text: ` w${id}`, logProbability: -0.5 },
				{ id: (id + 1) % tinyFacts.text.vocabularySize, text: ` w${id + 1}`, logProbability: -1.5 },
			],
			isEnd: false,
		})),
		layouts: [
			{
				imageWidth: 4,
				imageHeight: 4,
				visible: { x: 0, y: 0, width: 4, height: 4 },
				regions: imagePositions.map((_, index) => ({
					x: 2 * (index % 2),
					y: 2 * Math.floor(index / 2),
					width: 2,
					height: 2,
				})),
				grid: { rows: 2, columns: 2 },
			},
		],
		rows: promptIds.length + answer.length - 1,
	};
}
