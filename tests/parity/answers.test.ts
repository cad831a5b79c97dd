import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { openModel } from "@lvlm-interpret/models";
import { describe, expect, it } from "vitest";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const fixtures = fileURLToPath(new URL("../../fixtures/embedded", import.meta.url));

interface Answer {
	readonly id: string;
	readonly tokens: readonly number[];
	readonly text: string;
	/** Smallest distance of the two best logits over the answer's steps, in PyTorch. */
	readonly smallestGap: number;
}

interface Question {
	readonly id: string;
	readonly image: string;
	readonly question: string;
	readonly history: readonly { readonly question: string; readonly answer: string }[];
}

/** Below it float32 may decide either way. */
const undecided = 1e-4;

describe("the embedded model", () => {
	it("answers the test subset with the tokens of PyTorch, images and prompts from our own pipeline", async () => {
		const expected = JSON.parse(readFileSync(`${fixtures}/answers.json`, "utf8")) as Answer[];
		const lines = readFileSync(`${models}/evaluation/questions.jsonl`, "utf8").trim().split("\n");
		const questions = new Map(lines.map((line) => JSON.parse(line) as Question).map((one) => [one.id, one]));
		expect(expected.length).toBeGreaterThanOrEqual(200);

		const backend = onnxBackend();
		const model = await openModel(`${models}/shapes-llava`, { backend });
		const different: string[] = [];
		let close = 0;
		for (const { id, tokens, text, smallestGap } of expected) {
			const { image, question } = questions.get(id) as Question;
			const answer = await model.generate({
				image: new Uint8Array(readFileSync(`${models}/evaluation/${image}`)),
				prompt: question,
				maxTokens: 64,
				alternatives: 2,
			});
			if (smallestGap < undecided) close++;
			else if (answer.tokens.map((token) => token.id).join() !== tokens.join()) different.push(id);
			else expect(answer.text.trim()).toBe(text);
		}
		await model.dispose();
		await backend.dispose();
		console.log(
			`${expected.length} questions: ${expected.length - close - different.length} answers token-equal, ${close} left out (two best logits nearer than ${undecided}), ${different.length} different`,
		);
		expect(different).toEqual([]);
	}, 300_000);
});
