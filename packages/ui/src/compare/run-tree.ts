/** A run as the history lists it. */
export interface HistoryRun {
	readonly id: string;
	/** The run that it is a variation of; left out, or unknown, for one that began anew. */
	readonly parent?: string;
	/** "triangle painted over" */
	readonly label: string;
	/** "There is no triangle in the image." */
	readonly detail?: string;
	readonly isPinned?: boolean;
}

/** A row of the tree. */
export interface TreeRow {
	readonly run: HistoryRun;
	/** 1 for a root. */
	readonly level: number;
	/** Among its siblings, from 1, and how many those are. */
	readonly place: number;
	readonly siblings: number;
	readonly children: number;
	readonly isOpen: boolean;
	/** Row of the parent; -1 for a root. */
	readonly parentRow: number;
}

/**
 * The rows of a tree of runs, parents before their children, siblings in the order of the list. A run whose parent is not there, or that is its own
 * ancestor, is a root: none is lost.
 *
 * @param closed  Ids whose children are not listed.
 */
export function runTree(runs: readonly HistoryRun[], closed: ReadonlySet<string>): TreeRow[] {
	const known = new Map(runs.map((run) => [run.id, run]));
	/** Whether going up from a run comes to a root. */
	const hasRoot = (run: HistoryRun): boolean => {
		const seen = new Set<string>();
		for (let at: HistoryRun | undefined = run; at; at = at.parent === undefined ? undefined : known.get(at.parent)) {
			if (seen.has(at.id)) return false;
			seen.add(at.id);
		}
		return true;
	};
	const children = new Map<string | undefined, HistoryRun[]>();
	for (const run of runs) {
		const isChild = run.parent !== undefined && known.has(run.parent) && hasRoot(run);
		const parent = isChild ? run.parent : undefined;
		children.set(parent, [...(children.get(parent) ?? []), run]);
	}
	const rows: TreeRow[] = [];
	const visit = (parent: string | undefined, level: number, parentRow: number): void => {
		const list = children.get(parent) ?? [];
		list.forEach((run, index) => {
			const count = children.get(run.id)?.length ?? 0;
			const isOpen = count > 0 && !closed.has(run.id);
			const row = rows.push({
				run,
				level,
				place: index + 1,
				siblings: list.length,
				children: count,
				isOpen,
				parentRow,
			});
			if (isOpen) visit(run.id, level + 1, row - 1);
		});
	};
	visit(undefined, 1, -1);
	return rows;
}

/** What a key does in a tree: another row, or opening or closing the present one; undefined for other keys. */
export function treeKey(
	key: string,
	rows: readonly TreeRow[],
	at: number,
): { readonly row: number } | { readonly isOpen: boolean } | undefined {
	const row = rows[at];
	if (!row) return undefined;
	const last = rows.length - 1;
	switch (key) {
		case "ArrowDown":
			return { row: Math.min(last, at + 1) };
		case "ArrowUp":
			return { row: Math.max(0, at - 1) };
		case "Home":
			return { row: 0 };
		case "End":
			return { row: last };
		case "ArrowRight":
			if (row.children === 0) return { row: at };
			return row.isOpen ? { row: at + 1 } : { isOpen: true };
		case "ArrowLeft":
			return row.isOpen ? { isOpen: false } : { row: row.parentRow >= 0 ? row.parentRow : at };
		default:
			return undefined;
	}
}
