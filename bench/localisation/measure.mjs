// Questions in, records out: what the model answered, and how each method's map of the explained word fits the object.
import { readFile } from "node:fs/promises";
import { centreMap, randomMap, randomMaps, uniformMap } from "./baselines.mjs";
import { readIndexedPng } from "./indexed-png.mjs";
import { insideRegions, scores } from "./metrics.mjs";
import { explainedWord, tokensOfWord } from "./questions.mjs";
import { regionShares } from "./region-shares.mjs";

/** The mean of several rows: the map of a word of several tokens, as the product makes it. */
export function meanRow(rows) {
	return rows[0].map((_, region) => rows.reduce((sum, row) => sum + row[region], 0) / rows.length);
}

function rounded(figures) {
	return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(6))]));
}

const isHalfCovered = (shares) => shares.some((share) => share >= 0.5);
const isSeen = (shares) => shares.some((share) => share > 0);

/** Asks one question and finds what is to be explained. */
async function prepare(model, question, { folder, vocabulary, seed, signal }) {
	const { id, type, planted, image } = question;
	const answer = await model.generate({
		image: await readFile(new URL(image, folder)),
		prompt: question.question,
		signal,
	});
	const text = answer.text.trim();
	const verdict = text === question.answer ? "right" : text === question.biased ? "biased" : "wrong";
	const record = { id, type, planted, image, answer: text, verdict };
	const texts = answer.tokens.filter((token) => !token.isEnd).map((token) => token.text);
	const found = explainedWord(question, texts.join(""), vocabulary);
	if (found.skipped) return { record: { ...record, skipped: found.skipped } };
	const layout = answer.layouts[0];
	const placed = layout.regions.flatMap((region, index) => (region ? [index] : []));
	const regions = placed.map((index) => layout.regions[index]);
	const mask = readIndexedPng(await readFile(new URL(question.mask, folder)));
	const shares = regionShares(mask, found.objects, regions);
	const elsewhere = regionShares(mask, found.elsewhere, regions);
	if (!isSeen(shares)) return { record: { ...record, skipped: "the object lies outside what the model sees" } };
	const tokens = tokensOfWord(texts, found.word);
	/** Of the maps that need no model. */
	const ignorantScores = (covered) => ({
		scores: {
			uniform: rounded(scores(uniformMap(regions), covered)),
			centre: rounded(scores(centreMap(regions, layout.visible), covered)),
		},
		random: Array.from({ length: randomMaps }, (_, k) => rounded(scores(randomMap(regions, seed, id, k), covered))),
	});
	if (tokens.length === 0) throw new Error(`${id}: no token holds "${found.word.text}".`);
	Object.assign(record, {
		word: found.word.text,
		tokens: tokens.length,
		objects: found.objects,
		inside: insideRegions(shares).length,
		isHalfCovered: isHalfCovered(shares),
		...ignorantScores(shares),
		...(isSeen(elsewhere)
			? { elsewhere: { ...ignorantScores(elsewhere), isHalfCovered: isHalfCovered(elsewhere) } }
			: {}),
		empty: [],
	});
	return { record, answer, tokens, shares, elsewhere, placed };
}

/**
 * Records of a batch of questions. Each method goes through the whole batch before the next, so that its graph is compiled once a
 * batch however few graphs the model keeps.
 */
export async function measure(model, methods, questions, context) {
	const prepared = [];
	for (const question of questions) prepared.push(await prepare(model, question, context));
	const open = prepared.filter((one) => one.answer);
	for (const { ids, maps } of methods) {
		for (const { record, answer, tokens, shares, elsewhere, placed } of open) {
			const given = await maps(answer, tokens, context.signal);
			given.forEach((rows, index) => {
				const row = meanRow(rows);
				const map = placed.map((region) => row[region]);
				record.scores[ids[index]] = rounded(scores(map, shares));
				if (record.elsewhere) record.elsewhere.scores[ids[index]] = rounded(scores(map, elsewhere));
				if (map.every((value) => value <= 0)) record.empty.push(ids[index]);
			});
		}
	}
	return prepared.map((one) => one.record);
}
