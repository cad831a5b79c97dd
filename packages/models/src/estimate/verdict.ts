import { LvlmError } from "@lvlm-interpret/core";
import type { DeviceLimits } from "./device-limits.js";
import type { MemoryNeed, ModelEstimate } from "./estimate.js";
import { type ExplainCommandOptions, explainCommand } from "./explain-command.js";

export type Fit = "fits" | "tight" | "does-not-fit";

/** One comparison. */
export interface Check {
	readonly what: "answering" | "explaining" | "largest weight" | "storage";
	readonly neededBytes: number;
	readonly allowedBytes: number;
	readonly limit: string;
	readonly fit: Fit;
}

export interface Verdict {
	/** The worst of all checks; "tight": it answers, but little or nothing is left for explanations. */
	readonly fit: Fit;
	readonly device: string;
	readonly dtype: MemoryNeed["dtype"];
	readonly checks: readonly Check[];
	/** Where it does not fit: what to run on another machine. */
	readonly command?: string;
}

/** Of the memory, more than this share counts as tight: the system and the page need some. */
const comfortable = 0.9;

const order: readonly Fit[] = ["fits", "tight", "does-not-fit"];

function compare(what: Check["what"], limit: string, neededBytes: number, allowedBytes: number, worst: Fit): Check {
	const isWithin = neededBytes <= allowedBytes * comfortable;
	const isOver = neededBytes > allowedBytes;
	return { what, limit, neededBytes, allowedBytes, fit: isWithin ? "fits" : isOver ? worst : "tight" };
}

/** Bytes while an answer is computed: weights, cache, activations. */
export function answerBytes(need: MemoryNeed): number {
	return need.weightBytes + need.kvCacheBytes + need.answerActivationBytes;
}

/** Bytes while relevancy, the most demanding explanation, is computed beside the sessions that answer. */
export function explainBytes(need: MemoryNeed, sharesWeights: boolean): number {
	const second = sharesWeights ? 0 : need.explanationWeightBytes;
	return need.weightBytes + need.kvCacheBytes + need.relevancyActivationBytes + second;
}

/**
 * Whether a model fits: memory for answers (must fit) and explanations (else "tight"), the largest weight against the adapter's buffers,
 * and the download against storage.
 *
 * @param options.missingBytes  What is still to be downloaded; default all of it.
 * @param options.command  For the command that is given where it does not fit.
 */
export function judge(
	estimate: ModelEstimate,
	limits: DeviceLimits,
	options: { readonly missingBytes?: number; readonly command?: ExplainCommandOptions } = {},
): Verdict {
	const need = estimate.memory.find((one) => one.isSupported) as MemoryNeed;
	const { memoryBytes, maxBufferSize, maxStorageBufferBindingSize, storageBytes } = limits;
	const checks: Check[] = [];
	if (memoryBytes !== undefined) {
		const name = `memory of ${limits.device}`;
		checks.push(compare("answering", name, answerBytes(need), memoryBytes, "does-not-fit"));
		checks.push(compare("explaining", name, explainBytes(need, limits.sharesWeights ?? false), memoryBytes, "tight"));
	}
	const largest = estimate.largestTensor.byteLength;
	for (const [name, bytes] of Object.entries({ maxBufferSize, maxStorageBufferBindingSize })) {
		if (bytes === undefined) continue;
		// A buffer has just that size: nothing else wants to be in it.
		const fit: Fit = largest <= bytes ? "fits" : "does-not-fit";
		checks.push({ what: "largest weight", limit: name, neededBytes: largest, allowedBytes: bytes, fit });
	}
	if (storageBytes !== undefined) {
		const missing = options.missingBytes ?? estimate.downloadBytes;
		checks.push(compare("storage", "free storage", missing, storageBytes, "does-not-fit"));
	}
	const fit = order[Math.max(0, ...checks.map((check) => order.indexOf(check.fit)))] as Fit;
	const command = explainCommand(estimate.id, options.command);
	return { fit, device: limits.device, dtype: need.dtype, checks, ...(fit === "does-not-fit" ? { command } : {}) };
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/** The failed checks as sentences. */
function reasons(estimate: ModelEstimate, verdict: Verdict): string {
	return verdict.checks
		.filter((check) => check.fit === "does-not-fit")
		.map((check) => {
			const name = check.what === "largest weight" ? `largest weight (${estimate.largestTensor.name})` : check.what;
			return `${name} needs ${gigabytes(check.neededBytes)} (${check.neededBytes} bytes), ${check.limit} is ${gigabytes(check.allowedBytes)} (${check.allowedBytes} bytes)`;
		})
		.join("; ");
}

/**
 * Refuses a model that does not fit, with the numbers and the command for another machine. Nothing has been loaded by then.
 *
 * @throws {LvlmError} "out-of-memory" when memory is short, "limit-exceeded" for a buffer or storage.
 */
export function refuseUnlessFits(estimate: ModelEstimate, verdict: Verdict): void {
	if (verdict.fit !== "does-not-fit") return;
	const failed = verdict.checks.filter((check) => check.fit === "does-not-fit");
	const memory = failed.find((check) => check.what === "answering");
	const message = `"${estimate.id}" (${(estimate.parameterCount / 1e9).toFixed(2)} billion parameters, download ${gigabytes(estimate.downloadBytes)}, in ${verdict.dtype}) does not fit on ${verdict.device}: ${reasons(estimate, verdict)}.`;
	const hint = `On a machine where it fits, run: ${verdict.command}\nThen open the session.lvlm that it writes.`;
	if (memory) {
		const fields = { neededBytes: memory.neededBytes, freeBytes: memory.allowedBytes };
		throw new LvlmError("out-of-memory", message, fields, { hint });
	}
	const { limit, allowedBytes, neededBytes } = failed[0] as Check;
	throw new LvlmError("limit-exceeded", message, { limit, allowed: allowedBytes, actual: neededBytes }, { hint });
}
