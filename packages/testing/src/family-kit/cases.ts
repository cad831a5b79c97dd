import type { ExternalFile, ModelSource, Tensor } from "@lvlm-interpret/core";
import {
	compileProgram,
	encodeModel,
	fingerprintModel,
	type ModelHandles,
	openHandles,
	openVision,
	type Rows,
	type Value,
	verifyModel,
} from "@lvlm-interpret/graph";
import { withSession } from "../backend-kit/subject.js";
import { type ConformanceCase, expectThat } from "../suite.js";
import { expectClose, hostTensor, numbersOf } from "../tolerances.js";
import type { FamilyPart, FamilySubject } from "./family-suite.js";
import { embedPrompt } from "./prompt.js";

const names: Readonly<Record<FamilyPart, { readonly inputs: readonly string[]; readonly outputs: readonly string[] }>> =
	{
		vision_encoder: { inputs: ["pixel_values"], outputs: ["image_features"] },
		embed_tokens: { inputs: ["input_ids"], outputs: ["inputs_embeds"] },
		decoder_model_merged: {
			inputs: ["inputs_embeds", "attention_mask", "past_key_values.0.key", "past_key_values.0.value"],
			outputs: ["logits", "present.0.key", "present.0.value"],
		},
	};

const parts = Object.keys(names) as FamilyPart[];

function open({ checkpoint }: FamilySubject): ModelHandles {
	const { decoder_model_merged: decoder, vision_encoder: visionEncoder } = checkpoint.parts;
	return openHandles(decoder, checkpoint.facts, { visionEncoder });
}

/** Values of the explanation graph for a prompt. */
async function explained(subject: FamilySubject, handles: ModelHandles, outputs: Record<string, Value>, feeds: Rows) {
	const model = compileProgram(handles, { outputs });
	const { sources } = subject.checkpoint;
	const files = new Map<string, ExternalFile>(parts.flatMap((part) => [...sources[part].files]));
	const source: ModelSource = { name: "explanation", files, encode: (locate) => encodeModel(model, { locate }) };
	return run(subject, source, feeds);
}

async function run({ backend }: FamilySubject, source: ModelSource, feeds: Rows): Promise<Record<string, Tensor>> {
	return withSession(backend, source, async (session) => {
		const lacking = session.inputs.find(({ name }) => !feeds[name]);
		expectThat(!lacking, `"${source.name}" has the input "${lacking?.name}", which is not known`);
		const results = await session.run(
			Object.fromEntries(session.inputs.map(({ name }) => [name, feeds[name] as Tensor])),
		);
		return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, hostTensor(value, name)]));
	});
}

/** Rows of attention are shares: from 0, summing to 1. */
function checkRows(name: string, { data, shape }: Tensor, heads: number): void {
	const keys = shape.at(-1) as number;
	expectThat(shape.length === 4 && shape[1] === heads, `"${name}" is [${shape}], of a model with ${heads} heads`);
	for (let at = 0; at < data.length; at += keys) {
		let sum = 0;
		for (let key = 0; key < keys; key++) {
			expectThat((data[at + key] as number) >= 0, `"${name}" has a negative share`);
			sum += data[at + key] as number;
		}
		expectThat(Math.abs(sum - 1) < 1e-3, `row ${at / keys} of "${name}" sums to ${sum}`);
	}
}

const numbered = (values: readonly Value[], what: string): Record<string, Value> =>
	Object.fromEntries(values.map((value, index) => [`${what}${index}`, value]));

/** The model family kit. */
export const familyCases: readonly ConformanceCase<FamilySubject>[] = [
	{
		id: "parts/names",
		needs: [],
		async run({ checkpoint }) {
			for (const part of parts) {
				const { graph } = checkpoint.parts[part];
				for (const [kind, wanted] of [
					["inputs", names[part].inputs],
					["outputs", names[part].outputs],
				] as const) {
					const found = graph[kind].map(({ name }) => name);
					const missing = wanted.filter((name) => !found.includes(name));
					expectThat(
						missing.length === 0,
						`${part} lacks the ${kind} ${missing.join(", ")}; it has ${found.join(", ")}`,
					);
				}
			}
		},
	},
	{
		id: "parts/are-whole",
		needs: [],
		async run({ checkpoint }) {
			for (const part of parts) verifyModel(checkpoint.parts[part]);
		},
	},
	{
		id: "explanation/finds-every-layer",
		needs: [],
		async run(subject) {
			const { layers, hiddenStates } = open(subject).decoder;
			const count = subject.checkpoint.facts.text.layers;
			expectThat(layers.length === count, `${layers.length} attentions were found in ${count} layers`);
			expectThat(
				hiddenStates.length === count + 1,
				`${hiddenStates.length} hidden states were found, not ${count + 1}`,
			);
		},
	},
	{
		id: "explanation/attention-rows-sum-to-one",
		needs: [],
		async run(subject) {
			const handles = open(subject);
			const { feeds, rows } = await embedPrompt(subject);
			const attention = numbered(
				handles.decoder.layers.map((layer) => layer.attention),
				"attention",
			);
			for (const [name, value] of Object.entries(await explained(subject, handles, attention, feeds))) {
				checkRows(name, value, subject.checkpoint.facts.text.heads);
				for (let query = 0; query < rows; query++) {
					const future = value.data.subarray(query * rows + query + 1, (query + 1) * rows);
					expectThat(
						future.every((share) => share === 0),
						`query ${query} of "${name}" sees the future`,
					);
				}
			}
		},
	},
	{
		id: "explanation/computes-the-models-logits",
		needs: [],
		async run(subject) {
			const { feeds } = await embedPrompt(subject);
			const { logits: plain } = await run(subject, subject.checkpoint.sources.decoder_model_merged, feeds);
			const handles = open(subject);
			const { replayed } = await explained(subject, handles, { replayed: handles.decoder.logits }, feeds);
			expectThat(plain && replayed, "there are no logits");
			const largest = Math.max(...numbersOf(plain).map(Math.abs));
			expectClose("logits", replayed, plain, { relative: 1e-3, absolute: 1e-4 * largest });
		},
	},
	{
		id: "explanation/reaches-into-the-picture",
		needs: [],
		async run(subject) {
			const handles = open(subject);
			const vision = openVision(handles);
			const { feeds, features } = await embedPrompt(subject);
			expectThat(
				vision.imageTokens === features.shape[0],
				`${vision.imageTokens} image tokens, but [${features.shape}] features`,
			);
			const attention = numbered(
				vision.layers.map((layer) => layer.attention),
				"vision",
			);
			const found = await explained(subject, handles, { ...attention, features: vision.imageFeatures }, feeds);
			expectClose("image_features", found.features as Tensor, features, { relative: 1e-3, absolute: 1e-4 });
			for (const name of Object.keys(attention))
				checkRows(name, found[name] as Tensor, subject.checkpoint.facts.vision.heads);
		},
	},
	{
		id: "explanation/leaves-the-model-alone",
		needs: [],
		async run(subject) {
			const prints = () => Promise.all(parts.map((part) => fingerprintModel(subject.checkpoint.parts[part])));
			const before = (await prints()).join();
			const handles = open(subject);
			openVision(handles);
			compileProgram(handles, { outputs: { rows: handles.decoder.logits } });
			expectThat((await prints()).join() === before, "opening the model for explanation changed it");
		},
	},
];
