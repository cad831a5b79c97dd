import { type BatchColumnId, type BatchRow, type BatchStatus, cellOf, matchOf } from "./batch-row.js";

/** Which rows are shown. Everything left out lets all pass. */
export interface BatchFilter {
	/** Words that a row's texts have to hold, all of them, in any case. */
	readonly text?: string;
	readonly status?: BatchStatus;
	readonly match?: "yes" | "no";
	readonly tag?: string;
}

export interface BatchSort {
	readonly column: BatchColumnId;
	readonly isDescending: boolean;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const searched = ["image", "question", "answer", "expected", "tags", "note", "status"] as const;

function holds(row: BatchRow, words: readonly string[]): boolean {
	if (words.length === 0) return true;
	const text = searched
		.map((id) => cellOf(row, id))
		.join("\n")
		.toLowerCase();
	return words.every((word) => text.includes(word));
}

/** Indices of the rows that pass, in the order of the list. */
export function filterRows(rows: readonly BatchRow[], filter: BatchFilter): number[] {
	const words = (filter.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
	const shown: number[] = [];
	rows.forEach((row, index) => {
		if (filter.status && row.status !== filter.status) return;
		if (filter.match && matchOf(row) !== (filter.match === "yes")) return;
		if (filter.tag !== undefined && !row.tags?.includes(filter.tag)) return;
		if (holds(row, words)) shown.push(index);
	});
	return shown;
}

/**
 * Indices in the order of a column. What has no value comes last either way, and equal cells keep their order.
 *
 * Cost: O(n log n); the cells are read once each.
 */
export function sortRows(rows: readonly BatchRow[], indices: readonly number[], sort: BatchSort | undefined): number[] {
	if (!sort) return [...indices];
	const cells = new Map(indices.map((index) => [index, cellOf(rows[index] as BatchRow, sort.column)]));
	const sign = sort.isDescending ? -1 : 1;
	return [...indices].sort((first, second) => {
		const [a, b] = [cells.get(first) as string | number, cells.get(second) as string | number];
		const [noA, noB] = [a === "" || Number.isNaN(a), b === "" || Number.isNaN(b)];
		if (noA || noB) return Number(noA) - Number(noB) || first - second;
		const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
		return sign * order || first - second;
	});
}

/** All tags of the rows, in alphabetical order. */
export function tagsOf(rows: readonly BatchRow[]): string[] {
	return [...new Set(rows.flatMap((row) => row.tags ?? []))].sort(collator.compare);
}
