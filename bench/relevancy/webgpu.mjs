// The same relevancy on the CPU and on WebGPU, through the public API: differences and times.
//
//   node bench/relevancy/webgpu.mjs [model folder] [image] [question]        after `pnpm build`
//
// Without a GPU, a software Vulkan driver serves (slowly), e.g. Debian's Chromium brings SwiftShader:
//   VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json LD_LIBRARY_PATH=/usr/lib/chromium node bench/relevancy/webgpu.mjs
//
// For the maps `llama` (hybrid) and `composed` (exact), rows not normalised, prints the relative error of the worst row,
// max |WebGPU - CPU| / max |CPU|, and milliseconds: `compile` writes the graph and opens its session, `first` is the run that
// follows, in which WebGPU also compiles its shaders, `again` one more run. Ends with 1 where the answers differ or an error is
// above 1e-3.
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const root = new URL("../..", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const [{ onnxBackend }, { openModel }, { relevancy }] = await Promise.all([
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
]);

const path = process.argv[2] ?? fileURLToPath(new URL("models/shapes-llava", root));
const examples = JSON.parse(await readFile(new URL("models/examples/examples.json", root), "utf8")).examples;
const asked = examples.find((one) => /colou?r/i.test(one.question)) ?? examples[0];
const image = await readFile(process.argv[3] ?? fileURLToPath(new URL(`models/examples/${asked.file}`, root)));
const prompt = process.argv[4] ?? asked.question;
const tolerance = 1e-3;

const maps = [
	{ map: "llama", mode: "hybrid", tensor: "relevance" },
	{ map: "composed", mode: "exact", tensor: "image" },
];

/** Answer, maps and times on one device. */
async function onDevice(backend) {
	const model = await openModel(path, { backend });
	const start = performance.now();
	const answer = await model.generate({ image, prompt, maxTokens: 32 });
	const generateMs = performance.now() - start;
	const results = [];
	for (const { map, mode } of maps) {
		const runs = [];
		for (let run = 0; run < 2; run++) runs.push(await answer.explain(relevancy(), { map, mode, normalize: false }));
		results.push(runs);
	}
	await model.dispose();
	await backend.dispose();
	return { answer, generateMs, usesFusedAttention: model.usesFusedAttention, results };
}

/** The worst row's largest difference as a share of its largest value. */
function worstRow(ours, expected) {
	const [rows, width] = expected.shape;
	let worst = 0;
	for (let row = 0; row < rows; row++) {
		let [difference, largest] = [0, 0];
		for (let at = row * width; at < (row + 1) * width; at++) {
			difference = Math.max(difference, Math.abs(ours.data[at] - expected.data[at]));
			largest = Math.max(largest, Math.abs(expected.data[at]));
		}
		worst = Math.max(worst, difference / largest);
	}
	return worst;
}

const webgpu = onnxBackend({ device: "webgpu", isolation: "process", logger: () => {} });
const { available, reason } = await webgpu.isAvailable();
if (!available) {
	console.error(`WebGPU does not run here: ${reason}`);
	process.exit(1);
}
const cpu = await onDevice(onnxBackend({ device: "cpu" }));
const gpu = await onDevice(webgpu);

const { sequence, tokens, text } = cpu.answer;
// biome-ignore lint/suspicious/noUndeclaredEnvVars: a variable of the Vulkan loader, read only to name the driver
const driver = process.env.VK_ICD_FILENAMES ?? "the system's";
console.log(`${cpus()[0].model}, ${cpus().length} cores; Vulkan driver: ${driver}`);
console.log(
	`"${prompt}" -> "${text.trim()}", ${sequence.promptLength + tokens.length - 1} rows, ${tokens.length} tokens`,
);
console.log(
	`generation: CPU ${cpu.generateMs.toFixed(0)} ms, WebGPU ${gpu.generateMs.toFixed(0)} ms (${gpu.usesFusedAttention ? "fused attention" : "plain operators"})`,
);
const ids = (answer) => answer.tokens.map(({ id }) => id).join();
const isSame = ids(cpu.answer) === ids(gpu.answer);
if (!isSame) console.error(`The answers differ: WebGPU said "${gpu.answer.text.trim()}"`);
let worst = 0;
for (const [index, { map, mode, tensor }] of isSame ? maps.entries() : []) {
	const [ours, expected] = [gpu, cpu].map(({ results }) => results[index]);
	const error = worstRow(ours[0].tensors[tensor].tensor, expected[0].tensors[tensor].tensor);
	worst = Math.max(worst, error);
	const times = ([first, again]) =>
		`compile ${first.provenance.compileMs.toFixed(0)}, first ${first.provenance.runMs.toFixed(0)}, again ${again.provenance.runMs.toFixed(0)} ms`;
	console.log(
		`${map} ${mode}: relative error ${error.toExponential(1)}; CPU ${times(expected)}; WebGPU ${times(ours)}`,
	);
}
// NaN is above the tolerance too.
if (!isSame || !(worst <= tolerance)) process.exitCode = 1;
