import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type SequenceToken, type Session, type Tensor, tensor } from "@lvlm-interpret/core";
import {
	compileProgram,
	type ModelHandles,
	openHandles,
	type ProgramGraph,
	type ProgramRuns,
	type Replay,
	type Rows,
} from "@lvlm-interpret/graph";
import { type Checkpoint, folder, modelSource, openCheckpoint } from "@lvlm-interpret/models";
import { readReference } from "../graphs/reference.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const backend: ReturnType<typeof onnxBackend> = onnxBackend();

const integers = (values: Tensor): number[] => Array.from(values.data as BigInt64Array, Number);

/** A case of fixtures/removal, ready to be replayed. */
export interface RemovalCase {
	readonly checkpoint: Checkpoint;
	readonly replay: Replay;
	/** The answer token whose row is read. */
	readonly token: number;
	/** Joint positions of each set; the first is empty. */
	readonly sets: readonly (readonly number[])[];
	/** [N, V] of a removal, from PyTorch. */
	expected(removal: string): Float32Array;
	readonly feeds: Rows;
	open(): ModelHandles;
	/** Runs for a program of these graphs, on ONNX Runtime. */
	runs(graphs: Readonly<Record<string, ProgramGraph>>): ProgramRuns;
}

async function session(
	checkpoint: Checkpoint,
	name: string,
	model: Parameters<typeof modelSource>[1],
): Promise<Session> {
	return backend.createSession(await modelSource(name, model, checkpoint.files), {});
}

/** Takes of the feeds what a session asks for. */
async function runSession(one: Session, feeds: Rows): Promise<Rows> {
	const names = new Set(one.inputs.map(({ name }) => name));
	return (await one.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name))))) as Rows;
}

/** @param pixels  The other fixture and its tensor that hold the picture. */
export async function openCase(name: string, model: string, pixels: readonly [string, string]): Promise<RemovalCase> {
	const checkpoint = await openCheckpoint(folder(`${root}/${model}`));
	const reference = await readReference(`${root}/fixtures/removal`);
	const pictures = await readReference(`${root}/fixtures/${pixels[0]}`);
	const of = (part: string) => reference(`${name}.${part}`);
	const prompt = integers(of("input_ids"));
	const answer = integers(of("tokens"));
	const rows = prompt.length + answer.length - 1;
	const ids = [...prompt, ...answer];
	const image = ids.flatMap((id, at) => (id === checkpoint.imageTokenId ? [at] : []));
	const tokens = ids.map((id, position): SequenceToken => {
		const region = image.indexOf(position);
		const isTemplate = position === 0 || position === prompt.length - 1;
		const text = isTemplate ? "template" : position < prompt.length ? "question" : "answer";
		return region < 0
			? { position, id, text: `w${position}`, segment: text }
			: { position, id, text: "<image>", segment: "image", image: { index: 0, region } };
	});
	const rect = { x: 0, y: 0, width: 1, height: 1 };
	const replay: Replay = {
		facts: checkpoint.facts,
		sequence: { tokens, promptLength: prompt.length },
		tokens: answer.map((id, index) => ({
			index,
			id,
			text: `a${index}`,
			logProbability: 0,
			sampledProbability: 1,
			alternatives: [],
			isEnd: false,
		})),
		layouts: [{ imageWidth: 1, imageHeight: 1, visible: rect, regions: image.map(() => rect) }],
		rows,
	};
	const { padTokenId, hiddenSize } = checkpoint.facts.text;
	const fed = [...ids.slice(0, rows), ...(padTokenId === undefined ? [] : [padTokenId])];
	const embed = await session(checkpoint, "embed_tokens", checkpoint.parts.embed_tokens);
	const vision = await session(checkpoint, "vision_encoder", checkpoint.parts.vision_encoder);
	const inputIds = tensor("int64", [1, fed.length], BigInt64Array.from(fed, BigInt));
	const { inputs_embeds: text } = (await runSession(embed, { input_ids: inputIds })) as {
		inputs_embeds: Tensor<"float32">;
	};
	const { image_features: features } = (await runSession(vision, { pixel_values: pictures(pixels[1]) })) as {
		image_features: Tensor<"float32">;
	};
	await embed.dispose();
	await vision.dispose();
	const embeds = text.data.slice(0, rows * hiddenSize);
	image.forEach((position, index) => {
		embeds.set(features.data.subarray(index * hiddenSize, (index + 1) * hiddenSize), position * hiddenSize);
	});
	const feeds: Record<string, Tensor> = {
		pixel_values: pictures(pixels[1]),
		inputs_embeds: tensor("float32", [1, rows, hiddenSize], embeds),
		image_positions: tensor("int64", [image.length], BigInt64Array.from(image, BigInt)),
		...(padTokenId === undefined
			? {}
			: { pad_embeds: tensor("float32", [1, 1, hiddenSize], text.data.slice(rows * hiddenSize)) }),
	};
	const masks = integers(of("sets"));
	const open = () => openHandles(checkpoint.parts.decoder_model_merged, checkpoint.facts);
	return {
		checkpoint,
		replay,
		token: integers(of("token"))[0] as number,
		sets: Array.from({ length: masks.length / rows }, (_, set) =>
			Array.from({ length: rows }, (_, at) => at).filter((at) => masks[set * rows + at] === 1),
		),
		expected: (removal) => of(removal).data as Float32Array,
		feeds,
		open,
		runs(graphs) {
			const sessions = new Map<string, Promise<Session>>();
			return {
				signal: undefined,
				progress() {},
				async run(key, given) {
					const graph = graphs[key] as ProgramGraph;
					const compiled = compileProgram(graph.handles as ModelHandles, graph);
					const found = sessions.get(key) ?? session(checkpoint, key, compiled);
					sessions.set(key, found);
					return runSession(await found, { ...feeds, ...(given as Rows) });
				},
			};
		},
	};
}
