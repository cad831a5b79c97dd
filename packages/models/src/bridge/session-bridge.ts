import type { Tensor as LibraryTensor } from "@huggingface/transformers";
import {
	isDeviceTensor,
	LvlmError,
	type ModelFacts,
	type Session,
	type SessionValue,
	type ValueInfo,
} from "@lvlm-interpret/core";
import { type FeedTensor, unwrapFeed, wrapValue } from "./foreign-tensor.js";
import type { RunQueue } from "./run-queue.js";

/** The session-like object that transformers.js runs. */
export interface LibrarySession {
	readonly inputNames: readonly string[];
	readonly outputNames: readonly string[];
	readonly inputMetadata: readonly LibraryValueInfo[];
	run(feeds: Readonly<Record<string, FeedTensor>>): Promise<Record<string, LibraryTensor>>;
	release(): Promise<void>;
}

interface LibraryValueInfo {
	readonly name: string;
	readonly isTensor: true;
	readonly type: string;
	readonly shape: readonly (number | string)[];
}

/** What watches the runs of one generation. */
export interface BridgeHooks {
	/** After each run, before the library sees the outputs. An exception ends the generation. */
	onRun?(part: string, outputs: Readonly<Record<string, SessionValue>>, elapsedMs: number): void;
}

/**
 * The state that the sessions of one generation share: the first failure, and the device memory that is still held.
 *
 * The library chains all runs of a page, so that one rejection would poison every later one; the runs of its sessions therefore
 * never reject. A failure is kept here, the run gives no outputs, the library stumbles over that, and `rethrow` brings the
 * true reason to light. Values on the device are counted, because the library drops its cache when it fails.
 */
export class BridgeScope {
	readonly queue: RunQueue;
	readonly hooks: BridgeHooks;
	readonly signal: AbortSignal | undefined;
	readonly #live: Set<{ dispose(): void }> = new Set();
	#failure: { readonly error: unknown } | undefined;

	constructor(queue: RunQueue, hooks: BridgeHooks = {}, signal?: AbortSignal) {
		this.queue = queue;
		this.hooks = hooks;
		this.signal = signal;
	}

	get failed(): boolean {
		return this.#failure !== undefined;
	}

	/** True when the failure that is kept is the abort. */
	get wasAborted(): boolean {
		const error = this.#failure?.error;
		return error !== undefined && (error === this.signal?.reason || (error as Error).name === "AbortError");
	}

	/** Keeps the first failure. */
	fail(error: unknown): void {
		this.#failure ??= { error };
	}

	/** Throws the failure that is kept, else `error`, which the library threw of itself. */
	rethrow(error: unknown): never {
		throw this.#failure ? this.#failure.error : error;
	}

	/** Takes a value on the device into account until it is disposed. */
	hold(value: SessionValue): SessionValue {
		if (!isDeviceTensor(value)) return value;
		const { dtype, shape } = value;
		const held = {
			location: "device" as const,
			dtype,
			shape,
			origin: value,
			read: (signal?: AbortSignal) => value.read(signal),
			dispose: () => {
				this.#live.delete(held);
				value.dispose();
			},
		};
		this.#live.add(held);
		return held;
	}

	/** Number of values that are still on the device. */
	get liveCount(): number {
		return this.#live.size;
	}

	/** Frees whatever the library left on the device. */
	release(): void {
		for (const held of [...this.#live]) held.dispose();
	}
}

/** Feeds go back to the session as the very values it gave. */
function originOf(value: SessionValue): SessionValue {
	return "origin" in value ? (value.origin as SessionValue) : value;
}

/** From an empty cache's shape every symbol but these becomes 0, so the sizes that we know are written out. */
function metadataOf(info: ValueInfo, facts: ModelFacts): LibraryValueInfo {
	const isCache = info.name.startsWith("past_key_values.") && info.shape.length === 4;
	const shape = isCache
		? ["batch_size", facts.text.kvHeads, "past_sequence_length", facts.text.headSize]
		: [...info.shape];
	return { name: info.name, isTensor: true, type: info.dtype, shape };
}

/**
 * A session of ours as transformers.js runs it.
 *
 * @param part  "vision_encoder", "embed_tokens" or "decoder_model_merged".
 * @param scope  Of the generation that it is made for.
 */
export function bridgeSession(part: string, session: Session, facts: ModelFacts, scope: BridgeScope): LibrarySession {
	return {
		inputNames: session.inputs.map(({ name }) => name),
		outputNames: session.outputs.map(({ name }) => name),
		inputMetadata: session.inputs.map((info) => metadataOf(info, facts)),
		async run(feeds) {
			// After a failure nothing is worth running: the library is on its way to stumble.
			if (scope.failed) return {};
			try {
				scope.signal?.throwIfAborted();
				const values: Record<string, SessionValue> = {};
				for (const [name, feed] of Object.entries(feeds)) values[name] = originOf(unwrapFeed(feed));
				const started = performance.now();
				const given = await scope.queue.add(() => session.run(values, scope.signal ? { signal: scope.signal } : {}));
				const outputs: Record<string, SessionValue> = {};
				for (const [name, value] of Object.entries(given)) outputs[name] = scope.hold(value);
				refuseHalf(part, outputs);
				scope.hooks.onRun?.(part, outputs, performance.now() - started);
				return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, wrapValue(value)]));
			} catch (error) {
				scope.fail(error);
				return {};
			}
		},
		async release() {
			// Sessions belong to the model, which outlives a generation.
		},
	};
}

/**
 * Features are written into embeddings as numbers of one typed array; between float16 and float32 they would silently become
 * other numbers. Logits are read here as float32 too.
 */
function refuseHalf(part: string, outputs: Readonly<Record<string, SessionValue>>): void {
	const name = { vision_encoder: "image_features", embed_tokens: "inputs_embeds", decoder_model_merged: "logits" }[
		part
	];
	const value = name === undefined ? undefined : outputs[name];
	if (name === undefined || value?.dtype === "float32") return;
	const actual = value?.dtype ?? "missing";
	throw new LvlmError("shape-mismatch", `"${name}" of ${part} should be float32, but is ${actual}.`, {
		name,
		expected: "float32",
		actual,
	});
}
