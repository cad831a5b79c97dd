import type { RgbImage } from "@lvlm-interpret/core";

/** How far a run is. `stopped`: it was ended before it began or was done; it can be taken up again. */
export type BatchStatus = "queued" | "running" | "done" | "failed" | "stopped";

/** One question about one picture, and what came of it. */
export interface BatchRow {
	/** Equal pictures and questions are separate rows. */
	readonly id: string;
	readonly status: BatchStatus;
	/** Of the picture: a file's name. */
	readonly image: string;
	/** Small: it is drawn 40 pixels wide. */
	readonly thumbnail?: RgbImage;
	readonly question: string;
	/** While the run goes on: what came so far. */
	readonly answer?: string;
	/** What would have been right. */
	readonly expected?: string;
	/** Default: `answersMatch` of both, where both are there and the run is done. */
	readonly isMatch?: boolean;
	/** Mean over the answer's tokens, in nats. */
	readonly logProbability?: number;
	/** Of the answer's mass, how much is on the picture: in [0, 1]. */
	readonly imageShare?: number;
	/** Of the mass on the picture, how much is inside the object's mask: in [0, 1]. Left out where there is no mask. */
	readonly maskMass?: number;
	readonly tags?: readonly string[];
	readonly note?: string;
	/** Why it failed. */
	readonly message?: string;
}

export type BatchColumnId =
	| "image"
	| "question"
	| "answer"
	| "expected"
	| "match"
	| "logProbability"
	| "imageShare"
	| "maskMass"
	| "tags"
	| "note"
	| "status";

export interface BatchColumn {
	readonly id: BatchColumnId;
	readonly label: string;
	/** Fewest pixels. */
	readonly width: number;
	/** Its share of what is left over; 0 for none. */
	readonly grow: number;
	readonly isNumeric?: boolean;
	/** What the number is; the reader of the table is told. */
	readonly about?: string;
}

export const batchColumns: readonly BatchColumn[] = [
	{ id: "image", label: "Picture", width: 168, grow: 1 },
	{ id: "question", label: "Question", width: 148, grow: 1.4 },
	{ id: "answer", label: "Answer", width: 160, grow: 1.6 },
	{ id: "expected", label: "Expected", width: 140, grow: 1.2 },
	{ id: "match", label: "Match", width: 84, grow: 0 },
	{
		id: "logProbability",
		label: "Log-prob.",
		width: 112,
		grow: 0,
		isNumeric: true,
		about: "mean log-probability of the answer's tokens, in nats",
	},
	{
		id: "imageShare",
		label: "Image share",
		width: 128,
		grow: 0,
		isNumeric: true,
		about: "share of the answer's mass that is on the picture",
	},
	{
		id: "maskMass",
		label: "In mask",
		width: 100,
		grow: 0,
		isNumeric: true,
		about: "share of the mass on the picture that is inside the object's mask",
	},
	{ id: "tags", label: "Tags", width: 120, grow: 1 },
	{ id: "note", label: "Note", width: 140, grow: 1 },
	{ id: "status", label: "Status", width: 104, grow: 0 },
];

/** As they are compared: case, spaces and the last full stop do not count. */
function plain(text: string): string {
	return text
		.normalize("NFC")
		.trim()
		.replace(/\s+/g, " ")
		.replace(/[.!。]$/, "")
		.toLowerCase();
}

/** Whether an answer says what was expected, but for case, spaces and a full stop at the end. */
export function answersMatch(answer: string, expected: string): boolean {
	return plain(answer) === plain(expected);
}

/** Whether a row's answer is right; undefined where that cannot be said. */
export function matchOf({ isMatch, status, answer, expected }: BatchRow): boolean | undefined {
	if (isMatch !== undefined) return isMatch;
	return status === "done" && answer !== undefined && expected !== undefined
		? answersMatch(answer, expected)
		: undefined;
}

const matchWords = { true: "yes", false: "no", undefined: "" } as const;

/** A cell as it is sorted, searched and saved: original units, NaN and "" for nothing. */
export function cellOf(row: BatchRow, column: BatchColumnId): string | number {
	switch (column) {
		case "match":
			return matchWords[`${matchOf(row)}`];
		case "logProbability":
		case "imageShare":
		case "maskMass":
			return row[column] ?? Number.NaN;
		case "tags":
			return (row.tags ?? []).join(", ");
		case "status":
			return row.status === "failed" && row.message ? `failed: ${row.message}` : row.status;
		default:
			return row[column] ?? "";
	}
}

/** The columns that have something to show; where tags and notes can be written, those too. */
export function columnsWith(rows: readonly BatchRow[], canEdit: boolean): readonly BatchColumn[] {
	const always = new Set<BatchColumnId>(["image", "question", "answer", "status"]);
	if (canEdit) for (const id of ["tags", "note"] as const) always.add(id);
	return batchColumns.filter(({ id }) => {
		if (always.has(id)) return true;
		return rows.some((row) => {
			const cell = cellOf(row, id);
			return typeof cell === "number" ? !Number.isNaN(cell) : cell !== "";
		});
	});
}
