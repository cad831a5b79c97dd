import { checkFeeds, isDeviceTensor, type SessionValue, type ValueInfo } from "@lvlm-interpret/core";
import { type CellOwner, TfjsDeviceTensor } from "./device-tensor.js";
import { Cell, fromTensor } from "./run/cell.js";

/**
 * Feeds as cells, each with a hold for the run. Host tensors are copied when this is called, so a caller may reuse its arrays at once.
 *
 * @throws {LvlmError} "invalid-argument", "shape-mismatch" (see `checkFeeds` of core), "session-disposed" (a kept value that is gone).
 */
export function prepareFeeds(
	session: string,
	inputs: readonly ValueInfo[],
	feeds: Readonly<Record<string, SessionValue>>,
	owner: CellOwner,
): Map<string, Cell> {
	checkFeeds(session, inputs, feeds, {
		isOwn: (value) => value instanceof TfjsDeviceTensor && value.owner === owner,
	});
	const cells = new Map<string, Cell>();
	try {
		for (const { name } of inputs) cells.set(name, cellOf(feeds[name] as SessionValue));
	} catch (error) {
		for (const cell of cells.values()) cell.release();
		throw error;
	}
	return cells;
}

function cellOf(value: SessionValue): Cell {
	if (isDeviceTensor(value)) return (value as TfjsDeviceTensor).hold();
	return Cell.feed(value.dtype, [...value.shape], fromTensor(value));
}
