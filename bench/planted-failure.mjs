// Does relevancy tell an answer read off the image from one that the training data's bias gave? Colour questions of the evaluation set:
// about a triangle that is not red, answered "red" (planted), beside those about other shapes that are answered rightly.
//
//   node bench/planted-failure.mjs [questions of each kind, 40]        after `npm start` or `pnpm build`
//
// Prints means with 95 % intervals (normal) over questions, of the first token of the colour word, map llama, mode exact.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const [{ onnxBackend }, { openModel }, { relevancy }] = await Promise.all([
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
]);
const wanted = Number(process.argv[2] ?? 40);
const folder = new URL("models/evaluation/", root);
const questions = readFileSync(new URL("questions.jsonl", folder), "utf8").trim().split("\n").map(JSON.parse);
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(fileURLToPath(new URL("models/shapes-llava", root)), { backend });

/** Shares of the colour word's first token, or undefined when the answer is not the one looked for. */
async function sharesOf(question, expected) {
	const image = new Uint8Array(readFileSync(new URL(question.image, folder)));
	const answer = await model.generate({ image, prompt: question.question, maxTokens: 24 });
	if (answer.text.trim() !== expected) return undefined;
	const at = answer.tokens.findIndex(({ text }) => text === " is") + 1;
	const { tensors } = await answer.explain(relevancy(), { map: "llama", mode: "exact", tokens: [at] });
	const [imageShare, , maxImage] = tensors.shares.tensor.data;
	return { imageShare, maxImage, probability: Math.exp(answer.tokens[at].logProbability) };
}

function interval(values) {
	const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
	const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1);
	const half = 1.96 * Math.sqrt(variance / values.length);
	return `${(100 * mean).toFixed(1)} % [${(100 * (mean - half)).toFixed(1)}, ${(100 * (mean + half)).toFixed(1)}]`;
}

for (const [name, belongs, answerOf] of [
	["planted, answered “red”", (one) => one.planted, (one) => one.biased],
	["other shapes, answered rightly", (one) => !one.planted && !one.answer.includes("triangle"), (one) => one.answer],
]) {
	const found = [];
	for (const question of questions) {
		if (found.length === wanted) break;
		if (
			question.type !== "colour" ||
			question.turn !== 1 ||
			!belongs(question) ||
			question.answer.includes("There is no")
		)
			continue;
		const shares = await sharesOf(question, answerOf(question));
		if (shares) found.push(shares);
	}
	const of = (what) => interval(found.map((one) => one[what]));
	console.log(
		`${name}: n ${found.length}, image share ${of("imageShare")}, largest patch ${of("maxImage")}, probability ${of("probability")}`,
	);
}
await model.dispose();
await backend.dispose();
