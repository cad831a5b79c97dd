// What relevancy costs: ours against one retained-gradient backward pass a token in PyTorch (reference.py), on the same weights, in turn.
//
//   node bench/relevancy/relevancy.mjs [model folder] [--tokens 8,32,128] [--maps llama:hybrid,…] [--no-reference] [--image file] [--prompt "…"]
//
// after `pnpm build`; LVLM_PYTHON names a Python with torch and transformers (fixtures/relevancy/requirements.txt). Default model: the
// embedded one. The larger one is made by `python bench/relevancy/make_model.py FOLDER`. Nothing else should run on the machine.
//
// Every measurement is a fresh process with two threads; ours opens the model and answers greedily up to so many tokens, and gives
//   forward   one teacher-forced forward of the fused decoder over prompt and answer, logits of all rows (and of the answer's rows)
//   <map>     answer.explain(relevancy(), …), median of warm runs (one run for maps that take one backward pass a token); what it takes the
//             first time, with compiling, beside it
//   memory    peak resident memory of the process, less the weight file, with one explanation after one answer. Generation and explanation
//             map the same file, and a page that is mapped twice is counted twice as resident; less these, it is "unique"
// under each of --settings: default; fast (prepack: weights in the layout that kernels like best, copied); lean (no arena); one (the model
// opened with keepLoaded "one" and spareMemory: generation's graphs are not in memory while it explains, and attention is computed again).
// The reference is told the same prompt length and number of tokens; `fair` computes the map llama alone, `original` all of its maps.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = new URL("../..", import.meta.url);
const here = fileURLToPath(import.meta.url);
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		tokens: { type: "string", default: "8,32" },
		maps: {
			type: "string",
			default: "llama:hybrid,llama:lastRowOnly,llama:exact,vit:exact,all:hybrid,all_v2:hybrid,composed:exact",
		},
		"no-reference": { type: "boolean", default: false },
		settings: { type: "string", default: "default,one" },
		image: { type: "string", default: fileURLToPath(new URL("models/examples/colour.png", root)) },
		prompt: { type: "string" },
		child: { type: "string" },
	},
});
const path = positionals[0] ?? fileURLToPath(new URL("models/shapes-llava", root));
const weightBytes = () => statSync(`${path}/model.safetensors`).size;
const status = (field) => Number(/(\d+)/.exec(readFileSync("/proc/self/status", "utf8").split(field)[1])[1]) * 1024;
/** Bytes of the weight file that are resident by more than one mapping, beyond the first. */
function mappedAgain() {
	let own = false;
	let bytes = 0;
	for (const line of readFileSync("/proc/self/smaps", "utf8").split("\n")) {
		if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) own = line.endsWith(".safetensors");
		const [, field, kilobytes] = /^(Rss|Pss):\s+(\d+)/.exec(line) ?? [];
		if (own && field) bytes += (field === "Rss" ? 1024 : -1024) * Number(kilobytes);
	}
	return bytes;
}
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const question = () => {
	if (values.prompt) return values.prompt;
	try {
		return JSON.parse(readFileSync(`${path}/prompt.json`, "utf8")).question;
	} catch {
		return "What colour is the circle?";
	}
};

const settings = { default: {}, fast: { prepack: true }, lean: { arena: false }, one: {} };
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));

/** One forward of the fused decoder over `rows` rows that keeps the logits of the last `keep` (0: all). */
async function forward(backend, { openCheckpoint, folder }, rows, keep) {
	const { facts, sources } = await openCheckpoint(folder(path));
	const { layers, kvHeads, headSize, hiddenSize } = facts.text;
	const session = await backend.createSession(sources.decoder_model_merged);
	const feeds = {
		inputs_embeds: {
			dtype: "float32",
			shape: [1, rows, hiddenSize],
			data: Float32Array.from({ length: rows * hiddenSize }, (_, index) => Math.sin(index) / 10),
		},
		attention_mask: { dtype: "int64", shape: [1, rows], data: new BigInt64Array(rows).fill(1n) },
		num_logits_to_keep: { dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(keep)) },
	};
	for (let layer = 0; layer < layers; layer++) {
		for (const part of ["key", "value"]) {
			const shape = [1, kvHeads, 0, headSize];
			feeds[`past_key_values.${layer}.${part}`] = { dtype: "float32", shape, data: new Float32Array(0) };
		}
	}
	const times = [];
	for (let run = -1; run < 5; run++) {
		const start = performance.now();
		await session.run(feeds, { outputs: ["logits"] });
		if (run >= 0) times.push(performance.now() - start);
	}
	await session.dispose();
	return median(times);
}

async function child(what, count) {
	const [{ onnxBackend }, models, { relevancy }] = await Promise.all([
		from("backend-onnx", "node"),
		from("models"),
		from("explainers"),
	]);
	const backend = onnxBackend({ device: "cpu", threads: 2, ...settings[values.settings] });
	const keepLoaded = values.settings === "one" ? "one" : "all";
	const model = await models.openModel(path, { backend, keepLoaded, spareMemory: values.settings === "one" });
	const image = new Uint8Array(readFileSync(values.image));
	const answer = await model.generate({ image, prompt: question(), maxTokens: count });
	const { promptLength } = answer.sequence;
	const result = { promptLength, tokens: answer.tokens.length };
	if (what === "forward") {
		const rows = promptLength + answer.tokens.length - 1;
		result.allLogits = await forward(backend, models, rows, 0);
		result.answerLogits = await forward(backend, models, rows, answer.tokens.length);
	} else {
		const [map, mode, kind] = what.split(":");
		const explain = () => answer.explain(relevancy(), { map, mode, tokens: answer.tokens.map(({ index }) => index) });
		const first = performance.now();
		const { provenance, signals } = await explain();
		result.firstMs = performance.now() - first;
		result.outputBytes = provenance.outputBytes;
		result.replayError = signals.replayError;
		if (kind === "time") {
			const isPerToken = map !== "llama" || mode === "exact";
			const times = [];
			for (let run = 0; run < (isPerToken ? 1 : 7); run++) {
				const start = performance.now();
				await explain();
				times.push(performance.now() - start);
			}
			result.warmMs = median(times);
		}
		result.aboveWeights = status("VmHWM") - weightBytes();
		result.unique = result.aboveWeights - mappedAgain();
	}
	await model.dispose();
	await backend.dispose();
	process.stdout.write(`\n${JSON.stringify(result)}\n`);
}

function ours(what, count, setting) {
	const args = [here, path, "--child", what, "--tokens", String(count), "--image", values.image, "--settings", setting];
	if (values.prompt) args.push("--prompt", values.prompt);
	const { stdout, stderr, status: code } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1e8 });
	if (code !== 0) throw new Error(stderr || `the process for ${what} ended with ${code}`);
	return JSON.parse(stdout.trim().split("\n").at(-1));
}

function reference(what, count) {
	const script = fileURLToPath(new URL("reference.py", import.meta.url));
	const args = [script, "--model", path, "--tokens", String(count), "--what", what];
	const {
		stdout,
		stderr,
		status: code,
	} = spawnSync(process.env.LVLM_PYTHON ?? "python3", args, { encoding: "utf8", maxBuffer: 1e8 });
	if (code !== 0) throw new Error(stderr);
	return JSON.parse(stdout.trim().split("\n").at(-1));
}

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;

if (values.child) {
	await child(values.child, Number(values.tokens));
} else {
	for (const count of values.tokens.split(",").map(Number)) {
		const base = ours("forward", count, "default");
		console.log(`\n${base.tokens} tokens behind ${base.promptLength} rows (asked for ${count})`);
		console.log(`forward: ${seconds(base.allLogits)} with all logits, ${seconds(base.answerLogits)} with the answer's`);
		const peers = {};
		if (!values["no-reference"]) {
			const needsOriginal = values.maps.split(",").some((one) => !/^llama:(hybrid|lastRowOnly)$/.test(one));
			for (const what of needsOriginal ? ["fair", "original"] : ["fair"]) {
				const peer = reference(what, base.tokens);
				peers[what] = peer;
				console.log(
					`reference ${what}: ${seconds(1000 * peer.relevancySeconds)} after ${seconds(1000 * peer.generationSeconds)} of generation, ${megabytes(peer.aboveWeightsBytes)} above the weights; its forward ${seconds(1000 * peer.forwardSeconds)}`,
				);
			}
		}
		for (const one of values.maps.split(",")) {
			const [map, mode] = one.split(":");
			const isOnePass = map === "llama" && mode !== "exact";
			const peer = isOnePass ? peers.fair : peers.original;
			for (const setting of values.settings.split(",")) {
				const timed = ours(`${one}:time`, count, setting);
				const { aboveWeights, unique } = ours(`${one}:memory`, count, setting);
				const forwards = (ms) => (timed.warmMs / ms).toFixed(2);
				const times = (ms) => ((1000 * peer.relevancySeconds) / ms).toFixed(1);
				const share = (bytes) => `${(100 * (bytes / peer.aboveWeightsBytes)).toFixed(0)} %`;
				const against = peer
					? `, ${times(timed.warmMs)} times as fast as the reference (${times(timed.firstMs)} the first time); memory ${share(aboveWeights)} of its, unique ${share(unique)}`
					: "";
				console.log(
					`${map} ${mode}, ${setting}: ${seconds(timed.warmMs)} (first ${seconds(timed.firstMs)}), ${forwards(base.allLogits)} forwards with all logits, ${forwards(base.answerLogits)} with the answer's; ${megabytes(aboveWeights)} above the weights, unique ${megabytes(unique)}; ${timed.outputBytes} bytes leave the session${against}`,
				);
			}
		}
	}
}
