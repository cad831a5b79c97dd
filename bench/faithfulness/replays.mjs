// Replays a second by batch size, and the seconds of a badge at its default, on the embedded model.
//
//   node bench/faithfulness/replays.mjs [--model FOLDER] [--seconds N]       after `pnpm build`
//
// Each cell runs whole badges (110 replays) until N seconds are over (4), after one that compiles.
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = new URL("../..", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const { values: given } = parseArgs({
	options: {
		model: { type: "string", default: fileURLToPath(new URL("models/shapes-llava", root)) },
		seconds: { type: "string", default: "4" },
	},
});
const [{ onnxBackend }, { openModel }, { attention, faithfulness, rankedMap }] = await Promise.all([
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
]);
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(given.model, { backend });
const image = await readFile(new URL("models/evaluation/images/000.png", root));
const answer = await model.generate({ image, prompt: "Which colour does the ring have?" });
const token = 3;
const map = rankedMap(await answer.explain(attention(), { tokens: [token] }));
const positions = answer.sequence.promptLength + answer.tokens.length - 1;
console.log(`${cpus()[0]?.model}, ${cpus().length} cores; ${positions} positions`);
console.log("removal  batch  replays/s  badge, s");
for (const removal of ["mean", "block", "grey"]) {
	for (const batchSize of [1, 2, 4, 8, 16]) {
		const explainer = faithfulness(map);
		await answer.explain(explainer, { removal, batchSize });
		let [replays, badges] = [0, 0];
		const started = performance.now();
		while (performance.now() - started < 1000 * Number(given.seconds)) {
			const { data } = await answer.explain(explainer, { removal, batchSize });
			replays += data.replays;
			badges++;
		}
		const seconds = (performance.now() - started) / 1000;
		const cells = [removal.padEnd(7), String(batchSize).padStart(5), (replays / seconds).toFixed(1).padStart(9)];
		console.log(`${cells.join("  ")}  ${(seconds / badges).toFixed(2).padStart(8)}`);
	}
}
await model.dispose();
await backend.dispose();
