// How often removing what the causal graphs point at changes the answer of the embedded model, beside random sets and what attention
// points at: questions of the evaluation set on colour and shape, first turns; the first token of the word that answers is explained.
//
//   node bench/causal/interventions.mjs [--questions 120] [--seed causal] [--out out/causal.jsonl] [--resume] [--page docs/causal-table.md]
//
// after `pnpm build`. For each setting (layer, alpha, threshold) the set is what stands within radius 3 of the explained row, over all
// heads of the layer, as far as it may be removed (patches, the user's words, earlier answer words). A question where it is empty counts as
// one: there is nothing to remove, and the table says how many. Against it stand sets with as many patches and as many words: five drawn at
// random (seeded), and those that the explained row looks at most (mean over the layer's heads). Both removals. Intervals are 95 % by
// resampling pictures. Records go to a journal, so that an interrupted run can go on.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { interval, resampledMeans } from "../localisation/bootstrap.mjs";
import { openJournal } from "../localisation/journal.mjs";
import { chosenQuestions, explainedWord, readQuestions, tokensOfWord } from "../localisation/questions.mjs";
import { generator } from "../localisation/random.mjs";

const root = new URL("../..", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const [{ queryPosition, tensor }, { onnxBackend }, { openModel }, explainers, graph] = await Promise.all([
	from("core"),
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
	from("graph"),
]);
const { causal, createRemovalTester, removablePositions, removalGraphs } = explainers;

const { values: given } = parseArgs({
	options: {
		questions: { type: "string", default: "120" },
		seed: { type: "string", default: "causal" },
		out: { type: "string", default: fileURLToPath(new URL("out/causal.jsonl", root)) },
		resume: { type: "boolean", default: false },
		page: { type: "string" },
	},
});
const draws = 5;
const loose = { alpha: 0.1, threshold: 0.001 };
const settings = [
	{ name: "last layer, the original's defaults", layer: 3 },
	{ name: "last layer, α 0.1, τ 0.001", layer: 3, ...loose },
	{ name: "layer 2, α 0.1, τ 0.001", layer: 2, ...loose },
	{ name: "layer 1, α 0.1, τ 0.001", layer: 1, ...loose },
	{ name: "layer 0, α 0.1, τ 0.001", layer: 0, ...loose },
];
const removals = ["mean", "block"];
const kinds = ["found", "random", "attention"];

const shuffled = (list, next) => {
	const out = [...list];
	for (let i = out.length - 1; i > 0; i--) {
		const j = Math.floor(next() * (i + 1));
		[out[i], out[j]] = [out[j], out[i]];
	}
	return out;
};

/** Removes sets that the row itself decides: tests `found`, random ones and what attention points at, under both removals. */
function comparison(token, layer, found, next) {
	return {
		specificationVersion: "v1",
		id: "bench:interventions",
		produces: "position-map",
		options: {},
		program(handles) {
			const rows = handles.decoder.builder.input("queries", "int32", ["queries"]);
			const attention = graph.tapAttention(handles, { layers: [layer], rows, reduce: [graph.meanOver("head")] }).value;
			return {
				graphs: { rows: { outputs: { attention } }, ...removalGraphs(handles) },
				async drive(runs, replay) {
					const removable = removablePositions(replay, [token]);
					const image = new Set(removable.image);
					const words = removable.all.filter((one) => !image.has(one));
					const patchCount = found.filter((one) => image.has(one)).length;
					const wordCount = found.length - patchCount;
					const queries = tensor("int32", [1], Int32Array.of(queryPosition(replay.sequence, token)));
					const row = (await runs.run("rows", { queries })).attention.data;
					const most = (list, count) => [...list].sort((a, b) => row[b] - row[a] || a - b).slice(0, count);
					const drawn = (list, count) => shuffled(list, next).slice(0, count);
					const sets = [
						found,
						...Array.from({ length: draws }, () => [...drawn(removable.image, patchCount), ...drawn(words, wordCount)]),
						[...most(removable.image, patchCount), ...most(words, wordCount)],
					];
					const signals = { patches: patchCount, words: wordCount };
					for (const removal of removals) {
						const tester = await createRemovalTester(runs, replay, { removal, tokens: [token] });
						const outcomes = (await tester.test(sets)).map(([one]) => one);
						const mean = (list, of) => list.reduce((sum, one) => sum + of(one), 0) / list.length;
						const groups = {
							found: outcomes.slice(0, 1),
							random: outcomes.slice(1, 1 + draws),
							attention: outcomes.slice(-1),
						};
						for (const [kind, list] of Object.entries(groups)) {
							signals[`${removal} ${kind} flips`] = mean(list, (one) => Number(one.isChanged));
							signals[`${removal} ${kind} nats`] = mean(list, (one) => one.dropNats);
						}
					}
					return { kind: "position-map", tensors: {}, signals };
				},
			};
		},
	};
}

const folder = new URL("models/evaluation/", root);
const { questions, vocabulary } = await readQuestions(folder);
const chosen = chosenQuestions(questions, ["colour", "shape"], given.seed).slice(0, Number(given.questions));
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(fileURLToPath(new URL("models/shapes-llava", root)), { backend });
const header = { model: model.facts.fingerprint, questions: chosen.length, seed: given.seed, settings };
const journal = await openJournal(given.out, header, given.resume);
const known = new Set(journal.records.map(({ id }) => id));
const records = [...journal.records];
for (const [index, question] of chosen.entries()) {
	if (known.has(question.id)) continue;
	const image = new Uint8Array(readFileSync(new URL(question.image, folder)));
	const answer = await model.generate({ image, prompt: question.question, maxTokens: 32 });
	const explained = explainedWord(question, answer.text, vocabulary);
	const record = { id: question.id, image: question.image, planted: question.planted, skipped: explained.skipped };
	if (!explained.skipped) {
		const [token] = tokensOfWord(
			answer.tokens.filter(({ isEnd }) => !isEnd).map(({ text }) => text),
			explained.word,
		);
		record.settings = [];
		for (const { name, ...options } of settings) {
			const { data, signals } = await answer.explain(causal(), { ...options, token, maxSets: 48 });
			const within = new Set(data.heads.flatMap(({ explanations }) => explanations.at(-1).within));
			const positions = [...within].map((id) => data.nodes[id].position);
			const { sequence, tokens, layouts } = answer;
			const { all } = removablePositions({ facts: model.facts, sequence, tokens, layouts, rows: 0 }, [token]);
			const found = positions.filter((position) => all.includes(position)).sort((a, b) => a - b);
			const minimal = data.heads.filter(({ explanations }) => explanations.at(-1).explanations.length > 0).length;
			const edges = data.heads.reduce((sum, head) => sum + head.edges.length, 0) / data.heads.length;
			const compared =
				found.length === 0
					? undefined
					: (
							await answer.explain(
								comparison(token, options.layer, found, generator(`${given.seed} ${question.id} ${name}`)),
							)
						).signals;
			record.settings.push({ size: found.length, minimal, edges, replays: signals.replays, compared });
		}
	}
	records.push(record);
	await journal.append([record]);
	if ((index + 1) % 10 === 0) console.log(`${index + 1} of ${chosen.length}`);
}
await model.dispose();
await backend.dispose();

const used = records.filter(({ skipped }) => !skipped);
const percent = (value) => `${(100 * value).toFixed(1)} %`;
const cell = (list, read, show) => {
	const rows = list.map((record) => ({ image: record.image, values: [read(record)] }));
	const { means, resampled } = resampledMeans(rows, given.seed);
	const { low, high } = interval(resampled[0]);
	return `${show(means[0])} (${show(low)} to ${show(high)})`;
};
const lines = [
	`${used.length} of ${records.length} questions (the model's answer names what was asked for); 95 % intervals by resampling pictures.`,
	"",
	"| Setting | edges a head | questions with a set | patches, words in it | a smaller set that flips, in some head |",
	"| --- | --- | --- | --- | --- |",
];
settings.forEach(({ name }, at) => {
	const some = used.filter((record) => record.settings[at].compared);
	const mean = (list, read) => (list.length === 0 ? 0 : list.reduce((sum, one) => sum + read(one), 0) / list.length);
	lines.push(
		`| ${name} | ${mean(used, (one) => one.settings[at].edges).toFixed(1)} | ${percent(some.length / used.length)} | ${mean(some, (one) => one.settings[at].compared.patches).toFixed(1)}, ${mean(some, (one) => one.settings[at].compared.words).toFixed(1)} | ${percent(mean(used, (one) => Number(one.settings[at].minimal > 0)))} |`,
	);
});
lines.push(
	"",
	"Of the questions with a set, how often its removal changes the token, and how far its log-probability falls:",
	"",
);
lines.push(
	"| Setting | removal | found | random, same size | most attention, same size |",
	"| --- | --- | --- | --- | --- |",
);
settings.forEach(({ name }, at) => {
	const some = used.filter((record) => record.settings[at].compared);
	if (some.length === 0) return;
	for (const removal of removals) {
		const flips = kinds.map((kind) =>
			cell(some, (one) => one.settings[at].compared[`${removal} ${kind} flips`], percent),
		);
		const nats = kinds.map((kind) =>
			cell(
				some,
				(one) => one.settings[at].compared[`${removal} ${kind} nats`],
				(x) => x.toFixed(2),
			),
		);
		lines.push(`| ${name} | ${removal} | ${kinds.map((_, k) => `${flips[k]}; ${nats[k]} nats`).join(" | ")} |`);
	}
});
const page = `${lines.join("\n")}\n`;
console.log(page);
if (given.page) writeFileSync(given.page, page);
