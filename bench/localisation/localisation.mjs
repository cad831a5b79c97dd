// Do explanations find the object that a word is about? Every map and mode of relevancy beside raw attention, rollout and maps
// that know nothing, on the masks of the evaluation set.
//
//   node bench/localisation/localisation.mjs [--resume]       after `npm start` or `pnpm build`
//
//   --types colour,shape   question types: colour, shape, presence
//   --limit N              the first N questions only, of all in a random order
//   --out FILE             records, one question a line (out/localisation.jsonl)
//   --resume               go on where the records of --out end
//   --report               ask nothing, write the page from the records of --out
//   --seed TEXT            of the order, of random maps and of resampling (0)
//   --model FOLDER         (models/shapes-llava)
//   --only TEXT            methods with this in their name
//   --seed-scale N         of relevancy (1)
//   --docs FOLDER          where the page goes (docs)
//
// Writes localisation.md and localisation.json. Interrupted (Ctrl-C), it keeps the records of all finished batches.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openJournal, readJournal } from "./journal.mjs";
import { measure } from "./measure.mjs";
import { methodsOf } from "./methods.mjs";
import { page } from "./page.mjs";
import { chosenQuestions, types as knownTypes, readQuestions } from "./questions.mjs";
import { summarise } from "./summary.mjs";

const root = new URL("../..", import.meta.url);
const folder = new URL("models/evaluation/", root);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const batchSize = 16;

const { values: given } = parseArgs({
	options: {
		types: { type: "string", default: "colour,shape" },
		limit: { type: "string" },
		out: { type: "string", default: fileURLToPath(new URL("out/localisation.jsonl", root)) },
		resume: { type: "boolean", default: false },
		report: { type: "boolean", default: false },
		seed: { type: "string", default: "0" },
		model: { type: "string", default: fileURLToPath(new URL("models/shapes-llava", root)) },
		only: { type: "string", default: "" },
		"seed-scale": { type: "string", default: "1" },
		docs: { type: "string", default: fileURLToPath(new URL("docs", root)) },
	},
});
const types = given.types.split(",");
const unknown = types.filter((type) => !knownTypes.includes(type));
if (unknown.length > 0) throw new Error(`--types ${unknown.join()}: there are ${knownTypes.join(", ")}.`);
const limit = given.limit === undefined ? Number.POSITIVE_INFINITY : Number(given.limit);
if (!(limit > 0)) throw new Error(`--limit ${given.limit}: a number above 0.`);

/** SHA-256 of the weights themselves, its first 16 digits. */
async function weightsOf(path) {
	const hash = createHash("sha256");
	const files = (await readdir(path)).filter((file) => file.endsWith(".safetensors")).sort();
	for (const file of files) hash.update(await readFile(`${path}/${file}`));
	return hash.digest("hex").slice(0, 16);
}

const { questions, vocabulary } = await readQuestions(folder);
const wanted = chosenQuestions(questions, types, given.seed);
const asked = wanted.slice(0, limit);
const methods = methodsOf(await from("explainers"), { only: given.only, seedScale: Number(given["seed-scale"]) });
const questionsHash = createHash("sha256").update(JSON.stringify(questions)).digest("hex").slice(0, 16);
const made = {
	weights: await weightsOf(given.model),
	questions: questionsHash,
	seed: given.seed,
	methods: methods.flatMap((method) => method.ids),
};
const journal = given.report ? await readJournal(given.out, made) : await openJournal(given.out, made, given.resume);
const done = new Set(journal.records.map((record) => record.id));
const left = given.report ? [] : asked.filter(({ id }) => !done.has(id));

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
if (left.length > 0) {
	const [{ onnxBackend }, { openModel }] = await Promise.all([from("backend-onnx", "node"), from("models")]);
	const backend = onnxBackend({ device: "cpu" });
	const model = await openModel(given.model, { backend });
	const context = { folder, vocabulary, seed: given.seed, signal: stop.signal };
	const started = performance.now();
	try {
		for (let at = 0; at < left.length; at += batchSize) {
			const records = await measure(model, methods, left.slice(at, at + batchSize), context);
			stop.signal.throwIfAborted();
			await journal.append(records);
			journal.records.push(...records);
			const count = at + records.length;
			const each = (performance.now() - started) / 1000 / count;
			console.error(`${done.size + count} of ${asked.length} questions, ${each.toFixed(2)} s each`);
		}
	} catch (error) {
		if (!stop.signal.aborted) throw error;
		console.error(`Stopped. ${given.out} has ${journal.records.length} records; --resume goes on.`);
		process.exitCode = 130;
	} finally {
		await model.dispose();
		await backend.dispose();
	}
}

if (!stop.signal.aborted) {
	const ids = new Set(asked.map(({ id }) => id));
	const records = journal.records.filter(({ id }) => ids.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
	if (records.length === 0) throw new Error(`${given.out} has no records yet.`);
	const { methods: _, ...provenance } = made;
	const figures = summarise(records, made.methods, { ...provenance, types, available: wanted.length });
	const remarks = await readFile(new URL("remarks.md", import.meta.url), "utf8").catch(() => "");
	await writeFile(`${given.docs}/localisation.md`, page(figures, remarks));
	await writeFile(`${given.docs}/localisation.json`, `${JSON.stringify(figures, undefined, "\t")}\n`);
	console.log(`${given.docs}/localisation.md: ${records.length} of ${wanted.length} questions`);
}
