import {
	assertJson,
	elementCount,
	LvlmError,
	type ResultBody,
	type ResultKind,
	type ResultTensor,
} from "@lvlm-interpret/core";

function mismatch(name: string, expected: string, actual: string): never {
	throw new LvlmError("shape-mismatch", `"${name}" should be ${expected}, but is ${actual}.`, {
		name,
		expected,
		actual,
	});
}

function checkTensor(name: string, { tensor, axes }: ResultTensor): void {
	const axesShape = axes.map((axis) => axis.index.length);
	if (axesShape.join() !== tensor.shape.join()) {
		const declared = axes.map((axis) => `${axis.name}: ${axis.index.length}`).join(", ");
		mismatch(name, `of the shape of its axes [${declared}]`, `[${tensor.shape.join(", ")}]`);
	}
	for (const axis of axes) {
		if (axis.labels && axis.labels.length !== axis.index.length) {
			mismatch(`${name}, axis ${axis.name}`, `labelled ${axis.index.length} times`, `${axis.labels.length} labels`);
		}
	}
	if (tensor.dtype !== "float32" || tensor.data.length !== elementCount(tensor.shape)) {
		mismatch(name, `float32 with ${elementCount(tensor.shape)} elements`, `${tensor.dtype} with ${tensor.data.length}`);
	}
	let firstIndex = -1;
	let count = 0;
	tensor.data.forEach((value, index) => {
		if (Number.isFinite(value)) return;
		if (count++ === 0) firstIndex = index;
	});
	if (count > 0) {
		throw new LvlmError("non-finite", `${count} of ${tensor.data.length} values of "${name}" are not finite.`, {
			name,
			firstIndex,
			count,
		});
	}
}

/**
 * Holds an explainer to what it declares: its kind, tensors whose axes match their shapes, finite values and signals, data that JSON keeps.
 *
 * @throws {LvlmError} "invalid-argument" (another kind, data that are no JSON), "shape-mismatch", "non-finite".
 */
export function validateResult(method: string, produces: ResultKind, body: ResultBody): void {
	if (body.kind !== produces) {
		throw new LvlmError("invalid-argument", `"${method}" declares "${produces}", but gave "${body.kind}".`, {
			name: "kind",
			expected: produces,
			actual: body.kind,
		});
	}
	for (const [name, one] of Object.entries(body.tensors)) checkTensor(name, one);
	if (body.data !== undefined) assertJson(`data of ${method}`, body.data);
	Object.entries(body.signals).forEach(([name, value], index) => {
		if (Number.isFinite(value)) return;
		throw new LvlmError("non-finite", `The signal "${name}" of "${method}" is ${value}.`, {
			name,
			firstIndex: index,
			count: 1,
		});
	});
}
