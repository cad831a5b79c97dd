import { type Tensor, tensor } from "@lvlm-interpret/core";
import {
	compileProgram,
	encodeModel,
	gradients,
	logitsAt,
	meanOver,
	type OnnxModel,
	openVision,
	type Rows,
	scanOver,
	tapAttention,
	type Value,
} from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import { type ConformanceCase, expectThat } from "../suite.js";
import { answerTiny } from "../tiny/answer.js";
import expected from "../tiny/expected.json" with { type: "json" };
import { tinyFacts } from "../tiny/facts.js";
import { storedReplay } from "../tiny/stored-replay.js";
import { tinyModel } from "../tiny/tiny-model.js";
import { expectClose, hostTensor } from "../tolerances.js";
import { type BackendSubject, withSession } from "./subject.js";

/** Those feeds that a graph takes. */
function pickFeeds({ graph }: OnnxModel, feeds: Rows): Rows {
	const names = new Set(graph.inputs.map(({ name }) => name));
	return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/** Graph outputs against the float64 evaluator, which shares nothing with a backend but the graph. */
async function expectLikeReference(subject: BackendSubject, model: OnnxModel, feeds: Rows): Promise<void> {
	const taken = pickFeeds(model, feeds);
	const reference = evaluateModel(model, taken, { precision: "float32" });
	const source = { name: "explanation", files: new Map(), encode: () => encodeModel(model) };
	const found = await withSession(subject.backend, source, (session) => session.run(taken));
	for (const [name, one] of Object.entries(reference)) {
		const largest = Math.max(...Array.from(one.data as ArrayLike<number>, Math.abs));
		expectThat(largest > 0, `the case is empty: "${name}" is all zeros`);
		// Sums over many terms: errors are measured by the largest entry.
		expectClose(name, hostTensor(found[name], name), one, { relative: 1e-4, absolute: 1e-5 * Math.max(1, largest) });
	}
}

/** Whole graphs of a tiny vision-language model. */
export const graphCases: readonly ConformanceCase<BackendSubject>[] = [
	{
		id: "graph/answers-like-stored",
		needs: ["int64"],
		async run({ backend }) {
			const { ids, logits } = await answerTiny(backend, tinyModel(), expected.ids.length);
			expectThat(
				ids.join() === expected.ids.join(),
				`the tokens are ${ids.join()}, but should be ${expected.ids.join()}`,
			);
			logits.forEach((row, step) => {
				const stored = Float32Array.from(expected.logits[step] as number[]);
				expectClose(
					`logits of step ${step}`,
					tensor("float32", [row.length], row),
					tensor("float32", [stored.length], stored),
				);
			});
		},
	},
	{
		id: "graph/attention-rows",
		needs: ["int64"],
		async run(subject) {
			const handles = tinyModel().open();
			const rows = handles.decoder.builder.input("rows", "int32", ["rows"]);
			const tap = tapAttention(handles, { rows, reduce: [meanOver("head")] });
			const model = compileProgram(handles, { outputs: { attention: tap.value } });
			const feeds = { ...storedReplay().feeds, rows: tensor("int32", [2], Int32Array.of(7, 9)) };
			await expectLikeReference(subject, model, feeds);
		},
	},
	{
		id: "graph/gradients-into-vision",
		needs: ["int64"],
		async run(subject) {
			const handles = tinyModel().open();
			const vision = openVision(handles);
			const { model, builder, layers } = handles.decoder;
			const queries = builder.input("queries", "int32", ["queries"]);
			const { vocabularySize } = tinyFacts.text;
			const seed = builder.input("seed", "float32", [1, "queries", vocabularySize]);
			const attention = [...vision.layers, ...layers].map((layer) => layer.attention);
			const wrt = [...attention, vision.pixelValues, vision.imageFeatures];
			const found = gradients(model, { of: [{ value: logitsAt(handles, queries), seed }], wrt });
			const outputs = Object.fromEntries(found.map((value, index) => [`gradient${index}`, value]));
			const data = Float32Array.from({ length: 2 * vocabularySize }, (_, i) => Math.sin(i));
			await expectLikeReference(subject, compileProgram(handles, { outputs }), {
				...storedReplay().feeds,
				queries: tensor("int32", [2], Int32Array.of(7, 8)),
				seed: tensor("float32", [1, 2, vocabularySize], data),
			});
		},
	},
	{
		id: "scan/gradients-of-several-seeds",
		needs: ["int64", "scan"],
		async run({ backend }) {
			const handles = tinyModel().open();
			const { model, builder, layers } = handles.decoder;
			const queries = builder.input("queries", "int32", ["queries"]);
			const { vocabularySize } = tinyFacts.text;
			const seed = builder.input("seed", "float32", [1, "queries", vocabularySize]);
			const logits = logitsAt(handles, queries);
			// Of the first layer: its gradient comes through all others.
			const wrt = layers.slice(0, 1).map((layer) => layer.attention);
			const [dA] = gradients(model, { of: [{ value: logits, seed }], wrt });
			const program = compileProgram(handles, { outputs: { gradient: dA as Value, logits } });
			const feeds = { ...storedReplay().feeds, queries: tensor("int32", [2], Int32Array.of(7, 8)) };
			const taken = pickFeeds(program, feeds);
			const size = 2 * vocabularySize;
			const seeds = Float32Array.from({ length: 3 * size }, (_, i) => Math.sin(i));
			const expected = [0, 1, 2].map((run) => {
				const own = tensor("float32", [1, 2, vocabularySize], seeds.subarray(run * size, (run + 1) * size));
				return evaluateModel(program, { ...taken, seed: own }, { precision: "float32" });
			});
			scanOver(program, ["seed"]);
			const source = { name: "scanned", files: new Map(), encode: () => encodeModel(program) };
			const stack = tensor("float32", [3, 1, 2, vocabularySize], seeds);
			const found = await withSession(backend, source, (session) => session.run({ ...taken, seed: stack }));
			const data = Float32Array.from(expected.flatMap((one) => Array.from(one.gradient?.data as Float32Array)));
			const shape = [3, ...(expected[0]?.gradient?.shape ?? [])];
			const largest = Math.max(...Array.from(data, Math.abs));
			expectThat(largest > 0, "the case is empty: the gradient is all zeros");
			const tolerance = { relative: 1e-4, absolute: 1e-5 * largest };
			expectClose("gradient", hostTensor(found.gradient, "gradient"), tensor("float32", shape, data), tolerance);
			const once = expected[0]?.logits as Tensor;
			expectClose("logits", hostTensor(found.logits, "logits"), once, { relative: 1e-4, absolute: 1e-5 });
		},
	},
];
