import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ResultBody, type SequenceToken, type Tensor, tensor } from "@lvlm-interpret/core";
import {
	compileProgram,
	type ExplainerProgram,
	type GraphExplainer,
	type ModelHandles,
	type OnnxModel,
	openHandles,
	outputsThatDependOn,
	type ProgramStage,
	type Replay,
	type Rows,
} from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import { type Checkpoint, folder, modelSource, openCheckpoint } from "@lvlm-interpret/models";
import { openSession } from "../graphs/onnx-runtime.js";
import { readReference } from "../graphs/reference.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a graph once for each record of feeds. */
export type Engine = (checkpoint: Checkpoint, model: OnnxModel, feeds: readonly Rows[]) => Promise<Rows[]>;

function taken(model: OnnxModel, feeds: Rows): Rows {
	const names = new Set(model.graph.inputs.map(({ name }) => name));
	return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/** onnxruntime-node, float32. */
export const onnxRuntime: Engine = async (checkpoint, model, feeds) => {
	const session = await openSession(await modelSource("parity", model, checkpoint.files));
	const rows: Rows[] = [];
	for (const one of feeds) rows.push(await session.run(taken(model, one)));
	await session.session.release();
	return rows;
};

/** The reference evaluator, float64. */
export const float64: Engine = async (checkpoint, model, feeds) => {
	const files = new Map<string, Uint8Array>();
	for (const [name, file] of checkpoint.sources.decoder_model_merged.files) {
		if (file.kind === "path") files.set(name, readFileSync(file.path));
	}
	const external = (file: string, offset: number, byteLength: number) =>
		(files.get(file) as Uint8Array).subarray(offset, offset + byteLength);
	return feeds.map((one) => evaluateModel(model, taken(model, one), { external }));
};

/** An answer as the fixtures store it, ready to be explained without generating it. */
export interface ReplayCase {
	readonly checkpoint: Checkpoint;
	readonly reference: (name: string) => Tensor;
	readonly replay: Replay;
	/** inputs_embeds, pixel_values, image_positions. */
	readonly feeds: Rows;
	open(): ModelHandles;
}

const integers = (values: Tensor): number[] => Array.from(values.data as BigInt64Array, Number);

/** @param engine  What encodes the picture. */
export async function openCase(
	model: string,
	fixture: string,
	file?: string,
	engine = onnxRuntime,
): Promise<ReplayCase> {
	const checkpoint = await openCheckpoint(folder(`${root}/${model}`));
	const reference = await readReference(`${root}/fixtures/relevancy/${fixture}`, file);
	const prompt = integers(reference("input_ids"));
	const image = integers(reference("image_positions"));
	const answer = integers(reference("tokens"));
	const others = integers(reference("contrast_tokens"));
	const rows = prompt.length + answer.length - 1;
	const region = new Map(image.map((position, index) => [position, index]));
	const tokens = [...prompt, ...answer].map((id, position): SequenceToken => {
		const index = region.get(position);
		const segment = index !== undefined ? "image" : position < prompt.length ? "question" : "answer";
		const place = index === undefined ? {} : { image: { index: 0, region: index } };
		return { position, id, text: ` w${position}`, segment, ...place };
	});
	const rect = { x: 0, y: 0, width: 1, height: 1 };
	const replay: Replay = {
		facts: checkpoint.facts,
		sequence: { tokens, promptLength: prompt.length },
		tokens: answer.map((id, index) => ({
			index,
			id,
			text: ` w${prompt.length + index}`,
			logProbability: 0,
			sampledProbability: 1,
			alternatives: [{ id: others[index] as number, text: "other", logProbability: -1 }],
			isEnd: false,
		})),
		layouts: [{ imageWidth: 1, imageHeight: 1, visible: rect, regions: image.map(() => rect) }],
		rows,
	};
	const ids = tensor("int64", [1, rows], BigInt64Array.from([...prompt, ...answer].slice(0, rows), BigInt));
	const { embed_tokens: embed, vision_encoder: vision } = checkpoint.parts;
	const [text] = (await engine(checkpoint, embed, [{ input_ids: ids }])) as [Rows];
	const [encoded] = (await engine(checkpoint, vision, [{ pixel_values: reference("pixel_values") }])) as [Rows];
	const width = checkpoint.facts.text.hiddenSize;
	const embeds = text.inputs_embeds as Tensor<"float32">;
	const features = (encoded.image_features as Tensor<"float32">).data;
	const joined = embeds.data.slice();
	image.forEach((position, index) => {
		joined.set(features.subarray(index * width, (index + 1) * width), position * width);
	});
	return {
		checkpoint,
		reference,
		replay,
		feeds: {
			inputs_embeds: tensor(embeds.dtype, [1, rows, width], joined),
			pixel_values: reference("pixel_values"),
			image_positions: tensor("int64", [image.length], BigInt64Array.from(image, BigInt)),
		},
		open: () =>
			openHandles(checkpoint.parts.decoder_model_merged, checkpoint.facts, {
				visionEncoder: checkpoint.parts.vision_encoder,
			}),
	};
}

function joined(runs: readonly Rows[], changing: ReadonlySet<string> | undefined): Rows {
	const [first] = runs as [Rows];
	if (runs.length === 1) return first;
	return Object.fromEntries(
		Object.keys(first).map((name) => {
			if (changing && !changing.has(name)) return [name, first[name] as Tensor];
			const parts = runs.map((one) => one[name] as Tensor<"float64">);
			const data = Float64Array.from(parts.flatMap((part) => [...part.data]));
			const [head] = parts as [Tensor];
			const count = parts.reduce((sum, part) => sum + (part.shape[0] as number), 0);
			return [name, tensor("float64", [count, ...head.shape.slice(1)], data)];
		}),
	);
}

/** One stage on an engine. */
export async function runStage(
	one: ReplayCase,
	engine: Engine,
	stage: ProgramStage,
	handles: ModelHandles,
	earlier: Rows,
) {
	const given = stage.feeds(one.replay, earlier);
	const runs = (Array.isArray(given) ? given : [given]) as Rows[];
	const model = compileProgram(stage.handles ?? handles, stage);
	return joined(
		await engine(
			one.checkpoint,
			model,
			runs.map((own) => ({ ...one.feeds, ...own })),
		),
		stage.each && outputsThatDependOn(model, stage.each),
	);
}

/** All stages of an explainer's program on an engine; what came back, and the result made of it. */
export async function runExplainer<Options extends object>(
	one: ReplayCase,
	engine: Engine,
	explainer: GraphExplainer<Options>,
	options: Options,
): Promise<{ readonly rows: Rows; readonly body: ResultBody }> {
	const handles = one.open();
	const program: ExplainerProgram = explainer.program(handles, options);
	let rows: Rows = {};
	for (const stage of [...(program.before ?? []), program]) {
		rows = { ...rows, ...(await runStage(one, engine, stage, handles, rows)) };
	}
	return { rows, body: program.result(rows, one.replay) };
}
