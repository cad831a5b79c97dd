/**
 * A child process that tries one thing and reports it, so that a driver that crashes or hangs harms nobody.
 *   node probe.mjs providers   ->  { providers: [{ name, bundled }] }
 *   node probe.mjs <provider>  ->  { ran: true } or { ran: false, reason }
 */
import ort from "onnxruntime-node";
import { oneNodeGraph } from "./one-node-graph.mjs";

const [what = ""] = process.argv.slice(2);
const report = what === "providers" ? { providers: ort.listSupportedBackends() } : await attempt(what);
process.send?.(report, () => process.disconnect());

/**
 * Runs one node on a provider, and on no other.
 *
 * @param {string} provider
 * @returns {Promise<{ ran: boolean, reason?: string }>}
 */
async function attempt(provider) {
	try {
		/** @type {Record<string, string>} */
		const noFallback = provider === "cpu" ? {} : { disable_cpu_ep_fallback: "1" };
		const session = await ort.InferenceSession.create(oneNodeGraph, {
			executionProviders: [provider],
			logSeverityLevel: 4,
			extra: { session: noFallback },
		});
		const results = await session.run({ x: new ort.Tensor("float32", Float32Array.of(1, 2, 3), [3]) });
		const values = [.../** @type {import("onnxruntime-node").Tensor} */ (results.y).data];
		await session.release();
		return values.join() === "2,4,6" ? { ran: true } : { ran: false, reason: `it computed ${values}, not 2, 4, 6` };
	} catch (error) {
		return { ran: false, reason: error instanceof Error ? error.message : String(error) };
	}
}
