import { LvlmError, type Session } from "@lvlm-interpret/core";

/**
 * Compiled explanation graphs by fingerprint, the least recently used ones disposed when there are more than `limit`.
 * A session in use is disposed only after its users are done.
 */
export class SessionCache {
	readonly #limit: number;
	readonly #entries: Map<string, Entry> = new Map();
	#closed = false;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#entries.size;
	}

	/**
	 * Uses the session of `key`, compiling it when there is none. Two users that come together share one compilation; a failed
	 * one is forgotten.
	 *
	 * @param compile  Makes the session, which the cache owns from then on.
	 * @param use  Is told whether the session had to be compiled for it, and how long that took, in milliseconds.
	 * @throws {LvlmError} "session-disposed" after `dispose()`.
	 */
	async use<T>(
		key: string,
		compile: () => Promise<Session>,
		use: (session: Session, compileMs: number) => Promise<T>,
	): Promise<T> {
		if (this.#closed) {
			throw new LvlmError("session-disposed", "The model has been disposed.", { session: "explanation" });
		}
		let entry = this.#entries.get(key);
		const started = performance.now();
		const isNew = entry === undefined;
		entry ??= { session: compile(), users: 0, isEvicted: false };
		// Renewed in the order of use, which is the order of the map.
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		entry.users++;
		try {
			const session = await entry.session.catch((error) => {
				if (this.#entries.get(key) === entry) this.#entries.delete(key);
				throw error;
			});
			await this.#evict();
			return await use(session, isNew ? performance.now() - started : 0);
		} finally {
			entry.users--;
			if (entry.isEvicted && entry.users === 0) await close(entry);
		}
	}

	async #evict(): Promise<void> {
		for (const [key, entry] of this.#entries) {
			if (this.#entries.size <= this.#limit) return;
			await this.#remove(key, entry);
		}
	}

	async #remove(key: string, entry: Entry): Promise<void> {
		this.#entries.delete(key);
		entry.isEvicted = true;
		if (entry.users === 0) await close(entry);
	}

	/** Disposes all sessions, those in use as soon as they are free. */
	async dispose(): Promise<void> {
		this.#closed = true;
		for (const [key, entry] of [...this.#entries]) await this.#remove(key, entry);
	}
}

interface Entry {
	readonly session: Promise<Session>;
	users: number;
	isEvicted: boolean;
}

async function close(entry: Entry): Promise<void> {
	const session = await entry.session.catch(() => undefined);
	await session?.dispose();
}
