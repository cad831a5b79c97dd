import { LvlmError } from "@lvlm-interpret/core";
import type { GraphBuilder } from "../build/builder.js";
import type { Value } from "../ir/value.js";

/** A value of the graph whose axes have names ("layer", "head", "query", "key", or what a reduction called them). */
export interface AxisValue {
	readonly value: Value;
	readonly axes: readonly string[];
}

/** A step from one named value to another: `sumOver("key")`, … Plain functions, so anybody can add one. */
export type Reduction = (builder: GraphBuilder, input: AxisValue) => AxisValue;

/** Index of an axis. @throws {LvlmError} "invalid-argument" with the axes that there are. */
export function axisIndex(input: AxisValue, axis: string): number {
	const index = input.axes.indexOf(axis);
	if (index >= 0) return index;
	throw new LvlmError("invalid-argument", `There is no axis "${axis}" to reduce; there are ${input.axes.join(", ")}.`, {
		name: "axis",
		expected: `one of ${input.axes.join(", ")}`,
		actual: axis,
	});
}

/** The axes without one. */
export function withoutAxis(input: AxisValue, axis: string): string[] {
	return input.axes.filter((one) => one !== axis);
}

/** Several steps as one. */
export function chain(...steps: readonly Reduction[]): Reduction {
	return (builder, input) => steps.reduce((value, step) => step(builder, value), input);
}
