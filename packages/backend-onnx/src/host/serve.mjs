/** The loop of a host: requests in, one reply each, one after the other. */

/** @typedef {import("../protocol.js").Envelope} Envelope */
/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {import("./sessions.mjs").Sessions} Sessions */

/**
 * @param {object} port
 * @param {(reply: Reply, transfer: ArrayBuffer[]) => void} port.post
 * @param {() => void} port.close  Ends the host; everything has been released.
 * @param {(message: string) => boolean} [port.isBeyondRepair]  Whether the runtime can do nothing more after such a failure.
 * @param {Sessions} sessions
 * @returns {(envelope: Envelope) => void}  To be called with each message.
 */
export function serve({ post, close, isBeyondRepair = () => false }, sessions) {
	// The runtime yields once before it blocks, so without this chain a "free" could overtake a run.
	let last = Promise.resolve();
	return (envelope) => {
		last = last.then(() => answer(envelope));
	};

	/** @param {Envelope} envelope */
	async function answer({ id, request }) {
		try {
			if (request.kind === "close") {
				await sessions.releaseAll();
				post({ id, value: null }, []);
				close();
				return;
			}
			const value = await sessions.perform(request);
			post({ id, value }, buffersOf(value));
		} catch (error) {
			const { message, stack } = error instanceof Error ? error : new Error(String(error));
			const fatal = isBeyondRepair(message);
			post({ id, error: { message, ...(stack === undefined ? {} : { stack }), ...(fatal ? { fatal } : {}) } }, []);
		}
	}
}

/**
 * The buffers to hand over instead of copying, each once.
 *
 * @param {Awaited<ReturnType<Sessions["perform"]>>} value
 * @returns {ArrayBuffer[]}
 */
function buffersOf(value) {
	/** @type {Set<ArrayBuffer>} */
	const buffers = new Set();
	if (value === null) return [];
	for (const item of "data" in value ? [value] : Object.values(value)) {
		if (typeof item === "object" && "data" in item && item.data instanceof Object && "buffer" in item.data) {
			buffers.add(/** @type {ArrayBuffer} */ (item.data.buffer));
		}
	}
	return [...buffers];
}
