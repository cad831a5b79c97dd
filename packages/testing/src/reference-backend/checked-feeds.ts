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

/**
 * Feeds against a session's inputs, as the contract of `Session.run` wants them checked; copied, because a caller may reuse its arrays.
 *
 * @throws {LvlmError} "invalid-argument" (missing or unknown name, a value of another backend), "shape-mismatch".
 */
export function checkedFeeds(
	session: string,
	inputs: readonly ValueInfo[],
	feeds: Readonly<Record<string, SessionValue>>,
): Record<string, Tensor> {
	const names = Object.keys(feeds);
	const missing = inputs.find((input) => !Object.hasOwn(feeds, input.name));
	const unknown = names.find((name) => !inputs.some((input) => input.name === name));
	if (missing || unknown !== undefined) {
		const expected = inputs.map((input) => input.name).join(", ");
		throw new LvlmError(
			"invalid-argument",
			missing ? `"${session}" needs the input "${missing.name}".` : `"${session}" has no input "${unknown}".`,
			{ name: missing?.name ?? String(unknown), expected, actual: names.join(", ") },
		);
	}
	const checked: Record<string, Tensor> = {};
	for (const input of inputs) checked[input.name] = checkedFeed(session, input, feeds[input.name] as SessionValue);
	return checked;
}

function checkedFeed(session: string, input: ValueInfo, value: SessionValue): Tensor {
	if (isDeviceTensor(value)) {
		throw new LvlmError("invalid-argument", `The feed "${input.name}" of "${session}" lives in another backend.`, {
			name: input.name,
			expected: "a tensor",
			actual: "a device tensor",
		});
	}
	const show = (dtype: DType, shape: readonly (number | string)[]): string => `${dtype} [${shape.join(", ")}]`;
	const fits =
		value.dtype === input.dtype &&
		value.shape.length === input.shape.length &&
		value.shape.every((size, axis) => typeof input.shape[axis] === "string" || input.shape[axis] === size);
	const isWhole = elementCount(value.shape) === value.data.length;
	const array = allocate(value.dtype, 0).constructor;
	if (!fits || !isWhole || value.data.constructor !== array) {
		const expected = show(input.dtype, input.shape);
		const actual = `${show(value.dtype, value.shape)}, ${value.data.length} elements of ${value.data.constructor.name}`;
		throw new LvlmError(
			"shape-mismatch",
			`The input "${input.name}" of "${session}" should be ${expected}, but is ${actual}.`,
			{
				name: input.name,
				expected,
				actual,
			},
		);
	}
	return { ...value, data: value.data.slice() as never };
}
