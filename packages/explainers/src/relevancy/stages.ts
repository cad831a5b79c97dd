import { type Tensor, tensor } from "@lvlm-interpret/core";
import {
	type Differentiated,
	differentiate,
	generatedRows,
	gradients,
	type LocalRows,
	type ModelHandles,
	openVision,
	type ProgramStage,
	type Replay,
	type Rows,
	rowLocal,
	type Value,
	type VisionHandles,
} from "@lvlm-interpret/graph";
import { imagePositions } from "../selection/image-positions.js";
import { chosenTokens } from "../selection/tokens.js";
import type { RelevancyOptions } from "./options.js";
import { queryInput, scalarFeeds, scalars, scalarsOf } from "./seeds.js";
import { type Cam, cam, gained, gainedAtOnce } from "./sweep.js";

/** Host rows, one a chosen token. */
type HostRows = readonly Float32Array[];

/** What the gradients of one run may take, in bytes: a run explains as many tokens as fit. Runs that share a forward pass may be small. */
const runBytes = { apart: 384 * 2 ** 20, scanned: 96 * 2 ** 20 };

function range(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}

/** Rows of a [T, …, width] output. */
export function hostRows(rows: Tensor, count: number): HostRows {
	const width = rows.data.length / count;
	return range(count).map((index) => (rows.data as Float32Array).subarray(index * width, (index + 1) * width));
}

function stacked(rows: HostRows, shape: readonly number[]): Tensor<"float32"> {
	const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
	let at = 0;
	for (const row of rows) {
		data.set(row, at);
		at += row.length;
	}
	return tensor("float32", shape, data);
}

function unit(width: number, place: number): Float32Array {
	const row = new Float32Array(width);
	row[place] = 1;
	return row;
}

/** e_q for each chosen token. */
function ownPositions(replay: Replay, options: RelevancyOptions): HostRows {
	return chosenTokens(replay, options.tokens).queries.map((query) => unit(replay.rows, query));
}

/** The layers' attention that z depends on: all of it, of the last layer its rows alone where that can be. */
function attentionOf(handles: ModelHandles, lastRows: LocalRows | undefined): Value[] {
	const whole = handles.decoder.layers.map((layer) => layer.attention);
	return lastRows ? [...whole.slice(0, -1), lastRows.attention] : whole;
}

/**
 * What the backward pass computes again where memory is short: attention, the largest values that a forward pass leaves, which queries times keys,
 * the smallest of its products, give. The last layer's is small: it has the rows alone that are read.
 */
function again(handles: ModelHandles, visionAttention: readonly Value[] = []): readonly Value[] {
	if (!handles.isSparing) return [];
	return [...handles.decoder.layers.slice(0, -1).map((layer) => layer.attention), ...visionAttention];
}

function decoderCams(
	handles: ModelHandles,
	{ values, gradients }: Differentiated,
	lastRows: LocalRows | undefined,
): Cam[] {
	const { layers, builder } = handles.decoder;
	return layers.map((_, l) => ({
		matrix: cam(builder.scope(`relevancy.${l}`), values[l] as Value, gradients[l] as Value),
		rows: l === layers.length - 1 ? lastRows?.positions : undefined,
	}));
}

/**
 * Language model, all tokens at once: one forward and one backward over prompt and answer, in which rows of generated tokens do
 * not interact (`rowLocal`). Output `rows`, [1, T, S]: what r = start·Π(I + C) gains over its start.
 *
 * @param start  Where relevance starts, one row [S] a chosen token; default at the token's own row.
 */
export function decoderStage(
	handles: ModelHandles,
	options: RelevancyOptions,
	start: (replay: Replay, earlier: Rows) => HostRows = (replay) => ownPositions(replay, options),
): ProgramStage {
	const { model, builder } = handles.decoder;
	const promptRows = builder.input("prompt_rows", "float32", ["sequence_length", 1]);
	const starts = builder.input("start", "float32", [1, "explained", "sequence_length"]);
	const seeds = builder.input("seeds", "float32", ["tokens"]);
	const { z, logProbability, lastRows } = scalars(handles, options);
	const attention = attentionOf(handles, lastRows);
	const found = differentiate(model, {
		of: [{ value: z, seed: seeds }],
		wrt: attention,
		overrides: rowLocal(handles, promptRows, lastRows),
		recompute: again(handles),
	});
	const cams = decoderCams(handles, found, lastRows);
	const lead = options.mode === "lastRowOnly" ? gainedAtOnce : gained;
	return {
		handles,
		outputs: { rows: lead(builder.scope("relevancy"), starts, cams), log_probability: logProbability },
		feeds(replay, earlier) {
			const chosen = chosenTokens(replay, options.tokens).tokens;
			// Tokens behind the last one that is explained have no part in it; those before it have.
			const tokens = range(Math.max(...chosen) + 1);
			const isPrompt = (row: number) => options.mode !== "lastRowOnly" && row < replay.sequence.promptLength;
			return {
				...scalarFeeds(replay, tokens, options),
				prompt_rows: tensor(
					"float32",
					[replay.rows, 1],
					Float32Array.from(range(replay.rows), (row) => Number(isPrompt(row))),
				),
				start: stacked(start(replay, earlier), [1, chosen.length, replay.rows]),
				seeds: tensor("float32", [tokens.length], new Float32Array(tokens.length).fill(options.seedScale)),
			};
		},
	};
}

/**
 * Language model, mode `lastRowOnly`: each token's own row of each layer, by the rows that predict the tokens alone (`generatedRows`). Output
 * `rows`, [1, T, S]: Σ_l of row q_t of C_l.
 *
 * @returns undefined for a model whose rows cannot be computed apart; {@link decoderStage} explains it, with more work.
 */
export function lastRowStage(handles: ModelHandles, options: RelevancyOptions): ProgramStage | undefined {
	const { model, builder } = handles.decoder;
	const apart = generatedRows(handles, queryInput(handles));
	if (!apart) return undefined;
	const seeds = builder.input("seeds", "float32", ["tokens"]);
	const { z, logProbability } = scalarsOf(handles, options, apart.logits);
	const dA = gradients(model, { of: [{ value: z, seed: seeds }], wrt: apart.attention });
	const own = apart.attention.map((A, l) => cam(builder.scope(`relevancy.${l}`), A, dA[l] as Value));
	return {
		handles,
		outputs: { rows: own.reduceRight((sum, one) => builder.op("Add", [sum, one])), log_probability: logProbability },
		feeds(replay) {
			const { tokens } = chosenTokens(replay, options.tokens);
			return {
				...scalarFeeds(replay, tokens, options),
				seeds: tensor("float32", [tokens.length], new Float32Array(tokens.length).fill(options.seedScale)),
			};
		},
	};
}

/** Tokens whose z is written, and for each run the weights of these in the backward passes of the tokens that it explains, [n, tokens]. */
function runsOf(
	replay: Replay,
	options: RelevancyOptions,
	isScanned: boolean,
): { tokens: readonly number[]; runs: { at: number; count: number; seeds: Tensor }[] } {
	const { tokens: explained } = chosenTokens(replay, options.tokens);
	const { text, vision } = replay.facts;
	const visionRows = Math.floor(vision.imageSize / vision.patchSize) ** 2 + 1;
	// The largest tensors are [heads, rows, rows] a token; about six of them are alive at a time.
	const bytes = 24 * Math.max(text.heads * replay.rows ** 2, vision.heads * visionRows ** 2);
	const limit = isScanned ? runBytes.scanned : runBytes.apart;
	const size = Math.max(1, Math.min(explained.length, Math.floor(limit / bytes)));
	const tokens = options.referenceQuirks ? range(Math.max(...explained) + 1) : explained;
	const takes = (t: number, s: number) => (options.referenceQuirks ? s <= t : s === t);
	const runs = range(Math.ceil(explained.length / size)).map((run) => {
		const own = explained.slice(run * size, (run + 1) * size);
		const weights = own.flatMap((t) => tokens.map((s) => (takes(t, s) ? options.seedScale : 0)));
		const seeds = tensor("float32", [own.length, tokens.length], Float32Array.from(weights));
		return { at: run * size, count: own.length, seeds };
	});
	return { tokens, runs };
}

/** What the batched stages share: z, and the feeds of their runs. `start` gives the rows where relevance starts. */
function batched(handles: ModelHandles, options: RelevancyOptions, name: string, width: string | number) {
	const { builder } = handles.decoder;
	const starts = builder.input(name, "float32", ["explained", 1, 1, width]);
	const seeds = builder.input("seeds", "float32", ["explained", "tokens"]);
	const { z, logProbability, lastRows } = scalars(handles, options);
	return {
		starts,
		logProbability,
		lastRows,
		of: [{ value: z, seed: seeds }],
		each: ["seeds", name],
		feeds(replay: Replay, rows: HostRows, isScanned: boolean): Rows[] {
			const { tokens, runs } = runsOf(replay, options, isScanned);
			const shared = scalarFeeds(replay, tokens, options);
			return runs.map(({ at, count, seeds: weights }) => {
				const own = rows.slice(at, at + count);
				return { ...shared, seeds: weights, [name]: stacked(own, [count, 1, 1, own[0]?.length ?? 0]) };
			});
		},
	};
}

/** Vision layers' cams of each token, through the whole decoder: one backward pass a token. */
function visionCams(handles: ModelHandles, vision: VisionHandles, { values, gradients }: Differentiated): Cam[] {
	const { builder } = handles.decoder;
	// Behind the language model's, where these are differentiated too.
	const first = values.length - vision.layers.length;
	return vision.layers.map((_, l) => ({
		matrix: cam(builder.scope(`relevancy.vision.${l}`), values[first + l] as Value, gradients[first + l] as Value),
	}));
}

/**
 * Vision encoder, token by token: what r = start·Π(I + Cᵛⁱᵗ) gains with the gradients of each token's own z. Output `vision_rows`,
 * [T, 1, 1, N]; class token first.
 *
 * @param start  One row [N] a chosen token; default at the class token.
 */
export function visionStage(
	handles: ModelHandles,
	options: RelevancyOptions,
	start?: (replay: Replay, earlier: Rows, positions: number, dropped: number) => HostRows,
): ProgramStage {
	const vision = openVision(handles);
	const { positions, dropped } = vision;
	const { starts, of, each, feeds, logProbability } = batched(handles, options, "vision_start", positions);
	const wrt = vision.layers.map((layer) => layer.attention);
	const found = differentiate(handles.decoder.model, { of, wrt, batched: true, recompute: again(handles, wrt) });
	const rows = gained(handles.decoder.builder.scope("relevancy.vision"), starts, visionCams(handles, vision, found));
	return {
		handles,
		// The quirk mode sums tokens into each run, so that its log-probabilities are not one a token.
		outputs: { vision_rows: rows, ...(options.referenceQuirks ? {} : { log_probability: logProbability }) },
		each,
		feeds(replay, earlier, isScanned = false) {
			const count = chosenTokens(replay, options.tokens).tokens.length;
			const classToken = () => range(count).map(() => unit(positions, 0));
			return feeds(replay, start ? start(replay, earlier, positions, dropped) : classToken(), isScanned);
		},
	};
}

/**
 * Mode exact: one backward pass a token over one forward, every row of every layer from the token's own z. Outputs `rows`
 * [T, 1, 1, S] and, for maps that go into the vision encoder, `vision_rows` [T, 1, 1, N]: gains over the starts, as above.
 */
export function exactStage(handles: ModelHandles, options: RelevancyOptions): ProgramStage {
	const { map } = options;
	const vision = map === "llama" ? undefined : openVision(handles);
	const { model, builder } = handles.decoder;
	// `all` starts in the vision encoder, the others at the token's row of the language model.
	const isDownwards = map === "all" && vision !== undefined;
	const width = isDownwards ? vision.positions : "sequence_length";
	const { starts, of, each, feeds, logProbability, lastRows } = batched(handles, options, "start", width);
	const attention = attentionOf(handles, lastRows);
	const visionAttention = vision?.layers.map((layer) => layer.attention) ?? [];
	const wrt = [...attention, ...visionAttention];
	const found = differentiate(model, { of, wrt, batched: true, recompute: again(handles, visionAttention) });
	const cams = decoderCams(handles, found, lastRows);
	const scope = builder.scope("relevancy");
	const outputs: Record<string, Value> = { log_probability: logProbability };
	if (!vision) outputs.rows = gained(scope, starts, cams);
	else {
		const inner = visionCams(handles, vision, found);
		if (isDownwards) {
			outputs.vision_rows = gained(scope, starts, inner);
			outputs.rows = gained(scope, ontoSequence(handles, vision, outputs.vision_rows), cams);
		} else {
			outputs.rows = gained(scope, starts, cams);
			const first =
				map === "composed" ? ontoVision(handles, vision, outputs.rows) : classTokens(handles, vision, starts);
			outputs.vision_rows = gained(scope, first, inner);
		}
	}
	return {
		handles,
		outputs,
		each,
		feeds(replay, _, isScanned = false) {
			const count = chosenTokens(replay, options.tokens).tokens.length;
			const rows = isDownwards ? range(count).map(() => unit(vision.positions, 0)) : ownPositions(replay, options);
			return feeds(replay, rows, isScanned);
		},
	};
}

/** Relevance of image tokens on vision positions, nothing on the class token: [n, 1, 1, N] from [n, 1, 1, S]. */
function ontoVision(handles: ModelHandles, vision: VisionHandles, rows: Value): Value {
	const builder = handles.decoder.builder.scope("relevancy.onto_vision");
	const image = builder.op("Gather", [rows, vision.imagePositions], { axis: 3 });
	const pads = builder.constant("int64", [0, 0, 0, vision.dropped, 0, 0, 0, 0], undefined, "class_token");
	return builder.op("Pad", [image, pads]);
}

/** Relevance of vision positions on the image tokens of the sequence: [n, 1, 1, S] from [n, 1, 1, N]. */
function ontoSequence(handles: ModelHandles, vision: VisionHandles, rows: Value): Value {
	const builder = handles.decoder.builder.scope("relevancy.onto_sequence");
	const ints = (...values: number[]) => builder.constant("int64", values);
	const scalar = (value: number) => builder.constant("int64", value, []);
	const patches = builder.op("Slice", [rows, ints(vision.dropped), ints(vision.positions), ints(3)]);
	const shape = builder.op("Shape", [vision.inputsEmbeds]);
	const places = builder.op("Range", [scalar(0), builder.op("Gather", [shape, scalar(1)], { axis: 0 }), scalar(1)]);
	const same = builder.op("Equal", [builder.op("Unsqueeze", [vision.imagePositions, ints(1)]), places]);
	return builder.op("MatMul", [patches, builder.op("Cast", [same], { to: 1 })]);
}

/** e_CLS for each seed. */
function classTokens(handles: ModelHandles, vision: VisionHandles, like: Value): Value {
	const builder = handles.decoder.builder.scope("relevancy.class_token");
	const row = builder.constant("float32", unit(vision.positions, 0), [1, 1, 1, vision.positions], "class_token");
	const count = builder.op("Shape", [like], { start: 0, end: 1 });
	const one = builder.constant("int64", [1, 1, vision.positions], undefined, "row");
	return builder.op("Expand", [row, builder.op("Concat", [count, one], { axis: 0 })]);
}

/** Relevance of the language model's rows where the vision encoder's start: zeros on the class token. */
export function visionStart(replay: Replay, rows: HostRows, positions: number, dropped: number): HostRows {
	const image = imagePositions(replay).positions;
	return rows.map((row) => {
		const start = new Float32Array(positions);
		image.forEach((position, index) => {
			start[index + dropped] = row[position] as number;
		});
		return start;
	});
}

/** Relevance of the vision encoder's rows where the language model's start: on the image tokens. */
export function sequenceStart(replay: Replay, rows: HostRows): HostRows {
	const image = imagePositions(replay).positions;
	return rows.map((row) => {
		const start = new Float32Array(replay.rows);
		const dropped = row.length - image.length;
		image.forEach((position, index) => {
			start[position] = row[index + dropped] as number;
		});
		return start;
	});
}
