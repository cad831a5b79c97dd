import { LvlmError } from "@lvlm-interpret/core";

/**
 * Reads "all", "3", "0,2,5-7" or "-1" (the last) as indices.
 *
 * @param count  How many there are; indices lie in [0, count).
 * @returns "all", or the indices in the order given, without repeats.
 * @throws {LvlmError} "invalid-argument"
 */
export function parseIndices(name: string, text: string, count: number): "all" | number[] {
	const fail = (): never => {
		const expected = `"all", or indices from 0 to ${count - 1} such as 0,2,5-7 (-1 is the last)`;
		throw new LvlmError("invalid-argument", `--${name} should be ${expected}, but is "${text}".`, {
			name,
			expected,
			actual: text,
		});
	};
	if (text.trim() === "all") return "all";
	const found = new Set<number>();
	for (const part of text.split(",")) {
		const range = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(part);
		const single = /^\s*(-?\d+)\s*$/.exec(part);
		if (!range && !single) fail();
		const [from, to] = range ? [Number(range[1]), Number(range[2])] : [Number(single?.[1]), Number(single?.[1])];
		if (to < from) fail();
		for (let index = from; index <= to; index++) {
			const wrapped = index < 0 ? index + count : index;
			if (wrapped < 0 || wrapped >= count) fail();
			found.add(wrapped);
		}
	}
	return found.size > 0 ? [...found] : fail();
}
