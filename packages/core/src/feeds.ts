import { type DeviceTensor, isDeviceTensor, type SessionValue, type ValueInfo } from "./backend.js";
import { LvlmError } from "./errors.js";
import { allocate, elementCount } from "./tensor.js";

export interface CheckFeedsOptions {
	/** Whether a value on a device is of the backend that is asked; default: none is. */
	readonly isOwn?: (value: DeviceTensor) => boolean;
	/** For runtimes that state "no shape" and "scalar" alike, as []: such inputs take any rank. Default false. */
	readonly emptyShapeMeansAny?: boolean;
}

/**
 * Checks what is fed to a session against its inputs, as the contract of `Session.run` wants it: for authors of backends. Nothing is copied.
 *
 * @param session  The session's name, for messages.
 * @throws {LvlmError} "invalid-argument" (missing or unknown name, a device value of another backend), "shape-mismatch" (dtype, rank, a fixed
 *   size, a length that differs from the shape, an array of another type).
 */
export function checkFeeds(
	session: string,
	inputs: readonly ValueInfo[],
	feeds: Readonly<Record<string, SessionValue>>,
	options: CheckFeedsOptions = {},
): void {
	const names = Object.keys(feeds);
	const missing = inputs.find((input) => !Object.hasOwn(feeds, input.name));
	const unknown = names.find((name) => !inputs.some((input) => input.name === name));
	if (missing || unknown !== undefined) {
		const expected = inputs.map((input) => input.name).join(", ");
		throw new LvlmError(
			"invalid-argument",
			missing
				? `"${session}" needs the input "${missing.name}"; it got ${names.join(", ") || "none"}.`
				: `"${session}" has no input "${unknown}"; its inputs are ${expected || "none"}.`,
			{ name: missing?.name ?? String(unknown), expected, actual: names.join(", ") },
		);
	}
	for (const input of inputs) checkFeed(session, input, feeds[input.name] as SessionValue, options);
}

function checkFeed(session: string, input: ValueInfo, value: SessionValue, options: CheckFeedsOptions): void {
	const mismatch = (expected: string, actual: string): LvlmError =>
		new LvlmError(
			"shape-mismatch",
			`The input "${input.name}" of "${session}" should be ${expected}, but is ${actual}.`,
			{ name: input.name, expected, actual },
		);
	const hasAnyRank = options.emptyShapeMeansAny && input.shape.length === 0;
	const fits =
		value.dtype === input.dtype &&
		(hasAnyRank || value.shape.length === input.shape.length) &&
		value.shape.every((size, axis) => {
			const expected = input.shape[axis];
			return Number.isSafeInteger(size) && size >= 0 && (typeof expected !== "number" || expected === size);
		});
	if (!fits) throw mismatch(describe(input), describe(value));
	if (isDeviceTensor(value)) {
		if (options.isOwn?.(value)) return;
		throw new LvlmError(
			"invalid-argument",
			`The feed "${input.name}" of "${session}" lives in another backend.`,
			{ name: input.name, expected: "a tensor, or a value kept by this backend", actual: "a foreign device tensor" },
			{ hint: "Read it into a tensor first." },
		);
	}
	const count = elementCount(value.shape);
	if (count !== value.data.length) {
		throw mismatch(`${count} elements for [${value.shape.join(", ")}]`, `${value.data.length} elements`);
	}
	const array = allocate(value.dtype, 0).constructor;
	if (value.data.constructor !== array) {
		throw mismatch(`${array.name} for ${value.dtype}`, value.data.constructor.name);
	}
}

function describe({ dtype, shape }: Pick<ValueInfo, "dtype" | "shape">): string {
	return `${dtype} [${shape.join(", ")}]`;
}
