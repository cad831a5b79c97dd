import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { openModel } from "@lvlm-interpret/models";
import { expect, it } from "vitest";
import { inputXGradient } from "../../packages/explainers/src/example/input-x-gradient.js";

const models = fileURLToPath(new URL("../../models", import.meta.url));

it("the documented example runs on the embedded model", async () => {
	const backend = onnxBackend({ device: "cpu" });
	const model = await openModel(`${models}/shapes-llava`, { backend });
	try {
		const image = readFileSync(`${models}/examples/colour.png`);
		const answer = await model.generate({ image, prompt: "What colour is the circle?" });
		const steps: number[] = [];
		const { method, tensors, options } = await answer.explain(
			inputXGradient(),
			{ tokens: [0, 3] },
			{ onProgress: ({ phase, done }) => void (phase === "explain" && steps.push(done)) },
		);
		// The tokens share one call, and their forward pass.
		expect([method, options, steps]).toEqual(["example:input-x-gradient", { tokens: [0, 3] }, [0, 2]]);
		const scores = tensors.scores?.tensor;
		const width = answer.sequence.promptLength + answer.tokens.length - 1;
		expect(scores?.shape).toEqual([2, width]);
		const rows = [0, 1].map((row) => Array.from(scores?.data.subarray(row * width, (row + 1) * width) ?? []));
		rows.forEach((row, index) => {
			// Causal: what comes behind the row that predicts the token has no part in it.
			const seen = answer.sequence.promptLength + ([0, 3][index] as number);
			expect(row.slice(seen).every((one) => one === 0)).toBe(true);
			expect(row.slice(0, seen).every((one) => one !== 0)).toBe(true);
			expect(Math.min(...row)).toBeLessThan(0);
			expect(Math.max(...row)).toBeGreaterThan(0);
		});
		expect(rows[0]).not.toEqual(rows[1]);
	} finally {
		await model.dispose();
		await backend.dispose();
	}
});
