import assert from "node:assert/strict";
import { type Tensor, tensor } from "@lvlm-interpret/core";
import { differentiateCase, dot, runGradients, slope } from "./differentiate-case.js";
import { type Declared, type RuleCase, randomNumbers } from "./rule-case.js";

/** Difference of two results relative to the greatest magnitude (at least `floor`, for gradients that are 0). */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-3): number {
	let [worst, scale] = [actual.length === expected.length ? 0 : Number.NaN, floor];
	for (let i = 0; i < expected.length; i++) {
		const difference = Math.abs((actual[i] as number) - (expected[i] as number));
		if (!(difference <= worst)) worst = difference;
		scale = Math.max(scale, Math.abs(expected[i] as number));
	}
	return worst / scale;
}

/** Central differences, extrapolated, with steps of 1e-3 and 5e-4: error h⁴·f⁽⁵⁾, and 1e-13 of rounding. */
const smooth: Differences = { step: 1e-3, tolerance: 1e-9 };
/** The same numbers added in another order. */
const sameTolerance = 1e-12;

function assertBelow(error: number, tolerance: number, what: string): void {
	assert.ok(error < tolerance, `${what}: relative error ${error}, allowed ${tolerance}`);
}

export interface Differences {
	readonly step: number;
	readonly tolerance: number;
}

/** Gradients against finite differences, entry by entry, and ⟨dY, J·v⟩ = ⟨Jᵀ·dY, v⟩ along a random v. */
export function expectSlopes(one: RuleCase, { step, tolerance }: Differences = smooth): void {
	const differentiated = differentiateCase(one);
	const { built, seeds } = differentiated;
	const random = randomNumbers(99);
	runGradients(differentiated).forEach((gradient, at) => {
		const index = one.wrt[at] as number;
		const x = built.feeds[`x${index}`] as Tensor;
		assert.deepEqual(gradient.shape, x.shape, `shape of the gradient of input ${index}`);
		const along = (direction: (element: number) => number) => slope(one, built, seeds, index, direction, step);
		const expected = Array.from(x.data as Float64Array, (_, entry) => along((element) => Number(element === entry)));
		const data = gradient.data as Float64Array;
		assertBelow(relativeError(data, expected), tolerance, `input ${index}: ${data} for ${expected}`);
		const v = Array.from(data, () => 2 * random() - 1);
		const forwards = along((element) => v[element] as number);
		assertBelow(relativeError([dot(data, v)], [forwards]), tolerance, `⟨dY, Jv⟩, input ${index}`);
	});
}

/** Gradients where sizes are symbols, or unknown, against those where they are numbers. */
export function expectSameDeclared(one: RuleCase, declared: Declared): void {
	const expected = runGradients(differentiateCase(one));
	const actual = runGradients(differentiateCase(one, { declared }));
	actual.forEach((gradient, at) => {
		const reference = expected[at] as Tensor;
		assert.deepEqual(gradient.shape, reference.shape, `shape, input ${one.wrt[at]}`);
		const error = relativeError(gradient.data as Float64Array, reference.data as Float64Array);
		assertBelow(error, sameTolerance, `input ${one.wrt[at]}`);
	});
}

/** The gradients of three seeds at once against three single gradients. */
export function expectBatched(one: RuleCase, declared: Declared): void {
	const batch = 3;
	const together = differentiateCase(one, { batch, declared });
	const gradients = runGradients(together);
	for (let n = 0; n < batch; n++) {
		const seeds = together.seeds.map((seed) => part(seed, n));
		const alone = runGradients(differentiateCase(one, { seeds }));
		gradients.forEach((gradient, at) => {
			const { shape, data } = part(gradient, n);
			const expected = alone[at] as Tensor;
			assert.deepEqual([gradient.shape[0], ...shape], [batch, ...expected.shape], `shape, input ${one.wrt[at]}`);
			const error = relativeError(data as Float64Array, expected.data as Float64Array);
			assertBelow(error, sameTolerance, `seed ${n}, input ${one.wrt[at]}`);
		});
	}
}

/** Entry `n` of the first axis. */
function part(whole: Tensor, n: number): Tensor {
	const [count = 1, ...shape] = whole.shape;
	const size = whole.data.length / count;
	return tensor("float64", shape, (whole.data as Float64Array).slice(n * size, (n + 1) * size));
}
