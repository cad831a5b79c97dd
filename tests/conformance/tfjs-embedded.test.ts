import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import type { Backend, Generation, Result } from "@lvlm-interpret/core";
import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";
import { beforeAll, describe, expect, it } from "vitest";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const image = readFileSync(`${models}/examples/colour.png`);
const prompt = "What colour is the circle?";

interface Told {
	readonly answer: Generation;
	readonly rows: Result;
	readonly language: Result;
	readonly vision: Result;
}

/** Asks the embedded model, and explains its first word. */
async function told(backend: Backend): Promise<Told> {
	const model = await openModel(`${models}/shapes-llava`, { backend });
	try {
		const answer = await model.generate({ image, prompt, maxTokens: 4 });
		return {
			answer,
			rows: await answer.explain(attention(), { tokens: [0, 1] }),
			language: await answer.explain(relevancy(), {}),
			vision: await answer.explain(relevancy(), { map: "vit", tokens: [0] }),
		};
	} finally {
		await model.dispose();
		await backend.dispose();
	}
}

/** Largest |a - b| over all tensors, as a share of the tensor's largest entry. */
function difference(a: Result, b: Result): number {
	let worst = 0;
	expect(Object.keys(a.tensors)).toEqual(Object.keys(b.tensors));
	for (const [name, { tensor }] of Object.entries(a.tensors)) {
		const other = b.tensors[name]?.tensor;
		expect(other?.shape).toEqual(tensor.shape);
		const largest = tensor.data.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
		expect(largest).toBeGreaterThan(0);
		tensor.data.forEach((one, i) => {
			worst = Math.max(worst, Math.abs(one - (other?.data[i] as number)) / largest);
		});
	}
	return worst;
}

describe("the embedded model on TensorFlow.js in Node", () => {
	let onnx: Told;
	beforeAll(async () => {
		onnx = await told(onnxBackend({ device: "cpu" }));
	});

	it.each(["wasm", "cpu"] as const)(
		"answers and explains on %s as on ONNX Runtime",
		async (device) => {
			const ours = await told(tfjsBackend({ device }));
			expect(ours.answer.tokens.map(({ id }) => id)).toEqual(onnx.answer.tokens.map(({ id }) => id));
			// Log-probabilities of the token and its alternatives: differences of logits.
			const logits = ours.answer.tokens.flatMap((token, index) => {
				const other = onnx.answer.tokens[index];
				expect(token.alternatives.map(({ id }) => id)).toEqual(other?.alternatives.map(({ id }) => id));
				return token.alternatives.map((one, i) =>
					Math.abs(one.logProbability - (other?.alternatives[i]?.logProbability as number)),
				);
			});
			const found = {
				logProbabilities: Math.max(...logits),
				attention: difference(onnx.rows, ours.rows),
				relevancy: difference(onnx.language, ours.language),
				"relevancy in the vision encoder": difference(onnx.vision, ours.vision),
			};
			console.log(
				`tfjs ${device}: ${Object.entries(found)
					.map(([name, value]) => `${name} ${value.toExponential(1)}`)
					.join(", ")}`,
			);
			expect(found.logProbabilities).toBeLessThan(1e-3);
			for (const value of Object.values(found)) expect(value).toBeLessThan(1e-3);
			expect(found.attention).toBeLessThan(1e-4);
			expect(found.relevancy).toBeLessThan(1e-4);
		},
		180_000,
	);
});
