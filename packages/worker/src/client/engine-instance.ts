import { type GenerationData, LvlmError } from "@lvlm-interpret/core";
import type { CallName, Calls } from "../protocol/calls.js";
import { checkFromEngine, idOf } from "../protocol/check.js";
import { fromWire } from "../protocol/errors.js";
import { type CallEvent, type FromEngine, noCall, protocolVersion } from "../protocol/messages.js";
import { packed } from "../protocol/pack.js";
import type { Stops } from "./call-queue.js";
import type { EngineWorker } from "./engine-worker.js";
import { type Watch, watchWorker } from "./watch-worker.js";
export type EndReason = "stopped" | "crashed" | "closed";

/** How a call goes. */
export interface CallSettings {
	readonly stops?: Stops;
	/** Milliseconds from a forced stop to the worker's end. */
	readonly stopGraceMs?: number;
	readonly onEvent?: (event: CallEvent) => void;
	/** The answer that the call is about, when the worker asks for it. */
	readonly answerData?: () => GenerationData;
}

interface Pending extends CallSettings {
	readonly during: CallName;
	resolve(value: never): void;
	reject(error: unknown): void;
}

const nextSteps: Readonly<Record<EndReason, string>> = {
	stopped: "Call again: the model is loaded from the cache first. Finished answers and results stay.",
	crashed:
		"Call again: a new worker starts, and the model is loaded from the cache first. If it happens again, memory may be short: choose a smaller model, another device, or fewer tokens.",
	closed: "Open a model to start anew.",
};

/** One started worker: its open calls, until it ends. */
export class EngineInstance {
	readonly #worker: EngineWorker;
	readonly #pending: Map<number, Pending> = new Map();
	readonly #onEnd: (reason: EndReason, detail: string) => void;
	#lastId = 0;
	readonly #watch: Watch | undefined;
	#isEnded = false;
	/** Whether this worker holds the client's model. */
	hasModel = false;

	/**
	 * @param onEnd  Told once, before those who wait for open calls hear of it.
	 * @param onProblem  Takes what the worker sends and what is no message of the protocol.
	 */
	constructor(
		worker: EngineWorker,
		onEnd: (reason: EndReason, detail: string) => void,
		onProblem: (error: Error) => void,
	) {
		this.#worker = worker;
		this.#onEnd = onEnd;
		worker.listen({
			message: (message) => this.#receive(message, onProblem),
			ended: (reason) => this.end("crashed", reason),
		});
		this.#watch = worker.endsSilently ? watchWorker(() => this.end("crashed", "it is gone")) : undefined;
		if (this.#watch) this.#post({ id: 0, kind: "watch", lock: this.#watch.lock });
	}

	/** @throws {LvlmError} what the worker throws; "worker-ended". @throws {DOMException} AbortError */
	call<Name extends CallName>(
		call: Name,
		params: Calls[Name]["params"],
		settings: CallSettings = {},
	): Promise<Calls[Name]["answer"]> {
		const { stops, stopGraceMs = 2000 } = settings;
		const id = ++this.#lastId;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const ask = (): void => this.#post({ id, kind: "abort" });
		const force = (): void => {
			timer = setTimeout(() => this.end("stopped", `it did not stop within ${stopGraceMs} ms`), stopGraceMs);
		};
		const answer = new Promise<Calls[Name]["answer"]>((resolve, reject) => {
			if (this.#isEnded) return reject(endedError("closed", "it was closed", call));
			if (stops?.asked.aborted) return reject(stops.asked.reason);
			const { value, transfer } = packed(params);
			this.#pending.set(id, { ...settings, during: call, resolve, reject });
			stops?.asked.addEventListener("abort", ask, { once: true });
			stops?.forced.addEventListener("abort", force, { once: true });
			this.#send({ id, kind: "call", call, params: value }, transfer);
		});
		return answer.finally(() => {
			clearTimeout(timer);
			this.#pending.delete(id);
			stops?.asked.removeEventListener("abort", ask);
			stops?.forced.removeEventListener("abort", force);
		});
	}

	/** Ends the worker. Calls that were told to stop reject with their abort's reason, the others with "worker-ended". */
	end(reason: EndReason, detail: string): void {
		if (this.#isEnded) return;
		this.#isEnded = true;
		this.#watch?.cancel();
		this.#worker.terminate();
		for (const { during, reject, stops } of [...this.#pending.values()]) {
			reject(stops?.asked.aborted ? stops.asked.reason : endedError(reason, detail, during));
		}
		this.#pending.clear();
		this.#onEnd(reason, detail);
	}

	#post(message: object, transfer: readonly ArrayBuffer[] = []): void {
		if (!this.#isEnded) this.#worker.post({ version: protocolVersion, ...message }, transfer);
	}

	/** @throws {LvlmError} "invalid-argument" for what no message can carry. */
	#send(message: object, transfer: readonly ArrayBuffer[]): void {
		try {
			this.#post(message, transfer);
		} catch (cause) {
			const actual = cause instanceof Error ? cause.message : String(cause);
			throw new LvlmError(
				"invalid-argument",
				`The call cannot be sent to the worker: ${actual}`,
				{ name: "params", expected: "data that can be cloned", actual },
				{ cause },
			);
		}
	}

	#receive(received: unknown, onProblem: (error: Error) => void): void {
		if (this.#isEnded) return;
		try {
			this.#take(checkFromEngine(received), onProblem);
		} catch (error) {
			const id = idOf(received);
			const pending = id === undefined ? undefined : this.#pending.get(id);
			// A listener of the caller's that throws ends its call too.
			if (pending) pending.reject(error);
			else onProblem(error as Error);
		}
	}

	#take(message: FromEngine, onProblem: (error: Error) => void): void {
		const { id } = message;
		const pending = this.#pending.get(id);
		if (message.kind === "watched") this.#watch?.begin();
		else if (message.kind === "error" && id === noCall) onProblem(fromWire(message.error));
		// Else it is the rest of a call that has been left.
		else if (!pending) return;
		else if (message.kind === "answer") pending.resolve(message.value as never);
		else if (message.kind === "error") pending.reject(fromWire(message.error));
		else if (message.kind === "need-answer") this.#giveAnswer(id, pending);
		else pending.onEvent?.(message);
	}

	#giveAnswer(id: number, pending: Pending): void {
		const data = pending.answerData?.();
		if (!data) {
			pending.reject(new Error("internal: the worker asked for an answer without need, please report"));
			return;
		}
		const { value, transfer } = packed(data);
		this.#post({ id, kind: "answer-data", data: value }, transfer);
	}
}

function endedError(reason: EndReason, detail: string, during: CallName): LvlmError<"worker-ended"> {
	const how = reason === "closed" ? "was closed" : reason === "stopped" ? "was ended" : "ended by itself";
	return new LvlmError(
		"worker-ended",
		`The worker that runs the model ${how} (${detail.replace(/\.$/, "")}) while it was asked to "${during}".`,
		{ reason, during },
		{ hint: nextSteps[reason] },
	);
}
