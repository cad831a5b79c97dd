import {
	type Backend,
	type DeviceTensor,
	isDeviceTensor,
	LvlmError,
	type ModelSource,
	type Session,
	type SessionOptions,
	type SessionValue,
	type Tensor,
} from "@lvlm-interpret/core";
import { RunQueue } from "../bridge/run-queue.js";

/** A session that is loaded when it runs. */
interface Loadable {
	loaded: Session | undefined;
	/** Runs under way, and values of it that are still on the device: both end with the session. */
	uses: number;
	isDisposed: boolean;
}

/** A value on the device that keeps its session loaded. */
class HeldTensor implements DeviceTensor {
	readonly location = "device" as const;
	readonly dtype: DeviceTensor["dtype"];
	readonly shape: readonly number[];
	readonly origin: DeviceTensor;
	#release: (() => void) | undefined;

	constructor(origin: DeviceTensor, release: () => void) {
		this.dtype = origin.dtype;
		this.shape = origin.shape;
		this.origin = origin;
		this.#release = release;
	}

	read(signal?: AbortSignal): Promise<Tensor> {
		return this.origin.read(signal);
	}

	dispose(): void {
		this.origin.dispose();
		this.#release?.();
		this.#release = undefined;
	}
}

/**
 * A backend of which at most one session is loaded: before one is loaded, the others are disposed, to be loaded again when they run. Sessions
 * that run, or of which a value is still on the device, stay until the next one comes.
 *
 * Every graph of a model holds the model's weights: memory falls to that of one graph, for the time of loading at each change. Disposing
 * this backend disposes its sessions; `backend` stays its owner's.
 *
 * @param isKept  Sessions that stay loaded, because they are small or run at every step.
 */
export function oneSessionBackend(backend: Backend, isKept: (source: ModelSource) => boolean): Backend {
	const all = new Set<Loadable>();
	const loading = new RunQueue();

	async function unload(one: Loadable): Promise<void> {
		const { loaded } = one;
		one.loaded = undefined;
		await loaded?.dispose();
	}

	/** The session of `one`, with one more use. */
	function acquire(one: Loadable, load: () => Promise<Session>): Promise<Session> {
		return loading.add(async () => {
			if (!one.loaded) {
				for (const other of all) if (other !== one && other.uses === 0) await unload(other);
				one.loaded = await load();
			}
			one.uses++;
			return one.loaded;
		});
	}

	async function createSession(source: ModelSource, options: SessionOptions = {}): Promise<Session> {
		if (isKept(source)) return backend.createSession(source, options);
		const one: Loadable = { loaded: undefined, uses: 0, isDisposed: false };
		// An abort is for the caller who gave it, not for whoever loads the session again.
		const { signal, ...settings } = options;
		const { name, inputs, outputs } = await acquire(one, () => backend.createSession(source, options));
		one.uses--;
		all.add(one);

		function held(value: SessionValue): SessionValue {
			if (!isDeviceTensor(value)) return value;
			one.uses++;
			return new HeldTensor(value, () => one.uses--);
		}

		return {
			name,
			inputs,
			outputs,
			async run(feeds, run = {}) {
				run.signal?.throwIfAborted();
				if (one.isDisposed) {
					throw new LvlmError("session-disposed", `The session "${name}" was disposed.`, { session: name });
				}
				const session = await acquire(one, () => backend.createSession(source, settings));
				try {
					const own = Object.entries(feeds).map(([key, value]) => [
						key,
						value instanceof HeldTensor ? value.origin : value,
					]);
					const results = await session.run(Object.fromEntries(own), run);
					return Object.fromEntries(Object.entries(results).map(([key, value]) => [key, held(value)]));
				} finally {
					one.uses--;
				}
			},
			async dispose() {
				one.isDisposed = true;
				all.delete(one);
				await loading.add(() => unload(one));
			},
		};
	}

	return {
		specificationVersion: "v1",
		id: backend.id,
		// Asked each time, as a backend may settle on its device late.
		get device() {
			return backend.device;
		},
		get capabilities() {
			return backend.capabilities;
		},
		isAvailable: () => backend.isAvailable(),
		createSession,
		...(backend.memory ? { memory: () => (backend.memory as NonNullable<Backend["memory"]>)() } : {}),
		async dispose() {
			await loading.add(async () => {
				for (const one of all) await unload(one);
			});
		},
	};
}
