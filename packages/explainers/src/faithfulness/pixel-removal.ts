import { LvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import {
	type ModelHandles,
	openVision,
	type ProgramGraph,
	type ProgramRuns,
	type Replay,
	type Rows,
	replaceEmbeddings,
} from "@lvlm-interpret/graph";
import { assertRemovable, removablePositions } from "../removal/removable.js";
import { readRows } from "../removal/removal-graphs.js";
import { baselineOf, outcomesOf, type RemovalTester, type RowReading, rowFeeds } from "../removal/removal-tester.js";

/** How pixels are taken away before the vision encoder sees them: blurred, or set to the mean colour that the processor subtracts. */
export type PixelRemoval = "blur" | "grey";

/** Standard deviation of the blur, as a share of the image's side. */
export const blurShare: number = 1 / 8;

const graphs = { vision: "pixels.vision", decoder: "pixels.decoder" } as const;

/** The graphs that {@link createPixelTester} runs. */
export function pixelGraphs(handles: ModelHandles): Readonly<Record<string, ProgramGraph>> {
	const plain = handles.reopen();
	const vision = openVision(plain);
	const batched = handles.reopen({ isBatched: true });
	const { builder } = batched.decoder;
	const { hiddenSize } = handles.facts.text;
	replaceEmbeddings(batched, {
		removed: builder.input("is_image", "bool", [1, "sequence_length"]),
		replacement: builder.input("image_embeds", "float32", ["batch_size", "sequence_length", hiddenSize]),
	});
	const { predicted, logProbability } = readRows(batched);
	return {
		[graphs.vision]: {
			handles: plain,
			outputs: { image_features: vision.imageFeatures, pixels: vision.pixelValues },
		},
		[graphs.decoder]: { handles: batched, outputs: { predicted, log_probability: logProbability } },
	};
}

/** One row or column of a picture, blurred with a Gaussian whose ends are held. */
function blurLine(data: Float32Array, first: number, stride: number, size: number, weights: Float64Array): void {
	const radius = (weights.length - 1) / 2;
	const line = Float64Array.from({ length: size }, (_, at) => data[first + at * stride] as number);
	for (let at = 0; at < size; at++) {
		let sum = 0;
		for (let k = -radius; k <= radius; k++) {
			sum += (weights[k + radius] as number) * (line[Math.min(size - 1, Math.max(0, at + k))] as number);
		}
		data[first + at * stride] = sum;
	}
}

/** Gaussian blur of [1, C, H, W], three standard deviations wide to each side. */
export function blurred(pixels: Tensor<"float32">): Float32Array {
	const [, channels, height, width] = pixels.shape as [number, number, number, number];
	const sigma = blurShare * width;
	const radius = Math.ceil(3 * sigma);
	const raw = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
		Math.exp(-((k - radius) ** 2) / (2 * sigma ** 2)),
	);
	const total = raw.reduce((sum, one) => sum + one, 0);
	const weights = raw.map((one) => one / total);
	const data = pixels.data.slice();
	for (let channel = 0; channel < channels; channel++) {
		const plane = channel * height * width;
		for (let row = 0; row < height; row++) blurLine(data, plane + row * width, 1, width, weights);
		for (let column = 0; column < width; column++) blurLine(data, plane + column, width, height, weights);
	}
	return data;
}

/** The square of the vision encoder's input that the k-th image token stands for; undefined for a token without a place. */
function cellOf(
	replay: Replay,
	token: number,
	tokens: number,
): { row: number; column: number; size: number } | undefined {
	const { imageSize, patchSize } = replay.facts.vision;
	const side = Math.floor(imageSize / patchSize);
	const cell = token - (tokens - side * side);
	if (tokens - side * side > 1 || tokens < side * side) {
		throw new LvlmError("capability-missing", `The image tokens of ${replay.facts.id} are no patches of its picture.`, {
			owner: replay.facts.id,
			capability: "one image token a patch",
			neededBy: "removal of pixels",
		});
	}
	return cell < 0 ? undefined : { row: Math.floor(cell / side), column: cell % side, size: patchSize };
}

/** The picture with the patches of some image tokens put in from another one. */
function composed(
	replay: Replay,
	pixels: Tensor<"float32">,
	other: Float32Array,
	tokens: readonly number[],
	count: number,
): Tensor {
	const [, channels, height, width] = pixels.shape as [number, number, number, number];
	const data = pixels.data.slice();
	for (const token of tokens) {
		const cell = cellOf(replay, token, count);
		if (!cell) continue;
		for (let channel = 0; channel < channels; channel++) {
			for (let row = cell.row * cell.size; row < (cell.row + 1) * cell.size; row++) {
				const start = (channel * height + row) * width + cell.column * cell.size;
				data.set(other.subarray(start, start + cell.size), start);
			}
		}
	}
	return tensor("float32", pixels.shape, data);
}

/**
 * A tester that takes image tokens away as pixels: the vision encoder runs on each changed picture. Only image tokens can be removed.
 *
 * @param runs  Of a program whose graphs hold `pixelGraphs(handles)`.
 * Cost: the vision encoder and one replay a set.
 */
export async function createPixelTester(
	runs: ProgramRuns,
	replay: Replay,
	options: { readonly removal: PixelRemoval; readonly tokens: readonly number[]; readonly batchSize: number },
): Promise<RemovalTester<PixelRemoval>> {
	const { removal, tokens, batchSize } = options;
	const { image } = removablePositions(replay, tokens);
	const removable = new Set(image);
	const place = new Map(image.map((position, index) => [position, index]));
	const width = replay.facts.text.hiddenSize;
	const first = await runs.run(graphs.vision, {});
	const pixels = first.pixels as Tensor<"float32">;
	const other = removal === "blur" ? blurred(pixels) : new Float32Array(pixels.data.length);
	let replays = 0;

	async function features(set: readonly number[]): Promise<Float32Array> {
		if (set.length === 0) return (first.image_features as Tensor<"float32">).data;
		const changed = composed(
			replay,
			pixels,
			other,
			set.map((position) => place.get(position) as number),
			image.length,
		);
		return ((await runs.run(graphs.vision, { pixel_values: changed })).image_features as Tensor<"float32">).data;
	}
	async function run(sets: readonly (readonly number[])[]): Promise<RowReading[][]> {
		const embeds = new Float32Array(sets.length * replay.rows * width);
		for (const [index, set] of sets.entries()) {
			const found = await features(set);
			image.forEach((position, token) => {
				const start = (index * replay.rows + position) * width;
				embeds.set(found.subarray(token * width, (token + 1) * width), start);
			});
		}
		const common = rowFeeds(replay, tokens);
		const isImage = tensor("bool", [1, replay.rows], (common.is_image as Tensor<"bool">).data);
		const feeds: Rows = {
			...common,
			is_image: isImage,
			batch: tensor("int64", [1], BigInt64Array.of(BigInt(sets.length))),
			image_embeds: tensor("float32", [sets.length, replay.rows, width], embeds),
		};
		replays += sets.length;
		return outcomesOf(await runs.run(graphs.decoder, feeds), sets.length, tokens.length);
	}

	return baselineOf(
		{
			removal,
			tokens,
			neutralWord: undefined,
			get replays() {
				return replays;
			},
		},
		{ run, batchSize, check: (set) => assertRemovable(removable, set, replay) },
	);
}
