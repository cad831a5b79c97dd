import {
	allocate,
	type DType,
	elementCount,
	isDeviceTensor,
	LvlmError,
	type SessionValue,
	type Tensor,
	type ValueInfo,
} from "@lvlm-interpret/core";
import { OnnxDeviceTensor } from "./device-tensor.js";
import type { WireFeed } from "./protocol.js";

/** Feeds ready for the channel. */
export interface PreparedFeeds {
	readonly wire: Record<string, WireFeed>;
	readonly transfer: ArrayBuffer[];
	/** The values in the host that the run reads. */
	readonly device: OnnxDeviceTensor[];
}

/**
 * Checks feeds against the graph's inputs and copies them (the only copy on our side: the copy is handed over). The copy is
 * made when `run` is called, so a caller may reuse its arrays at once.
 *
 * @throws {LvlmError} "invalid-argument" (missing or unknown name, a value of another backend), "shape-mismatch" (dtype, rank,
 *   a fixed size, or a length that differs from the shape), "session-disposed" (a device value that is gone).
 */
export function prepareFeeds(
	session: string,
	inputs: readonly ValueInfo[],
	feeds: Readonly<Record<string, SessionValue>>,
	owner: object,
): PreparedFeeds {
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
	const prepared: PreparedFeeds = { wire: {}, transfer: [], device: [] };
	for (const input of inputs) {
		const value = feeds[input.name] as SessionValue;
		checkValue(session, input, value);
		if (!isDeviceTensor(value)) {
			const data = copyOf(value);
			prepared.wire[input.name] = { dtype: value.dtype, shape: [...value.shape], data };
			prepared.transfer.push(data.buffer as ArrayBuffer);
		} else if (value instanceof OnnxDeviceTensor && value.state.owner === owner) {
			prepared.wire[input.name] = { handle: value.usableHandle() };
			prepared.device.push(value);
		} else {
			throw new LvlmError(
				"invalid-argument",
				`The feed "${input.name}" of "${session}" lives in another backend.`,
				{ name: input.name, expected: "a tensor, or a value kept by this backend", actual: "a foreign device tensor" },
				{ hint: "Read it into a tensor first." },
			);
		}
	}
	return prepared;
}

/** A copy in a buffer of its own, which becomes the runtime's input. */
function copyOf(value: Tensor): Tensor["data"] {
	const data = allocate(value.dtype, value.data.length);
	(data as Float32Array).set(value.data as Float32Array);
	return data;
}

function checkValue(session: string, input: ValueInfo, value: SessionValue): void {
	// The runtime reports "no shape stated" and "scalar" alike, as [], and checks neither: any rank passes for such inputs.
	const ranked = input.shape.length > 0;
	const fits =
		value.dtype === input.dtype &&
		(!ranked || value.shape.length === input.shape.length) &&
		value.shape.every((size, axis) => {
			const expected = input.shape[axis];
			return Number.isSafeInteger(size) && size >= 0 && (typeof expected !== "number" || expected === size);
		});
	if (!fits) {
		throw mismatch(session, input.name, describe(input.dtype, input.shape), describe(value.dtype, value.shape));
	}
	if (isDeviceTensor(value)) return;
	const count = elementCount(value.shape);
	if (count !== value.data.length) {
		throw mismatch(session, input.name, `${count} elements for [${value.shape}]`, `${value.data.length} elements`);
	}
	const expectedArray = allocate(value.dtype, 0).constructor;
	if (value.data.constructor !== expectedArray) {
		throw mismatch(
			session,
			input.name,
			`${expectedArray.name} for ${value.dtype}`,
			String(value.data.constructor.name),
		);
	}
}

function describe(dtype: DType, shape: readonly (number | string)[]): string {
	return `${dtype} [${shape.join(", ")}]`;
}

function mismatch(session: string, name: string, expected: string, actual: string): LvlmError {
	return new LvlmError(
		"shape-mismatch",
		`The input "${name}" of "${session}" should be ${expected}, but is ${actual}.`,
		{ name, expected, actual },
	);
}
