import type { RandomStream } from "./random.js";

/** Puts numbers into another order, in place; every order is as likely (Fisher and Yates). */
export function shuffle(values: number[] | Float64Array, stream: RandomStream): void {
	for (let last = values.length - 1; last > 0; last--) {
		const other = Math.floor(stream.next() * (last + 1));
		[values[last], values[other]] = [values[other] as number, values[last] as number];
	}
}
