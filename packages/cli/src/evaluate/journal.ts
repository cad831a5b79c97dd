import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { LvlmError } from "@lvlm-interpret/core";

/** Records as JSON lines, so that an interrupted run can go on. The first line says what the records were made of. */
export interface Journal<Of> {
	/** Those that were there, and those that were added. */
	readonly records: Of[];
	append(more: readonly Of[]): Promise<void>;
}

const lines = (list: readonly unknown[]): string => list.map((one) => `${JSON.stringify(one)}\n`).join("");

/**
 * Opens a journal: a new one, or with `resume` one that is there and was made of the same.
 *
 * @param header  What the records are made of: weights, questions, settings.
 * @throws {LvlmError} "invalid-argument" when the one that is there was made of something else.
 */
export async function openJournal<Of>(path: string, header: object, resume: boolean): Promise<Journal<Of>> {
	const stored = resume ? await readFile(path, "utf8").catch(() => "") : "";
	// An interrupted write leaves a last line without its end: it is dropped.
	const [first, ...rest] = stored
		.slice(0, stored.lastIndexOf("\n") + 1)
		.split("\n")
		.filter((line) => line !== "");
	if (first !== undefined && first !== JSON.stringify(header)) {
		throw new LvlmError(
			"invalid-argument",
			`"${path}" holds records of other weights, questions or settings.`,
			{ name: "resume", expected: JSON.stringify(header), actual: first },
			{ hint: "Leave out --resume to begin anew, or name another --out." },
		);
	}
	const records = rest.map((line) => JSON.parse(line) as Of);
	const kept = lines([header, ...records]);
	await mkdir(dirname(path), { recursive: true });
	if (kept !== stored) await writeFile(path, kept);
	return {
		records,
		async append(more) {
			await appendFile(path, lines(more));
			records.push(...more);
		},
	};
}
