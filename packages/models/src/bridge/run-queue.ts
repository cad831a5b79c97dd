/** Runs tasks one after the other, in the order they came; a failure of one does not touch the next. */
export class RunQueue {
	#last: Promise<unknown> = Promise.resolve();

	add<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#last.then(task);
		this.#last = result.catch(() => undefined);
		return result;
	}
}
