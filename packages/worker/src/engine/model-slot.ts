import { type Backend, type BackendMemory, LvlmError } from "@lvlm-interpret/core";
import type { OpenedGeneration } from "@lvlm-interpret/models";
import {
	directoryFiles,
	fileList,
	type ModelFiles,
	type ModelStore,
	type OpenedModel,
	openModel,
} from "@lvlm-interpret/models";
import type { AnswerModel, EngineOpenOptions, OpenReport, WireSource } from "../protocol/calls.js";
import type { CallContext } from "./call-context.js";
import { choicesFor, type EngineBackend, firstThatWorks } from "./devices.js";
import { checkSameModel, HeldAnswers } from "./held-answers.js";
import { patientBackend } from "./patient-backend.js";

/** The source as `openModel` takes it. */
export async function sourceOf(source: WireSource): Promise<string | ModelFiles> {
	switch (source.kind) {
		case "name":
			return source.name;
		case "files":
			return fileList(source.files, source.id === undefined ? {} : { id: source.id });
		case "directory":
			return directoryFiles(source.handle);
	}
}

/** The one model that is open, its backend, and the answers that it holds. */
export class ModelSlot {
	readonly #backends: readonly EngineBackend[];
	readonly #store: ModelStore | undefined;
	readonly answers: HeldAnswers = new HeldAnswers();
	#open: { readonly model: OpenedModel; readonly backend: Backend } | undefined;
	constructor(backends: readonly EngineBackend[], store: ModelStore | undefined) {
		this.#backends = backends;
		this.#store = store;
	}

	/** @throws {LvlmError} "invalid-argument" when none is open. */
	get model(): OpenedModel {
		if (this.#open) return this.#open.model;
		throw new LvlmError(
			"invalid-argument",
			"No model is open.",
			{ name: "model", expected: "an opened model", actual: "none" },
			{ hint: "Call open() first." },
		);
	}

	/** Opens a model in place of the one before, which is closed first: two do not fit. */
	async open(source: WireSource, options: EngineOpenOptions, call: CallContext): Promise<OpenReport> {
		await this.close();
		const { device = "auto", limits, ...rest } = options;
		const files = await sourceOf(source);
		const notice = (message: string): void => call.post({ kind: "notice", message });
		return firstThatWorks(choicesFor(this.#backends, device), notice, async (backend, choice) => {
			const known = limits ?? (await choice.limits?.());
			const model = await openModel(files, {
				...rest,
				...(this.#store ? { store: this.#store } : {}),
				...(known ? { limits: known } : {}),
				device: backend.device,
				backend: patientBackend(backend),
				onProgress: call.onProgress,
				signal: call.signal,
			});
			this.#open = { model, backend };
			const { facts, usesFusedAttention, timings } = model;
			return { facts, backend: { id: backend.id, device: backend.device }, usesFusedAttention, timings };
		});
	}

	async close(): Promise<void> {
		const open = this.#open;
		this.#open = undefined;
		this.answers.clear();
		await open?.model.dispose();
		await open?.backend.dispose();
	}

	/** What the backend holds, where it says. */
	async memory(): Promise<BackendMemory | undefined> {
		return this.#open?.backend.memory?.();
	}
	/** An answer that is held, or replayed from the data that the page sends on demand. */
	async answer(name: string, answered: AnswerModel, call: CallContext): Promise<OpenedGeneration> {
		const { model } = this;
		checkSameModel(model.facts, answered);
		return this.answers.get(name, async () => {
			const data = await call.needAnswer();
			return model.replay(data, { onProgress: call.onProgress, signal: call.signal });
		});
	}
}
