/** Notices the end of a Web Worker, which the browser does not report. */
export interface Watch {
	/** The worker holds the lock: it is waited for from now on. */
	begin(): void;
	/** Nobody needs to know any more. */
	cancel(): void;
	/** Name of the lock. */
	readonly lock: string;
}

let count = 0;

/** @param ended  Called when the lock is free: whoever held it is gone. Undefined where there are no locks (old browsers). */
export function watchWorker(ended: () => void): Watch | undefined {
	const locks = globalThis.navigator?.locks;
	if (!locks) return undefined;
	const cancelled = new AbortController();
	// One page may have several engines, and one origin several pages.
	const lock = `lvlm-interpret.engine.${performance.timeOrigin}.${Math.random()}.${++count}`;
	return {
		lock,
		begin() {
			locks
				.request(lock, { signal: cancelled.signal }, () => {
					if (!cancelled.signal.aborted) ended();
				})
				// The abort of `cancel`.
				.catch(() => undefined);
		},
		cancel: () => cancelled.abort(),
	};
}
