/** The scripts that run beside the page. The standalone page has none of them, and gets `standalone/no-workers.ts` instead. */

export function startEngineWorker(): Worker {
	return new Worker(new URL("./engine/engine.worker.ts", import.meta.url), { type: "module" });
}

/** Undefined where there is none. */
export function startCodecWorker(): Worker | undefined {
	return new Worker(new URL("./codec/codec.worker.ts", import.meta.url), { type: "module" });
}
