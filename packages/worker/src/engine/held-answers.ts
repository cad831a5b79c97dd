import { LvlmError, type ModelFacts } from "@lvlm-interpret/core";
import type { OpenedGeneration } from "@lvlm-interpret/models";
import type { AnswerModel } from "../protocol/calls.js";

/** Answers that stay ready to be explained, with their image features: as many as a person compares. */
const held = 4;

/** The answers of the open model, by the names that the page gave them; those used longest ago are forgotten. */
export class HeldAnswers {
	readonly #answers: Map<string, OpenedGeneration> = new Map();

	hold(name: string, answer: OpenedGeneration): void {
		this.#answers.delete(name);
		this.#answers.set(name, answer);
		const [oldest] = this.#answers.keys();
		if (this.#answers.size > held && oldest !== undefined) this.#answers.delete(oldest);
	}

	/** The answer, or what `replay` makes of its data. */
	async get(name: string, replay: () => Promise<OpenedGeneration>): Promise<OpenedGeneration> {
		const answer = this.#answers.get(name) ?? (await replay());
		this.hold(name, answer);
		return answer;
	}

	clear(): void {
		this.#answers.clear();
	}
}

/** @throws {LvlmError} "invalid-argument" when another model is open than the one that answered. */
export function checkSameModel(open: ModelFacts, answered: AnswerModel): void {
	if (open.fingerprint === answered.fingerprint) return;
	throw new LvlmError(
		"invalid-argument",
		`The answer was given by "${answered.id}", but "${open.id}" is open${open.id === answered.id ? ", with other weights" : ""}.`,
		{ name: "answer", expected: `an answer of ${open.fingerprint}`, actual: answered.fingerprint },
		{ hint: "Open the model that gave the answer." },
	);
}
