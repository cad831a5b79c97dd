// What looking costs: the attention replay against one plain teacher-forced forward and against the generation itself.
//
//   node bench/attention.mjs [model folder] [image] [question]        after `npm start` or `pnpm build`
//
// Prints, for answers of 8 and 32 tokens, medians of several runs in this process, in turn:
//   forward     the fused decoder graph over the same rows, all logits, no cache: the least that any replay costs
//   attention   answer.explain(attention()), compiled before: rows gathered and heads averaged in the graph
//   matrices    answer.explain(layerHeadMatrix()): ten aggregations over every layer and head
// as multiples of `forward` and as a share of the generation, with the bytes that leave the session, beside those of the
// unreduced attention. `replay` is the run alone: embedding the tokens, the forward with its reductions, and the rows; the rest is
// writing the explanation graph and finding its compiled session.
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const [{ onnxBackend }, { openModel, openCheckpoint, folder }, { attention, layerHeadMatrix }] = await Promise.all([
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
]);

const path = process.argv[2] ?? fileURLToPath(new URL("models/shapes-llava", root));
const examples = JSON.parse(await readFile(new URL("models/examples/examples.json", root), "utf8")).examples;
const described = examples.find((one) => /describe/i.test(one.question)) ?? examples[0];
const image = await readFile(process.argv[3] ?? fileURLToPath(new URL(`models/examples/${described.file}`, root)));
const question = process.argv[4] ?? described.question;
const repeats = 21;

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;

/** Medians of several pieces of work, run in turn so that what else the machine does hits all of them. */
async function inTurn(works) {
	const times = works.map(() => []);
	for (let round = -2; round < repeats; round++) {
		for (const [index, work] of works.entries()) {
			const start = performance.now();
			await work();
			if (round >= 0) times[index].push(performance.now() - start);
		}
	}
	return times.map(median);
}

/** One forward of the fused decoder over `rows` rows, as a function. */
async function plainForward(backend, rows) {
	const { facts, sources } = await openCheckpoint(folder(path));
	const { layers, kvHeads, headSize, hiddenSize } = facts.text;
	const session = await backend.createSession(sources.decoder_model_merged);
	const embeds = Float32Array.from({ length: rows * hiddenSize }, (_, index) => Math.sin(index));
	const feeds = {
		inputs_embeds: { dtype: "float32", shape: [1, rows, hiddenSize], data: embeds },
		attention_mask: { dtype: "int64", shape: [1, rows], data: new BigInt64Array(rows).fill(1n) },
		num_logits_to_keep: { dtype: "int64", shape: [], data: new BigInt64Array(1) },
	};
	for (let layer = 0; layer < layers; layer++) {
		for (const part of ["key", "value"]) {
			const shape = [1, kvHeads, 0, headSize];
			feeds[`past_key_values.${layer}.${part}`] = { dtype: "float32", shape, data: new Float32Array(0) };
		}
	}
	return { run: () => session.run(feeds, { outputs: ["logits"] }), dispose: () => session.dispose() };
}

const backend = onnxBackend({ device: "cpu" });
const model = await openModel(path, { backend });
const { layers, heads } = model.facts.text;
console.log(`${model.facts.id}, ${backend.device}, ${cpus()[0].model}, ${cpus().length} cores, medians of ${repeats}`);
for (const maxTokens of [8, 32]) {
	const request = { image, prompt: question, maxTokens };
	const answer = await model.generate(request);
	const rows = answer.sequence.promptLength + answer.tokens.length - 1;
	const forward = await plainForward(backend, rows);
	const results = { attention: [], matrices: [] };
	const [plain, looked, matrix, generated] = await inTurn([
		forward.run,
		async () => {
			results.attention.push(await answer.explain(attention()));
		},
		async () => {
			results.matrices.push(await answer.explain(layerHeadMatrix()));
		},
		() => model.generate(request),
	]);
	await forward.dispose();
	const unreduced = layers * heads * rows * rows * 4;
	console.log(`\n${answer.tokens.length} tokens (${maxTokens} allowed), ${rows} rows`);
	console.log(`  generation   ${generated.toFixed(1)} ms`);
	console.log(`  forward      ${plain.toFixed(1)} ms`);
	for (const [name, time] of [
		["attention", looked],
		["matrices", matrix],
	]) {
		const runs = results[name].map((result) => result.provenance);
		const replay = median(runs.slice(2).map((run) => run.runMs));
		console.log(
			`  ${name.padEnd(12)} ${time.toFixed(1)} ms = ${(time / plain).toFixed(2)} x forward = ${((100 * time) / generated).toFixed(0)} % of the generation; replay ${replay.toFixed(1)} ms = ${(replay / plain).toFixed(2)} x forward; ${kilobytes(runs[0].outputBytes)} leave the session (unreduced attention: ${kilobytes(unreduced)})`,
		);
	}
}
await model.dispose();
await backend.dispose();
