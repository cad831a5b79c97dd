// Makes the example sessions of the demo from the embedded model and its example pictures.
//   node apps/demo/examples/make.mjs             after `pnpm build`
//
// Writes public/examples/<id>.lvlm and index.json. A session holds the answer, the attention rows that predict its tokens (bytes with
// a scale a row), the layer x head matrices and the relevancy maps; run times differ from run to run, so they are left at 0.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../../", import.meta.url);
const from = (name, file = "index") => import(new URL(`packages/${name}/dist/${file}.js`, root));
const [
	{ memoryRowSource, queryPosition, tensor },
	{ encodeSession, sessionOf },
	{ onnxBackend },
	{ openModel },
	explainers,
	graph,
] = await Promise.all([
	from("core"),
	from("core", "session"),
	from("backend-onnx", "node"),
	from("models"),
	from("explainers"),
	from("graph"),
]);
const { layerHeadMatrix, relevancy, rollout } = explainers;

/** What the first screen offers; the first is open at the start. */
const chosen = [
	{ id: "colour", file: "colour.png", title: "A colour that it sees" },
	{ id: "planted", file: "planted-1.png", title: "A colour that it does not see", tour: "planted-failure" },
	{ id: "relation", file: "relation.png", title: "Left and right" },
	{ id: "count", file: "count.png", title: "How many" },
	{ id: "description", file: "description.png", title: "A whole sentence" },
];

const explanations = [
	[layerHeadMatrix(), {}],
	[relevancy(), { map: "composed", mode: "exact" }],
	[relevancy(), { map: "llama", mode: "hybrid" }],
	[rollout(), {}],
];

/** The rows of attention that predict the answer, of all layers and heads: [layer, head, query, key]. */
const answerRows = {
	specificationVersion: "v1",
	id: "demo:answer-rows",
	produces: "attention-map",
	options: {},
	program(handles) {
		const rows = handles.decoder.builder.input("queries", "int32", ["queries"]);
		const queries = ({ sequence, tokens }) => tokens.map(({ index }) => queryPosition(sequence, index));
		return {
			outputs: { attention: graph.tapAttention(handles, { rows, reduce: [] }).value },
			feeds: (replay) => ({ queries: tensor("int32", [replay.tokens.length], Int32Array.from(queries(replay))) }),
			result({ attention }, replay) {
				const axis = (name, index) => ({ name, index });
				const count = (at) => Array.from({ length: attention.shape[at] }, (_, index) => index);
				return {
					kind: "attention-map",
					tensors: {
						attention: {
							tensor: attention,
							axes: [
								axis("layer", count(0)),
								axis("head", count(1)),
								axis("query", queries(replay)),
								axis("key", count(3)),
							],
							unit: "attention probability",
							signed: false,
							range: [0, 1],
							description: "attention of the rows that predict the answer, every layer and head",
						},
					},
					signals: {},
				};
			},
		};
	},
};

async function storedRows(answer) {
	const { tensor: whole, axes } = (await answer.explain(answerRows)).tensors.attention;
	const rows = await memoryRowSource({ tensor: whole }).rows({ dtype: "uint8" });
	return {
		values: rows.tensor,
		scales: tensor("float32", whole.shape.slice(0, 3), rows.scales),
		queries: axes[2].index,
	};
}

const untimed = (result) => ({ ...result, provenance: { ...result.provenance, compileMs: 0, runMs: 0 } });

const out = new URL("../public/examples/", import.meta.url);
mkdirSync(out, { recursive: true });
const { version } = JSON.parse(readFileSync(new URL("packages/cli/package.json", root), "utf8"));
const { examples } = JSON.parse(readFileSync(new URL("models/examples/examples.json", root), "utf8"));
const backend = onnxBackend({ device: "cpu" });
const model = await openModel(fileURLToPath(new URL("models/shapes-llava", root)), { backend });
const index = [];
for (const { id, file, ...shown } of chosen) {
	const { question, answer: expected, alt } = examples.find((one) => one.file === file);
	const image = new Uint8Array(readFileSync(new URL(`models/examples/${file}`, root)));
	const answer = await model.generate({ image, prompt: question, maxTokens: 32 });
	const results = [];
	for (const [explainer, options] of explanations) results.push(untimed(await answer.explain(explainer, options)));
	const session = sessionOf(answer, results, {
		toolVersion: version,
		model: { ...model.facts, id: "shapes-llava" },
		run: { backend: backend.id, device: backend.device, precision: "float32" },
		image,
		attention: await storedRows(answer),
	});
	const bytes = encodeSession({ ...session, timings: { encodeMs: 0, prefillMs: 0, decodeMs: 0 } });
	writeFileSync(new URL(`${id}.lvlm`, out), bytes);
	const text = answer.text.trim();
	index.push({ id, ...shown, file: `${id}.lvlm`, bytes: bytes.length, question, answer: text, expected, alt });
	console.log(`${id}: "${text}", expected "${expected}", ${bytes.length} bytes`);
}
writeFileSync(new URL("index.json", out), `${JSON.stringify({ examples: index }, null, "\t")}\n`);
await model.dispose();
await backend.dispose();
