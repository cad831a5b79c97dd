import {
	type DType,
	elementCount,
	fromHalf,
	isDeviceTensor,
	type SessionValue,
	type Tensor,
} from "@lvlm-interpret/core";
import { expectThat } from "./suite.js";

/** |actual - expected| may be `absolute + relative · |expected|`. */
export interface Tolerance {
	readonly relative: number;
	readonly absolute: number;
}

/** By the dtype of the expectation; all others are compared exactly. */
export const tolerances: Readonly<Partial<Record<DType, Tolerance>>> = {
	float64: { relative: 1e-4, absolute: 1e-5 },
	float32: { relative: 1e-4, absolute: 1e-5 },
	float16: { relative: 1e-2, absolute: 1e-3 },
	bfloat16: { relative: 2e-2, absolute: 1e-2 },
};

/** The elements as numbers; halves are decoded. */
export function numbersOf({ dtype, data }: Tensor): number[] {
	if (dtype === "float16") return Array.from(data as Uint16Array, fromHalf);
	return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** A result that lies in host memory. */
export function hostTensor(value: SessionValue | undefined, name: string): Tensor {
	expectThat(value, `there is no result "${name}"`);
	expectThat(!isDeviceTensor(value), `"${name}" should be in host memory`);
	return value;
}

/**
 * Compares a result: dtype and shape exactly, elements within the tolerance of the expectation's dtype.
 *
 * @throws with shape, dtype, worst index and worst error.
 */
export function expectClose(
	name: string,
	actual: Tensor,
	expected: Tensor,
	tolerance: Tolerance | undefined = tolerances[expected.dtype],
): void {
	const show = ({ dtype, shape }: Tensor): string => `${dtype} [${shape.join(", ")}]`;
	expectThat(show(actual) === show(expected), `"${name}" is ${show(actual)}, but should be ${show(expected)}`);
	expectThat(
		actual.data.length === elementCount(actual.shape),
		`"${name}" has ${actual.data.length} elements for ${show(actual)}`,
	);
	if (!tolerance) {
		const [a, e] = [actual.data, expected.data];
		for (let i = 0; i < e.length; i++) expectThat(a[i] === e[i], `"${name}"[${i}] is ${a[i]}, but should be ${e[i]}`);
		return;
	}
	const [a, e] = [numbersOf(actual), numbersOf(expected)];
	let worst = -1;
	let worstRatio = 1;
	for (let i = 0; i < e.length; i++) {
		if (Object.is(a[i], e[i]) || a[i] === e[i]) continue;
		const allowed = tolerance.absolute + tolerance.relative * Math.abs(e[i]);
		const difference = Math.abs(a[i] - e[i]);
		const ratio = Number.isFinite(difference) ? difference / allowed : Number.POSITIVE_INFINITY;
		if (ratio > worstRatio) {
			worstRatio = ratio;
			worst = i;
		}
	}
	expectThat(
		worst < 0,
		`"${name}" (${show(expected)})[${worst}] is ${a[worst]}, but should be ${e[worst]}: ${worstRatio.toPrecision(3)} times the tolerance`,
	);
}
