import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LvlmError } from "@lvlm-interpret/core";

/** Records as JSON lines, so that an interrupted run can go on. The first line says what the records were made of. */
export interface Journal<Of> {
	/** Those that were there, in any file of the folder, and those that were added. */
	readonly records: Of[];
	append(record: Of): Promise<void>;
}

/** Which of several processes this is that write to one folder, from 1. */
export interface Share {
	readonly part: number;
	readonly of: number;
}

const lines = (list: readonly unknown[]): string => list.map((one) => `${JSON.stringify(one)}\n`).join("");

/** Header and records of a file; an interrupted write leaves a last line without its end: it is dropped. */
function read<Of>(path: string, text: string, header: object): Of[] {
	const [first, ...rest] = text
		.slice(0, text.lastIndexOf("\n") + 1)
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
	return rest.map((line) => JSON.parse(line) as Of);
}

/**
 * Opens a folder's journal: a new one, or with `resume` one that is there and was made of the same. Each share writes a file of its own.
 *
 * @param header  What the records are made of: weights, questions, settings.
 * @throws {LvlmError} "invalid-argument" when the one that is there was made of something else.
 */
export async function openJournal<Of>(
	folder: string,
	header: object,
	{ resume, share }: { readonly resume: boolean; readonly share?: Share | undefined },
): Promise<Journal<Of>> {
	await mkdir(folder, { recursive: true });
	const own = share ? `records-${share.part}-of-${share.of}.jsonl` : "records.jsonl";
	const there = (await readdir(folder)).filter((name) => /^records.*\.jsonl$/.test(name)).sort();
	const records: Of[] = [];
	const kept: Of[] = [];
	// Begun anew as a whole, shares of before would be taken for its own later.
	if (!resume && !share) await Promise.all(there.map((name) => rm(join(folder, name))));
	for (const name of resume ? there : []) {
		const path = join(folder, name);
		const found = read<Of>(path, await readFile(path, "utf8"), header);
		records.push(...found);
		if (name === own) kept.push(...found);
	}
	const path = join(folder, own);
	await writeFile(path, lines([header, ...kept]));
	return {
		records,
		async append(record) {
			await appendFile(path, lines([record]));
			records.push(record);
		},
	};
}
