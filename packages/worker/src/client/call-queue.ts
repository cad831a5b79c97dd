/** How a call is told to stop. */
export interface Stops {
	/** Nobody wants it any more: it may end early. */
	readonly asked: AbortSignal;
	/** It must end: what does not end in time is ended with its worker. */
	readonly forced: AbortSignal;
}

export interface QueueOptions {
	readonly signal?: AbortSignal | undefined;
	/**
	 * What an abort means while the call runs. "stop": the machine shall be free, so the call is waited for, and ended by force where it
	 * does not end. "leave": the caller goes at once; the run may go on, and what it gives may still be of use.
	 */
	readonly onAbort: "stop" | "leave";
}

interface Entry {
	readonly controllers: { readonly asked: AbortController; readonly forced: AbortController };
	start(): Promise<void>;
	leave(reason: unknown): void;
}

/**
 * Calls that use the model, one after the other. The queue is kept on the page, so that a waiting call can be dropped at once while the
 * worker's thread is busy, and so that only the call that runs can be the reason for ending it.
 */
export class CallQueue {
	readonly #waiting: Entry[] = [];
	#running: Entry | undefined;

	add<T>(call: (stops: Stops) => Promise<T>, { signal, onAbort }: QueueOptions): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (signal?.aborted) {
				reject(signal.reason);
				return;
			}
			const controllers = { asked: new AbortController(), forced: new AbortController() };
			const entry: Entry = {
				controllers,
				async start() {
					try {
						resolve(await call({ asked: controllers.asked.signal, forced: controllers.forced.signal }));
					} catch (error) {
						reject(error);
					} finally {
						signal?.removeEventListener("abort", abort);
					}
				},
				leave(reason) {
					signal?.removeEventListener("abort", abort);
					reject(reason);
				},
			};
			const abort = (): void => {
				const reason = signal?.reason;
				if (this.#running !== entry) {
					this.#waiting.splice(this.#waiting.indexOf(entry), 1);
					entry.leave(reason);
					return;
				}
				if (onAbort === "leave") entry.leave(reason);
				else controllers.forced.abort(reason);
				controllers.asked.abort(reason);
			};
			signal?.addEventListener("abort", abort, { once: true });
			this.#waiting.push(entry);
			void this.#next();
		});
	}

	async #next(): Promise<void> {
		if (this.#running) return;
		this.#running = this.#waiting.shift();
		if (!this.#running) return;
		await this.#running.start();
		this.#running = undefined;
		void this.#next();
	}

	/** Drops the calls that wait, and stops the one that runs. @param reason  What they reject with. */
	stopAll(reason: unknown): void {
		for (const entry of this.#waiting.splice(0)) entry.leave(reason);
		this.#running?.controllers.forced.abort(reason);
		this.#running?.controllers.asked.abort(reason);
	}
}
