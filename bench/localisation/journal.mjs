// Records as JSON lines, so that an interrupted run can go on. The first line says what the records were made of.
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Opens a journal: a new one, or with `resume` one that is there and was made of the same.
 *
 * @returns `{ records, append }`.
 */
export async function openJournal(path, header, resume) {
	const first = JSON.stringify(header);
	const stored = resume ? await readFile(path, "utf8").catch(() => undefined) : undefined;
	// An interrupted write leaves a last line without its end: it is dropped.
	const lines =
		stored
			?.slice(0, stored.lastIndexOf("\n") + 1)
			.split("\n")
			.filter(Boolean) ?? [];
	if (lines.length > 0 && lines[0] !== first) {
		throw new Error(
			`${path} holds records of other weights, questions or settings: leave out --resume, or name another --out.`,
		);
	}
	await mkdir(dirname(path), { recursive: true });
	const kept = `${[first, ...lines.slice(1)].join("\n")}\n`;
	if (kept !== stored) await writeFile(path, kept);
	return {
		records: lines.slice(1).map((line) => JSON.parse(line)),
		append: (records) => appendFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join("")),
	};
}
