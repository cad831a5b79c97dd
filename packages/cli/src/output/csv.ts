import type { Result, ResultTensor } from "@lvlm-interpret/core";

/**
 * One CSV cell. Spreadsheets run text that starts with = + - @ (or a tab or return before it) as a formula, so such text gets a
 * leading apostrophe; quotes, commas and line breaks are quoted (RFC 4180).
 */
export function csvCell(value: string | number): string {
	if (typeof value === "number") return String(value);
	const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** Lines of a tensor in long form: one column an axis (and one for its label, where it has labels), then the value. */
export function* csvLines(tensor: ResultTensor): Generator<string> {
	const header = tensor.axes.flatMap((axis) => (axis.labels ? [axis.name, `${axis.name} label`] : [axis.name]));
	yield [...header, tensor.unit].map(csvCell).join(",");
	const sizes = tensor.axes.map((axis) => axis.index.length);
	const at = sizes.map(() => 0);
	for (const value of tensor.tensor.data) {
		const cells: (string | number)[] = [];
		tensor.axes.forEach((axis, depth) => {
			const place = at[depth] as number;
			cells.push(axis.index[place] as number);
			if (axis.labels) cells.push(axis.labels[place] as string);
		});
		yield [...cells, value].map(csvCell).join(",");
		for (let depth = sizes.length - 1; depth >= 0; depth--) {
			at[depth] = (at[depth] as number) + 1;
			if ((at[depth] as number) < (sizes[depth] as number)) break;
			at[depth] = 0;
		}
	}
}

/** A tensor as CSV text, ending with a line break. */
export function csvOf(tensor: ResultTensor): string {
	return `${[...csvLines(tensor)].join("\n")}\n`;
}

/** A result as plain data: every number, axis, unit and sentence. */
export function resultAsJson(result: Result): object {
	const tensors = Object.entries(result.tensors).map(([name, one]) => [
		name,
		{
			shape: one.tensor.shape,
			axes: one.axes,
			unit: one.unit,
			signed: one.signed,
			range: one.range.map((end) => (Number.isFinite(end) ? end : String(end))),
			description: one.description,
			values: Array.from(one.tensor.data),
		},
	]);
	return { ...result, tensors: Object.fromEntries(tensors) };
}
