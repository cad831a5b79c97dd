import { LvlmError } from "@lvlm-interpret/core";
import { isNode, nodeModule } from "../platform/node-module.js";

/**
 * Bytes that this process could still take: what the system calls available (on Linux MemAvailable, which counts caches that
 * can be dropped), and no more than a container's limit leaves. Undefined where nobody says (browsers).
 */
export async function freeMemoryBytes(): Promise<number | undefined> {
	if (!isNode) return undefined;
	const { freemem } = nodeModule("node:os");
	const ofProcess = (process as { availableMemory?: () => number }).availableMemory?.();
	return Math.min(freemem(), ofProcess || Number.POSITIVE_INFINITY);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/**
 * Refuses a model that does not fit.
 *
 * @param neededBytes  Weights in the precision that they run in.
 * @throws {LvlmError} "out-of-memory" with both numbers.
 */
export function checkMemory(id: string, neededBytes: number, freeBytes: number): void {
	if (neededBytes <= freeBytes) return;
	throw new LvlmError(
		"out-of-memory",
		`"${id}" needs ${gigabytes(neededBytes)} (${neededBytes} bytes) for its weights in float32, but ${gigabytes(freeBytes)} (${freeBytes} bytes) are free.`,
		{ neededBytes, freeBytes },
		{ hint: "Close other programs, or take a smaller model." },
	);
}
