/** Jobs of one TensorFlow.js, one after the other: its current device is one setting for all that use it. */
export interface Queue {
	/**
	 * An abort rejects at once: a waiting job never starts; one that runs stops at its next pause (it looks at the signal itself), before the next
	 * job starts. `drop` takes the value of a job that ended after its caller had left.
	 */
	add<T>(job: () => Promise<T>, signal?: AbortSignal, drop?: (value: T) => void): Promise<T>;
}

function createQueue(): Queue {
	let last: Promise<unknown> = Promise.resolve();
	return {
		add(job, signal, drop) {
			if (signal?.aborted) return Promise.reject(signal.reason);
			const done = last.then(() => {
				signal?.throwIfAborted();
				return job();
			});
			last = done.catch(() => {});
			if (!signal) return done;
			return new Promise((resolve, reject) => {
				const onAbort = (): void => reject(signal.reason);
				signal.addEventListener("abort", onAbort, { once: true });
				done
					.then((value) => {
						if (signal.aborted) drop?.(value);
						else resolve(value);
					}, reject)
					.finally(() => signal.removeEventListener("abort", onAbort));
			});
		},
	};
}

const queues = new WeakMap<object, Queue>();

/** The queue of a TensorFlow.js module; all backends on it share one. */
export function queueOf(tf: object): Queue {
	const found = queues.get(tf) ?? createQueue();
	queues.set(tf, found);
	return found;
}
