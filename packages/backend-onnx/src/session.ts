import {
	LvlmError,
	type ModelSource,
	type RunOptions,
	type Session,
	type SessionOptions,
	type SessionValue,
	type ValueInfo,
	weightBytes,
} from "@lvlm-interpret/core";
import type { HostPlace } from "./backend-of-host.js";
import { type DeviceTensorOwner, goneError, OnnxDeviceTensor } from "./device-tensor.js";
import type { FailedStep } from "./failure.js";
import { prepareFeeds } from "./feeds.js";
import type { Host } from "./host.js";
import type { WireResult } from "./protocol.js";
import type { RunQueue } from "./run-queue.js";
import { toValueInfo } from "./value-info.js";

/** A model as the runtime takes it: the ONNX message, and the options of InferenceSession.create. */
export interface PreparedModel {
	readonly graph: Uint8Array;
	readonly options: Record<string, unknown>;
}

/** What the sessions of one backend share. */
export interface SessionContext {
	readonly place: HostPlace;
	readonly host: Host;
	readonly queue: RunQueue;
	readonly owner: DeviceTensorOwner;
	readonly sessions: Set<Session>;
	/** Ends the host on abort; undefined where it cannot be ended within a run. */
	readonly interrupt: (() => void) | undefined;
	nextSession(): number;
}

/** Creates the session in the host, after the jobs before it. */
export function createOnnxSession(
	context: SessionContext,
	model: ModelSource,
	{ keepOnDevice = [], optimization = "all", signal }: SessionOptions,
): Promise<Session> {
	const { place, host, queue, owner, interrupt } = context;
	const { name } = model;
	const id = context.nextSession();
	const keep = [...new Set(keepOnDevice)];
	let epoch = 0;
	let inputs: readonly ValueInfo[] = [];
	let outputs: readonly ValueInfo[] = [];
	let disposed: Promise<void> | undefined;

	/** Creates the session in the host that runs now. Also after a host ended: the source is encoded again. */
	async function materialise(): Promise<void> {
		const { graph: message, options } = await place.prepare(model, optimization);
		const keepOnGpu = place.device === "webgpu";
		const start = host.start();
		const graph = message.slice();
		const created = await wrapped("create", () =>
			host.call({ kind: "create", session: id, graph, options, keep, keepOnGpu }, [graph.buffer as ArrayBuffer]),
		);
		epoch = start;
		inputs = created.inputs.map((info) => toValueInfo(name, info));
		outputs = created.outputs.map((info) => toValueInfo(name, info));
		const unknown = keep.find((output) => !outputs.some((info) => info.name === output));
		if (unknown !== undefined) throw unknownOutput(unknown);
	}

	const session: Session = {
		name,
		get inputs() {
			return inputs;
		},
		get outputs() {
			return outputs;
		},
		async run(feeds: Readonly<Record<string, SessionValue>>, { outputs: names, signal }: RunOptions = {}) {
			signal?.throwIfAborted();
			if (disposed) throw disposedError();
			const fetch = names ? [...new Set(names)] : outputs.map((info) => info.name);
			const unknown = fetch.find((output) => !outputs.some((info) => info.name === output));
			if (unknown !== undefined) throw unknownOutput(unknown);
			const prepared = prepareFeeds(name, inputs, feeds, owner);
			return queue.add(
				async () => {
					if (epoch !== host.start()) await materialise();
					const gone = prepared.device.find((value) => value.state.epoch !== epoch);
					if (gone) throw goneError(gone.state.session);
					const results = await wrapped("run", () =>
						host.call({ kind: "run", session: id, feeds: prepared.wire, outputs: fetch }, prepared.transfer),
					);
					return toValues(results, fetch);
				},
				{ signal, interrupt, drop: disposeValues },
			);
		},
		dispose() {
			disposed ??= release();
			return disposed;
		},
	};

	function toValues(results: Readonly<Record<string, WireResult>>, fetch: readonly string[]) {
		const values: Record<string, SessionValue> = {};
		for (const output of fetch) {
			const result = results[output] as WireResult;
			values[output] =
				"handle" in result
					? new OnnxDeviceTensor(result.dtype, result.shape, {
							owner,
							session: name,
							sessionId: id,
							handle: result.handle,
							epoch,
						})
					: { dtype: result.dtype, shape: result.shape, data: result.data };
		}
		return values;
	}

	/** Values go with the session that made them: on a GPU they lie in its memory. */
	function forgetValues(): void {
		for (const value of owner.live) if (value.state.sessionId === id) owner.live.delete(value);
	}

	async function release(): Promise<void> {
		context.sessions.delete(session);
		forgetValues();
		try {
			await queue.add(async () => {
				// Once more: runs that were waiting may have kept values since.
				forgetValues();
				if (host.running && epoch === host.epoch) {
					await wrapped("release", () => host.call({ kind: "release", session: id }));
				}
			});
		} catch (error) {
			// The backend was disposed meanwhile, or its host ended: the session is gone with it.
			if (!(error instanceof LvlmError)) throw error;
		}
	}

	/** Foreign exceptions become ours here, once. */
	async function wrapped<T>(phase: FailedStep["phase"], work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (cause) {
			throw place.failure({ session: name, phase, cause: cause as Error, weightBytes: weightBytes(model.files) });
		}
	}

	function unknownOutput(output: string): LvlmError {
		const expected = outputs.map((info) => info.name).join(", ");
		return new LvlmError("invalid-argument", `"${name}" has no output "${output}"; its outputs are ${expected}.`, {
			name: "outputs",
			expected,
			actual: output,
		});
	}

	function disposedError(): LvlmError {
		return new LvlmError("session-disposed", `The session "${name}" was disposed.`, { session: name });
	}

	return queue.add(
		async () => {
			try {
				await materialise();
			} catch (error) {
				// Created in the host, but refused by us.
				if (epoch !== 0) await host.call({ kind: "release", session: id }).catch(() => {});
				throw error;
			}
			context.sessions.add(session);
			return session;
		},
		{ signal, interrupt, drop: (made) => void made.dispose() },
	);
}

/** Frees the values of a run whose caller has left. */
function disposeValues(values: Record<string, SessionValue>): void {
	for (const value of Object.values(values)) if (value instanceof OnnxDeviceTensor) value.dispose();
}
