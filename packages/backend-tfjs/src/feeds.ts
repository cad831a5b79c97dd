import {
	allocate,
	elementCount,
	isDeviceTensor,
	LvlmError,
	type SessionValue,
	type ValueInfo,
} from "@lvlm-interpret/core";
import { type CellOwner, TfjsDeviceTensor } from "./device-tensor.js";
import { Cell, fromTensor } from "./run/cell.js";

function mismatch(session: string, name: string, expected: string, actual: string): LvlmError {
	return new LvlmError(
		"shape-mismatch",
		`The input "${name}" of "${session}" should be ${expected}, but is ${actual}.`,
		{
			name,
			expected,
			actual,
		},
	);
}

function checkFeed(session: string, input: ValueInfo, value: SessionValue): void {
	const show = (one: { readonly dtype: string; readonly shape: readonly (number | string)[] }): string =>
		`${one.dtype} [${one.shape.join(", ")}]`;
	const fits =
		value.dtype === input.dtype &&
		value.shape.length === input.shape.length &&
		value.shape.every((size, axis) => typeof input.shape[axis] === "string" || input.shape[axis] === size);
	if (!fits) throw mismatch(session, input.name, show(input), show(value));
	if (isDeviceTensor(value)) return;
	const count = elementCount(value.shape);
	if (count !== value.data.length) {
		throw mismatch(session, input.name, `${count} elements for [${value.shape}]`, `${value.data.length} elements`);
	}
	const array = allocate(value.dtype, 0).constructor;
	if (value.data.constructor !== array) {
		throw mismatch(session, input.name, `${array.name} for ${value.dtype}`, value.data.constructor.name);
	}
}

/**
 * Feeds as cells, each with a hold for the run. Host tensors are copied when this is called, so a caller may reuse its arrays at once.
 *
 * @throws {LvlmError} "invalid-argument" (missing or unknown name, a value of another backend), "shape-mismatch", "session-disposed".
 */
export function prepareFeeds(
	session: string,
	inputs: readonly ValueInfo[],
	feeds: Readonly<Record<string, SessionValue>>,
	owner: CellOwner,
): Map<string, Cell> {
	const names = Object.keys(feeds);
	const missing = inputs.find((input) => !Object.hasOwn(feeds, input.name));
	const unknown = names.find((name) => !inputs.some((input) => input.name === name));
	if (missing || unknown !== undefined) {
		const expected = inputs.map((input) => input.name).join(", ");
		throw new LvlmError(
			"invalid-argument",
			missing
				? `"${session}" needs the input "${missing.name}"; it got ${names.join(", ") || "none"}.`
				: `"${session}" has no input "${unknown}"; its inputs are ${expected}.`,
			{ name: missing?.name ?? String(unknown), expected, actual: names.join(", ") },
		);
	}
	for (const input of inputs) checkFeed(session, input, feeds[input.name] as SessionValue);
	const cells = new Map<string, Cell>();
	try {
		for (const { name } of inputs) cells.set(name, cellOf(session, name, feeds[name] as SessionValue, owner));
	} catch (error) {
		for (const cell of cells.values()) cell.release();
		throw error;
	}
	return cells;
}

function cellOf(session: string, name: string, value: SessionValue, owner: CellOwner): Cell {
	if (!isDeviceTensor(value)) return Cell.feed(value.dtype, [...value.shape], fromTensor(value));
	if (value instanceof TfjsDeviceTensor && value.owner === owner) return value.hold();
	throw new LvlmError(
		"invalid-argument",
		`The feed "${name}" of "${session}" lives in another backend.`,
		{ name, expected: "a tensor, or a value kept by this backend", actual: "a foreign device tensor" },
		{ hint: "Read it into a tensor first." },
	);
}
