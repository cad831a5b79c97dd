import { type GenerationData, LvlmError } from "@lvlm-interpret/core";
import type { ModelStore } from "@lvlm-interpret/models";
import type { CallName } from "../protocol/calls.js";
import { checkToEngine, idOf } from "../protocol/check.js";
import { toWire } from "../protocol/errors.js";
import { type CallMessage, type FromEngine, noCall, protocolVersion } from "../protocol/messages.js";
import { packed } from "../protocol/pack.js";
import { type CallContext, thinned } from "./call-context.js";
import type { EngineBackend } from "./devices.js";
import { type EngineExplainer, type EngineJudge, explainerRegistry } from "./explainers.js";
import { createHandlers } from "./handlers.js";
import { type EnginePort, ownPort, type PortLike, portOf } from "./port.js";

export interface EngineSettings {
	/** What can be asked for by id. */
	readonly explainers: readonly (EngineExplainer | EngineJudge)[];
	/** The devices, in the order in which "auto" tries them. */
	readonly backends: readonly EngineBackend[];
	/** Where downloaded models are kept. Default: the Hub's shared cache in Node, the origin's private file system in a browser. */
	readonly store?: ModelStore;
	/** Default: the worker that this runs in. */
	readonly port?: PortLike;
}

/** A call that has not ended. */
interface Running {
	readonly stop: AbortController;
	giveAnswer?: (data: GenerationData) => void;
}

/**
 * Serves the whole engine on a port: the last line of a worker's script.
 *
 * Calls are answered as they end. An abort takes effect between runs; the call then ends with the platform's AbortError, or, where
 * tokens have come, with a partial answer.
 *
 * @throws {LvlmError} "duplicate-plugin" for two explainers of one id, "invalid-argument" without a backend, "capability-missing"
 *   outside a worker.
 *
 * @example
 * ```ts
 * // engine.worker.ts
 * startEngine({
 *   explainers: [attention(), relevancy(), mine()],
 *   backends: [{ device: "wasm", create: () => onnxBackend({ device: "wasm" }) }],
 * });
 * ```
 */
export function startEngine(settings: EngineSettings): void {
	const { explainers, backends, store } = settings;
	if (backends.length === 0) {
		throw new LvlmError("invalid-argument", "The engine has no backend.", {
			name: "backends",
			expected: "at least one",
			actual: "none",
		});
	}
	const handlers = createHandlers({ explainers: explainerRegistry(explainers), backends, store });
	const port: EnginePort = settings.port ? portOf(settings.port) : ownPort();
	const running = new Map<number, Running>();

	// Checked per kind where it is made; a union cannot be spread.
	const post = (message: object, transfer: readonly ArrayBuffer[] = []): void =>
		port.post({ version: protocolVersion, ...message } as FromEngine, transfer);
	const postError = (id: number, error: unknown): void => post({ id, kind: "error", error: toWire(error) });

	function contextOf(id: number, entry: Running): CallContext {
		const { signal } = entry.stop;
		const event: CallContext["post"] = (one, transfer) => {
			if (running.has(id)) post({ id, ...one }, transfer);
		};
		return {
			signal,
			post: event,
			onProgress: thinned((progress) => event({ kind: "progress", progress })),
			needAnswer: () =>
				new Promise((resolve, reject) => {
					signal.throwIfAborted();
					signal.addEventListener("abort", () => reject(signal.reason), { once: true });
					entry.giveAnswer = resolve;
					event({ kind: "need-answer" });
				}),
		};
	}

	async function serve({ id, call, params }: CallMessage): Promise<void> {
		const entry: Running = { stop: new AbortController() };
		running.set(id, entry);
		try {
			const handler = handlers[call] as (params: unknown, context: CallContext) => Promise<unknown>;
			const { value, transfer } = packed(await handler(params, contextOf(id, entry)));
			running.delete(id);
			post({ id, kind: "answer", value }, transfer);
		} catch (error) {
			running.delete(id);
			postError(id, error);
		}
	}

	port.onMessage((received) => {
		try {
			const message = checkToEngine(received);
			const entry = running.get(message.id);
			if (message.kind === "abort") entry?.stop.abort();
			else if (message.kind === "answer-data") entry?.giveAnswer?.(message.data);
			else if (message.kind === "watch") holdLock(message.lock, () => post({ id: message.id, kind: "watched" }));
			else if (entry) throw duplicate(message.id, message.call);
			else void serve(message);
		} catch (error) {
			postError(idOf(received) ?? noCall, error);
		}
	});
}

/** Holds a lock until this worker ends, however it does. */
function holdLock(lock: string, held: () => void): void {
	const forever = new Promise<never>(() => undefined);
	void globalThis.navigator?.locks?.request(lock, () => {
		held();
		return forever;
	});
}

function duplicate(id: number, call: CallName): LvlmError {
	return new LvlmError("invalid-argument", `The call ${id} ("${call}") has the id of one that has not ended.`, {
		name: "id",
		expected: "an id of its own",
		actual: String(id),
	});
}
