import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Faithfulness, Generation, Model, Rect } from "@lvlm-interpret/core";
import {
	type FaithfulnessOptions,
	faithfulness,
	localisationScores,
	type RankedMap,
	regionShares,
} from "@lvlm-interpret/explainers";
import type { EvaluatedMethod } from "./evaluated-methods.js";
import { readIndexedPng } from "./indexed-png.js";
import { explainedWord, type QuestionSet, type SetQuestion, tokensOfWord } from "./question-set.js";

/** The figures of one map. Nats, or shares in [0, 1]. */
export interface Figures {
	/** Area between insertion and deletion, in nats. */
	readonly between: number;
	readonly deletion: number;
	readonly insertion: number;
	/** How much of the whole drop the top 10 % take when removed, and bring back when alone. */
	readonly topDrop: number;
	readonly topGain: number;
	readonly pointing: number;
	readonly mass: number;
	readonly rank: number;
	readonly iou: number;
}

export const figureNames: readonly (keyof Figures)[] = [
	...(["between", "deletion", "insertion", "topDrop", "topGain"] as const),
	...(["pointing", "mass", "rank", "iou"] as const),
];

/** What came of one question. */
export interface QuestionRecord {
	readonly id: string;
	readonly image: string;
	readonly type: string;
	readonly planted: boolean;
	readonly answer: string;
	readonly verdict: "right" | "biased" | "wrong";
	/** Why nothing was measured. */
	readonly skipped?: string;
	readonly word?: string;
	readonly tokens?: number;
	/** How much the word's log-probability falls without the image, in nats. */
	readonly dropNats?: number;
	/** One list a method: a map each. */
	readonly methods?: Readonly<Record<string, readonly Figures[]>>;
}

export interface MeasureContext {
	readonly set: QuestionSet;
	readonly methods: readonly EvaluatedMethod[];
	readonly seed: number;
	readonly options: Partial<FaithfulnessOptions>;
	readonly signal: AbortSignal;
}

interface Prepared {
	readonly record: QuestionRecord;
	readonly answer?: Generation;
	readonly tokens?: readonly number[];
	/** Regions with a place, and how much of each the object covers. */
	readonly placed?: readonly number[];
	readonly shares?: readonly number[];
}

async function prepare(model: Model, question: SetQuestion, { set, signal }: MeasureContext): Promise<Prepared> {
	const { id, type, planted, image } = question;
	const answer = await model.generate({
		image: await readFile(join(set.folder, image)),
		prompt: question.question,
		signal,
	});
	signal.throwIfAborted();
	const text = answer.text.trim();
	const verdict = text === question.answer ? "right" : text === question.biased ? "biased" : "wrong";
	const record: QuestionRecord = { id, image, type, planted, answer: text, verdict };
	const texts = answer.tokens.filter((token) => !token.isEnd).map((token) => token.text);
	const found = explainedWord(question, texts.join(""), set.vocabulary);
	if ("skipped" in found) return { record: { ...record, skipped: found.skipped } };
	const regions = answer.layouts[0]?.regions ?? [];
	const placed = regions.flatMap((region, index) => (region ? [index] : []));
	const mask = readIndexedPng(await readFile(join(set.folder, question.mask)));
	const shares = regionShares(
		mask,
		found.objects,
		placed.map((index) => regions[index] as Rect),
	);
	if (shares.every((share) => share === 0)) {
		return { record: { ...record, skipped: "the object lies outside what the model sees" } };
	}
	const tokens = tokensOfWord(texts, found.word);
	return { record: { ...record, word: found.word.text, tokens: tokens.length }, answer, tokens, placed, shares };
}

/** One number a region with a place. */
function overRegions(map: RankedMap, answer: Generation, placed: readonly number[]): number[] {
	const keys = new Map(
		map.what === "region"
			? map.index.map((region, at) => [region, at])
			: answer.sequence.tokens.flatMap(({ image, position }) =>
					image?.index === 0 ? [[image.region, map.index.indexOf(position)] as const] : [],
				),
	);
	return placed.map((region) => map.values[keys.get(region) ?? -1] ?? 0);
}

function figuresOf(data: Faithfulness, map: readonly number[], shares: readonly number[]): Figures {
	const { areas, top, dropNats } = data;
	const { pointing, mass, rank, iou } = localisationScores(map, shares);
	return {
		between: areas?.between ?? Number.NaN,
		deletion: areas?.deletion ?? Number.NaN,
		insertion: areas?.insertion ?? Number.NaN,
		topDrop: (top?.dropNats ?? Number.NaN) / dropNats,
		topGain: (top?.gainNats ?? Number.NaN) / dropNats,
		pointing,
		mass,
		rank,
		iou,
	};
}

const rounded = (figures: Figures): Figures =>
	Object.fromEntries(
		Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(6))]),
	) as unknown as Figures;

/**
 * Records of a batch of questions. Each method goes through the whole batch before the next, so that its graph is compiled once a batch
 * however few graphs the model keeps.
 *
 * @throws {DOMException} AbortError: a batch is recorded whole or not at all.
 */
export async function measure(
	model: Model,
	questions: readonly SetQuestion[],
	context: MeasureContext,
): Promise<QuestionRecord[]> {
	const { methods, seed, options, signal } = context;
	const prepared: Prepared[] = [];
	for (const question of questions) prepared.push(await prepare(model, question, context));
	const found = prepared.map(() => ({ dropNats: 0, methods: {} as Record<string, Figures[]> }));
	for (const method of methods) {
		const maps: (readonly RankedMap[])[] = [];
		for (const { record, answer, tokens } of prepared) {
			maps.push(answer && tokens ? await method.maps(answer, tokens, { signal }, `${seed} ${record.id}`) : []);
		}
		for (const [index, { answer, tokens, placed, shares }] of prepared.entries()) {
			if (!answer || !tokens || !placed || !shares) continue;
			for (const map of maps[index] ?? []) {
				const given = { ...options, tokens, rankings: 0, seed };
				const { data, partial } = await answer.explain(faithfulness(map), given, { signal });
				// What was stopped is measured again when the run goes on.
				if (!data || partial) throw signal.reason;
				const one = found[index] as (typeof found)[number];
				one.dropNats = Number(data.dropNats.toFixed(6));
				one.methods[method.id] = [
					...(one.methods[method.id] ?? []),
					rounded(figuresOf(data, overRegions(map, answer, placed), shares)),
				];
			}
		}
	}
	return prepared.map(({ record, answer }, index) => (answer ? { ...record, ...found[index] } : record));
}
