// Do maps depend on what the model learned, on this picture, on this question? Rank correlation of each method's map with itself made again after
// a change, on right answers of the evaluation set, with 95 % intervals over pictures.
//
//   node bench/faithfulness/sanity.mjs [--questions 10]       after `npm start` or `pnpm build`
//
//   --questions N   right answers that are looked at, of all questions in an order drawn by the seed (10)
//   --seeds N       of random weights and of shuffled pictures (1)
//   --seed TEXT     of the order and of resampling (0)
//
// Prints the two tables of docs/faithfulness.md, as Markdown.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { centreMap, randomMap } from "../localisation/baselines.mjs";
import { interval, resampledMeans } from "../localisation/bootstrap.mjs";
import { chosenQuestions, explainedWord, readQuestions, tokensOfWord } from "../localisation/questions.mjs";

const root = new URL("../..", import.meta.url);
const folder = new URL("models/evaluation/", root);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const [{ rankCorrelation }, { onnxBackend }, { changedAnswers, openModel }, explainers] = await Promise.all([
	from("core"),
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
]);
const { attention, rankedMap, regionValues, relevancy, rollout } = explainers;
const { values: given } = parseArgs({
	options: {
		questions: { type: "string", default: "10" },
		seeds: { type: "string", default: "1" },
		seed: { type: "string", default: "0" },
	},
});

const of = (explainer, options, ranked) => async (answer, tokens) =>
	regionValues(rankedMap(await answer.explain(explainer(), { ...options, tokens }), ranked?.(answer)), answer);
const relevancyOf = (map, mode) => of(relevancy, { map, ...(mode ? { mode } : {}) }, () => ({ tensor: "image" }));
const seen = ({ layouts: [layout] }) => layout.regions.filter(Boolean);
const path = fileURLToPath(new URL("models/shapes-llava", root));
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(path, { backend });
const last = model.facts.text.layers - 1;

/** A map over the regions with a place, by method. */
const methods = {
	attention: of(attention, {}),
	"attention-last": of(attention, { layers: [last] }),
	rollout: of(rollout, {}),
	"relevancy-llama-hybrid": relevancyOf("llama", "hybrid"),
	"relevancy-composed-exact": relevancyOf("composed", "exact"),
	"relevancy-vit": relevancyOf("vit"),
	centre: async (answer) => centreMap(seen(answer), answer.layouts[0].visible),
	random: async (answer, _, id, change) => randomMap(seen(answer), given.seed, id, change),
};

const { questions, vocabulary } = await readQuestions(folder);
const subjects = [];
for (const question of chosenQuestions(questions, ["colour", "shape"], given.seed)) {
	if (subjects.length === Number(given.questions)) break;
	const image = new Uint8Array(await readFile(new URL(question.image, folder)));
	const answer = await model.generate({ image, prompt: question.question });
	if (question.planted || answer.text.trim() !== question.answer) continue;
	const texts = answer.tokens.filter((token) => !token.isEnd).map((token) => token.text);
	const { word } = explainedWord(question, texts.join(""), vocabulary);
	if (word) subjects.push({ id: question.id, image: question.image, answer, tokens: tokensOfWord(texts, word) });
}

const changed = await changedAnswers(path, model, { backend });
const count = changed.blocks.length;
const seeds = Array.from({ length: Number(given.seeds) }, (_, seed) => seed);
const belowName = (blocks) => changed.blocks[blocks - 1];
const layers = changed.blocks.filter((name) => name.startsWith("decoder layer")).length;
/** Cascade: the head, half of the decoder's layers, all of them, and with them what feeds them. */
const levels = [1, 1 + Math.floor(layers / 2), 1 + layers, 1 + layers + 2];
const columns = [
	{ title: "nothing", changes: [{ kind: "weights", blocks: 0, seed: 0 }] },
	...levels.map((blocks) => ({ title: `to ${belowName(blocks)}`, changes: [{ kind: "weights", blocks, seed: 0 }] })),
	{ title: "all weights", changes: seeds.map((seed) => ({ kind: "weights", blocks: count, seed })) },
	{ title: "shuffled picture", changes: seeds.map((seed) => ({ kind: "image", seed })) },
	{ title: "neutral prompt", changes: [{ kind: "prompt", prompt: "Describe the image." }] },
];

/** Maps of all subjects by all methods, method after method, so that each is compiled once. */
async function mapsAfter(change, key) {
	const found = {};
	for (const [id, map] of Object.entries(methods)) {
		found[id] = [];
		for (const { id: question, answer, tokens } of subjects) {
			const make = (one) => map(one, tokens, question, key);
			found[id].push(change ? await changed.with(answer, change, make) : await make(answer));
		}
	}
	return found;
}

const originals = await mapsAfter(undefined, "original");
/** similarities[method][subject][column] */
const similarities = Object.fromEntries(Object.keys(methods).map((id) => [id, subjects.map(() => [])]));
for (const { title, changes } of columns) {
	const sums = Object.fromEntries(Object.keys(methods).map((id) => [id, subjects.map(() => 0)]));
	for (const change of changes) {
		const again = await mapsAfter(change, JSON.stringify(change));
		for (const id of Object.keys(methods)) {
			again[id].forEach((values, at) => {
				sums[id][at] += rankCorrelation(originals[id][at], values) / changes.length;
			});
		}
	}
	for (const id of Object.keys(methods)) {
		for (const [at, mean] of sums[id].entries()) similarities[id][at].push(mean);
	}
	console.error(`${title}: done`);
}
await changed.dispose();
await model.dispose();
await backend.dispose();

const written = (value) => (Math.round(value * 100) / 100 || 0).toFixed(2).replace("-", "−");
function table(titles, offset) {
	const rows = Object.entries(similarities).map(([id, of]) => {
		const lines = of.map((values, at) => ({ image: subjects[at].image, values }));
		const { means, resampled } = resampledMeans(lines, `${given.seed} ${id}`);
		const cells = titles.map((_, at) => {
			const { low, high } = interval(resampled[at + offset]);
			return `${written(means[at + offset])} [${written(low)}, ${written(high)}]`;
		});
		return [id, ...cells];
	});
	const head = ["method", ...titles];
	const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
	const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
	return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join("\n");
}
const titles = columns.map(({ title }) => title);
const checks = titles.slice(levels.length + 1);
const images = new Set(subjects.map(({ image }) => image)).size;
console.log(`${subjects.length} right answers on ${images} pictures, ${seeds.length} seeds.\n`);
console.log(`${table(checks, levels.length + 1)}\n`);
console.log(table(titles.slice(0, levels.length + 1), 0));
