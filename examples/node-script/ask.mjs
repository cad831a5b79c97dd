// node ask.mjs <model folder> <picture> <question>: the answer, and the region of the picture that its first word looks at most.
import { readFile } from "node:fs/promises";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { attention } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";

const [folder, picture, question] = process.argv.slice(2);
if (!folder || !picture || !question) {
	console.error("usage: node ask.mjs <model folder> <picture> <question>");
	process.exit(2);
}
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(folder, { backend });
const answer = await model.generate({ image: await readFile(picture), prompt: question });
const { tensors } = await answer.explain(attention(), { tokens: [0] });
const { tensor, axes } = Object.values(tensors)[0];

// [layer, token, region]: the mean over layers.
const regions = axes.at(-1).index;
const share = regions.map((_, region) => {
	let sum = 0;
	for (let at = region; at < tensor.data.length; at += regions.length) sum += tensor.data[at];
	return sum / (tensor.data.length / regions.length);
});
const most = share.indexOf(Math.max(...share));
console.log(
	JSON.stringify({ answer: answer.text.trim(), region: answer.layouts[0].regions[regions[most]], share: share[most] }),
);
await model.dispose();
await backend.dispose();
