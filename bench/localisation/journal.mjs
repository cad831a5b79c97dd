// Records as JSON lines, so that an interrupted run can go on. The first line says what the records were made of.
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The records of a journal, which must be made of what `header` says.
 *
 * @returns `{ records, stored }`; no records where there is no file.
 */
export async function readJournal(path, header) {
	const stored = await readFile(path, "utf8").catch(() => "");
	// An interrupted write leaves a last line without its end: it is dropped.
	const [first, ...lines] = stored
		.slice(0, stored.lastIndexOf("\n") + 1)
		.split("\n")
		.filter(Boolean);
	if (first !== undefined && first !== JSON.stringify(header)) {
		throw new Error(
			`${path} holds records of other weights, questions or settings: leave out --resume, or name another --out.`,
		);
	}
	return { records: lines.map((line) => JSON.parse(line)), stored };
}

/**
 * Opens a journal: a new one, or with `resume` one that is there and was made of the same.
 *
 * @returns `{ records, append }`.
 */
export async function openJournal(path, header, resume) {
	const { records, stored } = resume ? await readJournal(path, header) : { records: [], stored: "" };
	const written = (list) => list.map((one) => `${JSON.stringify(one)}\n`).join("");
	const kept = written([header, ...records]);
	await mkdir(dirname(path), { recursive: true });
	if (kept !== stored) await writeFile(path, kept);
	return { records, append: (more) => appendFile(path, written(more)) };
}
