import { LvlmError } from "../errors.js";

/** What a session file may contain at most. Checked against what the file declares, and again while inflating. */
export interface SessionLimits {
	/** Bytes of the file. Default 1 GiB. */
	readonly fileBytes: number;
	/** Entries of the zip. Default 64. */
	readonly entries: number;
	/** Bytes of one entry, inflated. Default 1 GiB. */
	readonly entryBytes: number;
	/** Bytes of all entries together, inflated. Default 2 GiB. */
	readonly totalBytes: number;
	/** Bytes of an entry for each of its compressed bytes. Default 200. */
	readonly ratio: number;
	/** Bytes of the manifest, inflated. Default 64 MiB. */
	readonly manifestBytes: number;
}

export const defaultLimits: SessionLimits = {
	fileBytes: 2 ** 30,
	entries: 64,
	entryBytes: 2 ** 30,
	totalBytes: 2 ** 31,
	ratio: 200,
	manifestBytes: 2 ** 26,
};

/** @throws {LvlmError} "limit-exceeded" */
export function within(limits: SessionLimits, limit: keyof SessionLimits, actual: number, what: string): void {
	const allowed = limits[limit];
	if (actual <= allowed) return;
	throw new LvlmError(
		"limit-exceeded",
		`${what}: ${actual} is above the limit of ${allowed} (${limit}).`,
		{ limit, allowed, actual },
		{ hint: `Pass a higher "${limit}" if you trust the file.` },
	);
}
