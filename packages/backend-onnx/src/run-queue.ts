/** What may happen to a job from outside. */
export interface JobOptions<T> {
	readonly signal?: AbortSignal | undefined;
	/** Called when the signal fires while the job runs; it may end the job's work. */
	readonly interrupt?: (() => void) | undefined;
	/** Takes the value of a job whose caller has left. */
	readonly drop?: ((value: T) => void) | undefined;
}

/** Jobs one after the other. */
export interface RunQueue {
	/**
	 * Runs `job` after those before it. An abort rejects the promise at once: a waiting job never starts, a running one
	 * goes on to its end (or is interrupted) before the next starts, and its value goes to `drop`.
	 *
	 * @throws The signal's reason (by default a DOMException "AbortError"), or what `job` throws.
	 */
	add<T>(job: () => Promise<T>, options?: JobOptions<T>): Promise<T>;
	/** Rejects the waiting jobs and every later one with `reason()`; resolves when the running job has ended. */
	close(reason: () => Error): Promise<void>;
}

interface Waiting {
	start(): Promise<void>;
	reject(error: unknown): void;
}

/** An empty queue. */
export function createRunQueue(): RunQueue {
	const waiting: Waiting[] = [];
	let running: Promise<void> | undefined;
	let closed: (() => Error) | undefined;

	function next(): void {
		if (running) return;
		const job = waiting.shift();
		if (!job) return;
		running = job.start().finally(() => {
			running = undefined;
			next();
		});
	}

	return {
		add<T>(job: () => Promise<T>, { signal, interrupt, drop }: JobOptions<T> = {}): Promise<T> {
			return new Promise<T>((resolve, reject) => {
				if (closed) return reject(closed());
				if (signal?.aborted) return reject(signal.reason);
				let state: "waiting" | "running" | "left" = "waiting";
				const onAbort = (): void => {
					const wasRunning = state === "running";
					state = "left";
					reject(signal?.reason);
					if (wasRunning) interrupt?.();
					else waiting.splice(waiting.indexOf(entry), 1);
				};
				const entry: Waiting = {
					reject(error) {
						signal?.removeEventListener("abort", onAbort);
						reject(error);
					},
					async start() {
						state = "running";
						try {
							const value = await job();
							if ((state as string) === "left") drop?.(value);
							else resolve(value);
						} catch (error) {
							reject(error);
						} finally {
							signal?.removeEventListener("abort", onAbort);
						}
					},
				};
				signal?.addEventListener("abort", onAbort, { once: true });
				waiting.push(entry);
				next();
			});
		},
		async close(reason) {
			closed ??= reason;
			for (const entry of waiting.splice(0)) entry.reject(reason());
			await running;
		},
	};
}
