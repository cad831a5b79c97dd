import type { EditOp } from "./edit-ops.js";

/** Ops that are done, and those that were undone, newest last in both. */
export interface EditHistory {
	readonly done: readonly EditOp[];
	readonly undone: readonly EditOp[];
}

export function startHistory(ops: readonly EditOp[] = []): EditHistory {
	return { done: ops, undone: [] };
}

/** A new op ends what could be redone. */
export function pushOp({ done }: EditHistory, op: EditOp): EditHistory {
	return { done: [...done, op], undone: [] };
}

export function undo(history: EditHistory): EditHistory {
	const op = history.done.at(-1);
	return op ? { done: history.done.slice(0, -1), undone: [...history.undone, op] } : history;
}

export function redo(history: EditHistory): EditHistory {
	const op = history.undone.at(-1);
	return op ? { done: [...history.done, op], undone: history.undone.slice(0, -1) } : history;
}
