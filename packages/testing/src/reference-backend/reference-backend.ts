import { type Backend, type Capability, LvlmError, type Session } from "@lvlm-interpret/core";
import { createReferenceSession } from "./reference-session.js";

/**
 * Graph's reference evaluator as a backend: float64 arithmetic in plain loops, results rounded to the dtypes of the graph. Slow and exact:
 * what other backends are compared with, and a complete example of the contract in few lines.
 *
 * Weights are taken from bytes and Blobs. Aborts take effect between operators.
 */
export function referenceBackend(): Backend {
	const sessions = new Set<Session>();
	let isDisposed = false;
	const capabilities: readonly Capability[] = ["int64", "float16"];
	return {
		specificationVersion: "v1",
		id: "reference",
		device: "cpu",
		capabilities: new Set(capabilities),
		isAvailable: async () => ({ available: true }),
		async createSession(model, options = {}) {
			if (isDisposed) {
				throw new LvlmError(
					"session-disposed",
					`The reference backend was disposed, so "${model.name}" cannot be used.`,
					{
						session: model.name,
					},
				);
			}
			return createReferenceSession(model, options, sessions);
		},
		memory: async () => ({ residentBytes: 0, sessions: sessions.size, deviceTensors: 0 }),
		async dispose() {
			isDisposed = true;
			await Promise.all([...sessions].map((session) => session.dispose()));
		},
	};
}
