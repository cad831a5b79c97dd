import { formatValue } from "@lvlm-interpret/core/paint";
import type { Granularity, TokenUnit } from "./token-units.js";

function quoted(units: readonly TokenUnit[], limit: number): string {
	const names = units.slice(0, limit).map((unit) => `“${unit.text}”`);
	return units.length > limit ? `${names.join(", ")} and ${units.length - limit} more` : names.join(", ");
}

/** "12 words coloured by share of mass. Highest: “dog” (0.31), … Picked: “dog”." */
export function tokenCaption(
	units: readonly TokenUnit[],
	options: { readonly granularity: Granularity; readonly unit?: string; readonly picked: readonly TokenUnit[] },
): string {
	const { granularity, unit, picked } = options;
	const noun = units.length === 1 ? granularity : `${granularity}s`;
	const valued = units.filter((one) => one.rank > 0).sort((a, b) => a.rank - b.rank);
	const sentences: string[] = [];
	const [first] = valued;
	const last = valued.at(-1);
	if (!unit || !first || !last) sentences.push(`${units.length} ${noun}${unit ? `, none with a ${unit}` : ""}.`);
	else {
		sentences.push(`${units.length} ${noun} coloured by ${unit}.`);
		if (valued.length > 1 && first.value === last.value) sentences.push(`All are equal: ${formatValue(first.value)}.`);
		else {
			const top = valued.slice(0, 3).map((one) => `“${one.text}” (${formatValue(one.value)})`);
			sentences.push(`Highest: ${top.join(", ")}.`);
		}
	}
	if (picked.length > 0) sentences.push(`Picked: ${quoted(picked, 5)}.`);
	return sentences.join(" ");
}
