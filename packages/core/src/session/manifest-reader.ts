import type { Message, Preprocess } from "../generation.js";
import type { Axis, Result, ResultKind, ResultTensor } from "../result.js";
import type { Segment } from "../sequence.js";
import type { SinkMode, Sinks } from "../sinks.js";
import type { Reader } from "./json-reader.js";
import * as read from "./json-reader.js";
import type { SessionFile } from "./session-file.js";

const { anyNumber, finite, flag, list, object, oneOf, pair, record, reject, text, whole } = read;

const segments: readonly Segment[] = ["template", "system", "history", "image", "question", "answer"];
const rect = object({ x: finite, y: finite, width: finite, height: finite });

const layout = object(
	{ imageWidth: whole, imageHeight: whole, visible: rect, regions: list(read.nullable(rect)) },
	{ grid: object({ rows: whole, columns: whole }) },
);

const answerToken = object({
	index: whole,
	id: whole,
	text,
	logProbability: anyNumber,
	sampledProbability: finite,
	alternatives: list(object({ id: whole, text, logProbability: anyNumber })),
	isEnd: flag,
});

const sequenceToken = object(
	{ position: whole, id: whole, text, segment: oneOf(...segments) },
	{ image: object({ index: whole, region: whole }) },
);

const axis = object({ name: text as Reader<Axis["name"]>, index: list(finite) }, { labels: list(text) });

/** A result as the manifest describes it, its numbers still apart. Kinds and axis names of newer writers pass here. */
export interface DescribedResult extends Omit<Result, "tensors"> {
	readonly tensors: Readonly<Record<string, Omit<ResultTensor, "tensor"> & { readonly tensor: string }>>;
}

/** A checked manifest; `image` is the name of an entry. */
export interface ReadManifest extends Omit<SessionFile, "image" | "results" | "attention"> {
	readonly image?: string;
	readonly results: readonly DescribedResult[];
	readonly attention?: { readonly values: string; readonly scales: string; readonly queries: readonly number[] };
}

const sinks: Reader<Sinks> = object({
	mode: oneOf<SinkMode>("keep", "hide"),
	threshold: finite,
	channels: list(whole),
	layers: list(whole),
	candidates: list(object({ position: whole, text, strength: finite, layer: whole }, { region: whole })),
});

const result: Reader<DescribedResult> = object(
	{
		kind: text as Reader<ResultKind>,
		method: text,
		options: record(read.json),
		tensors: record(
			object({ tensor: text, axes: list(axis), unit: text, signed: flag, range: pair(anyNumber), description: text }),
		),
		signals: record(anyNumber),
		provenance: object({
			model: text,
			modelFingerprint: text,
			backend: text,
			device: text,
			dtype: text,
			toolVersion: text,
			compileMs: finite,
			runMs: finite,
			outputBytes: finite,
		}),
	},
	{ absent: record(text), cautions: list(text), data: record(read.json) as Reader<never>, partial: text, sinks },
);

const manifest: Reader<ReadManifest> = object(
	{
		toolVersion: text,
		model: object({ id: text, modelType: text, fingerprint: text }, { revision: text }),
		run: object({ backend: text, device: text, precision: text }),
		messages: list(object({ role: oneOf<Message["role"]>("system", "user", "assistant"), text })),
		answer: object({
			text,
			stopReason: oneOf<SessionFile["answer"]["stopReason"]>("end-token", "max-tokens", "aborted"),
			tokens: list(answerToken),
		}),
		sequence: object({ tokens: list(sequenceToken), promptLength: whole }),
		layouts: list(layout),
		sampling: object({ temperature: finite, topK: whole, topP: finite, seed: finite }),
		timings: object({ encodeMs: finite, prefillMs: finite, decodeMs: finite }),
		results: list(result),
		leftOut: list(object({ what: text, reason: text })),
	},
	{
		createdAt: text,
		image: text,
		preprocess: oneOf<Preprocess>("default", "crop", "resize", "pad"),
		selection: object({}, { result: whole, tokens: list(whole), layer: whole, head: whole, regions: list(whole) }),
		attention: object({ values: text, scales: text, queries: list(whole) }),
		notes: text,
	},
);

/**
 * Checks a parsed manifest of schema version 1: every member's type, and that indices point at something.
 *
 * @throws {LvlmError} "invalid-session-file" naming the member.
 */
export function readManifest(value: unknown): ReadManifest {
	const found = manifest(value, "");
	const { tokens, promptLength } = found.sequence;
	if (promptLength > tokens.length) reject("sequence.promptLength", `at most ${tokens.length}, the number of tokens`);
	for (let i = 0; i < tokens.length; i++) {
		const token = tokens[i];
		if (token.position !== i) reject(`sequence.tokens[${i}].position`, String(i));
		if (token.image && !(token.image.region < (found.layouts[token.image.index]?.regions.length ?? 0))) {
			reject(`sequence.tokens[${i}].image`, "a region of one of the layouts");
		}
	}
	return found;
}
