import { formatValue } from "@lvlm-interpret/core/paint";

/** Indices of the `count` highest numbers, highest first; NaN takes no part. */
export function topCells(values: ArrayLike<number>, count: number): number[] {
	const order: number[] = [];
	for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) order.push(i);
	order.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
	return order.slice(0, count);
}

function span(indices: readonly number[], one: string, many: string): string {
	const low = Math.min(...indices) + 1;
	const high = Math.max(...indices) + 1;
	return low === high ? `${one} ${low}` : `${many} ${low} to ${high}`;
}

/** "rows 3 to 4, columns 5 to 6": the smallest rectangle around some cells. */
export function cellPlace(cells: readonly number[], columns: number): string {
	return `${span(
		cells.map((cell) => Math.floor(cell / columns)),
		"row",
		"rows",
	)}, ${span(
		cells.map((cell) => cell % columns),
		"column",
		"columns",
	)}`;
}

/**
 * "24 x 24 patches coloured by share of mass; top 5 patches in rows 3 to 4, columns 5 to 6: 41 % of the mass." The percentage is
 * left out where a value is negative: shares then mean nothing.
 */
export function patchCaption(
	values: ArrayLike<number>,
	grid: { readonly rows: number; readonly columns: number },
	options: { readonly unit: string; readonly topK: number; readonly picked: readonly number[] },
): string {
	const { unit, topK, picked } = options;
	const start = `${grid.rows} x ${grid.columns} patches coloured by ${unit}`;
	const top = topCells(values, topK);
	const [best] = top;
	if (best === undefined) return `${start}; no patch has a value.`;
	let total = 0;
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < values.length; i++) {
		const value = values[i] as number;
		if (Number.isNaN(value)) continue;
		total += value;
		least = Math.min(least, value);
		most = Math.max(most, value);
	}
	const place = cellPlace(top, grid.columns);
	const mass = top.reduce((sum, cell) => sum + (values[cell] as number), 0);
	const finding =
		least === most
			? `all are equal: ${formatValue(values[best] as number)}`
			: `top ${top.length} ${top.length === 1 ? "patch" : "patches"} in ${place}${
					least >= 0 && total > 0 ? `: ${formatValue((100 * mass) / total, 100)} % of the mass` : ""
				}`;
	const valued = picked.filter((cell) => !Number.isNaN(values[cell]));
	const sum = valued.reduce((all, cell) => all + (values[cell] as number), 0);
	const share = least >= 0 && total > 0 ? `, ${formatValue((100 * sum) / total, 100)} % of the mass` : "";
	const pick =
		picked.length > 0 ? ` Picked: ${picked.length} ${picked.length === 1 ? "patch" : "patches"}${share}.` : "";
	return `${start}; ${finding}.${pick}`;
}
