import type { BatchRow } from "@lvlm-interpret/ui/tables";
import type { BatchEntry } from "./item.js";

const rows = new WeakMap<BatchEntry, BatchRow>();

/** A question as a row of the table; the same row for the same entry. */
export function rowOf(entry: BatchEntry): BatchRow {
	const known = rows.get(entry);
	if (known) return known;
	const { id, status, image, question, expected, tags, note, message, outcome } = entry;
	const { run: _, ...measured } = outcome ?? {};
	const row: BatchRow = {
		id,
		status,
		image,
		question,
		tags,
		note,
		...(expected === undefined ? {} : { expected }),
		...(message === undefined ? {} : { message }),
		...measured,
	};
	rows.set(entry, row);
	return row;
}
