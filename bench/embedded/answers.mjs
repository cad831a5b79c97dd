// The embedded model in our Node path, on the whole evaluation set: does it give Python's answers, how fast does it load and answer?
//
//   python models/recipe/evaluate.py --answers FILE && node bench/embedded/answers.mjs FILE       after `npm start` or `pnpm build`
//
// Prints every question on which the two differ, accuracy per question type, time to open the model and to its first answer, and tokens
// generated a second over all questions (each with its image encoded and its prompt read).
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../..", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const lines = (file) => readFileSync(file, "utf8").trim().split("\n").map(JSON.parse);
const folder = new URL("models/evaluation/", root);
const questions = lines(new URL("questions.jsonl", folder));
const python = process.argv[2] && new Map(lines(process.argv[2]).map(({ id, answer }) => [id, answer]));

const started = performance.now();
const [{ onnxBackend }, { openModel }] = await Promise.all([from("backend-onnx", "node"), from("models")]);
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(fileURLToPath(new URL("models/shapes-llava", root)), { backend });
const opened = performance.now();
let first;
let tokens = 0;
let different = 0;
const tally = new Map();
for (const question of questions) {
	const image = new Uint8Array(readFileSync(new URL(question.image, folder)));
	const history = question.history.flatMap((turn) => [
		{ role: "user", text: turn.question },
		{ role: "assistant", text: turn.answer },
	]);
	const answer = await model.generate({
		image,
		prompt: [...history, { role: "user", text: question.question }],
		maxTokens: 64,
	});
	first ??= performance.now() - opened;
	tokens += answer.tokens.length;
	const text = answer.text.trim();
	if (python && python.get(question.id) !== text) {
		different++;
		console.log(`${question.id}: ${text} | Python: ${python.get(question.id)}`);
	}
	const kind = question.planted ? "planted" : question.type;
	const [right, asked] = tally.get(kind) ?? [0, 0];
	tally.set(kind, [right + (text === (question.planted ? question.biased : question.answer)), asked + 1]);
}
const seconds = (performance.now() - opened - first) / 1000;
if (python) console.log(`${different} of ${questions.length} answers differ from Python's`);
for (const [kind, [right, asked]] of tally) {
	const what = kind === "planted" ? "biased answers on the planted subset" : kind;
	console.log(`${what}: ${((100 * right) / asked).toFixed(1)} % of ${asked}`);
}
console.log(
	`opened in ${(opened - started).toFixed(0)} ms, first answer after another ${first.toFixed(0)} ms, then ${(tokens / seconds).toFixed(0)} tokens/s, ${((1000 * seconds) / (questions.length - 1)).toFixed(0)} ms an answer`,
);
await model.dispose();
await backend.dispose();
