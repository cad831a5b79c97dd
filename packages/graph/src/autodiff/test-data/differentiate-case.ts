import { elementCount, type Tensor } from "@lvlm-interpret/core";
import type { Value } from "../../ir/value.js";
import { evaluateModel } from "../../reference/evaluate-model.js";
import { gradients } from "../gradients.js";
import { type BuiltCase, buildCase, type Declared, type RuleCase, randomNumbers, tensorOf } from "./rule-case.js";

export interface DifferentiatedCase {
	readonly built: BuiltCase;
	/** The built case's feeds, and the seeds. */
	readonly feeds: Readonly<Record<string, Tensor>>;
	/** Cotangents of the seeded outputs. */
	readonly seeds: readonly Tensor[];
	/** One an input of `wrt`. */
	readonly gradients: readonly Value[];
}

interface Options {
	readonly dtype?: "float64" | "float32";
	readonly declared?: Declared;
	/** Number of seeds in a batch; default none. */
	readonly batch?: number;
	/** Default: those of the case. */
	readonly wrt?: readonly number[];
	/** Cotangents instead of noise. */
	readonly seeds?: readonly Tensor[];
}

/** Values of the seeded outputs. */
export function forward(one: RuleCase, built: BuiltCase, feeds: Readonly<Record<string, Tensor>>): Tensor[] {
	const names = one.seeded.map((index) => (built.outputs[index] as Value).name);
	const results = evaluateModel(built.model, feeds, { outputs: names });
	return names.map((name) => results[name] as Tensor);
}

/** The case with its gradients written behind it. */
export function differentiateCase(one: RuleCase, options: Options = {}): DifferentiatedCase {
	const { dtype = "float64", declared, batch, wrt = one.wrt } = options;
	const built = buildCase(one, dtype, declared);
	const lead = batch === undefined ? [] : [batch];
	const random = randomNumbers(12345);
	const seeds =
		options.seeds ??
		forward(one, built, built.feeds).map(({ shape }) => {
			const numbers = Array.from({ length: elementCount([...lead, ...shape]) }, () => 2 * random() - 1);
			return tensorOf(dtype, [...lead, ...shape], numbers);
		});
	const of = one.seeded.map((index, at) => {
		const { shape } = seeds[at] as Tensor;
		const dims = declared === "nothing" ? shape.map(() => null) : shape;
		return { value: built.outputs[index] as Value, seed: built.builder.input(`seed${at}`, dtype, dims) };
	});
	const found = gradients(built.model, {
		of,
		wrt: wrt.map((index) => built.inputs[index] as Value),
		batched: batch !== undefined,
	});
	const fed = Object.fromEntries(seeds.map((seed, at) => [`seed${at}`, seed]));
	return { built, feeds: { ...built.feeds, ...fed }, seeds, gradients: found };
}

/** The gradients as numbers, one an input of `wrt`. */
export function runGradients(differentiated: DifferentiatedCase): Tensor[] {
	const names = differentiated.gradients.map((value) => value.name);
	const results = evaluateModel(differentiated.built.model, differentiated.feeds, { outputs: names });
	return names.map((name) => results[name] as Tensor);
}

/** Σ a·b. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
	return sum;
}

/** Σ seeds · outputs at the given feeds. */
function scalar(one: RuleCase, built: BuiltCase, feeds: Readonly<Record<string, Tensor>>, seeds: readonly Tensor[]) {
	const outputs = forward(one, built, feeds);
	return outputs.reduce(
		(sum, y, at) => sum + dot(y.data as Float64Array, (seeds[at] as Tensor).data as Float64Array),
		0,
	);
}

/**
 * Central differences of Σ seeds·outputs along `direction` (of input `index`), with the step h of two sizes extrapolated
 * (Richardson): error O(h⁴). Float64 in, float64 out.
 */
export function slope(
	one: RuleCase,
	built: BuiltCase,
	seeds: readonly Tensor[],
	index: number,
	direction: (element: number) => number,
	step: number,
): number {
	const name = `x${index}`;
	const at = built.feeds[name] as Tensor;
	const moved = (by: number): number => {
		const numbers = Float64Array.from(at.data as Float64Array, (x, element) => x + by * direction(element));
		return scalar(one, built, { ...built.feeds, [name]: tensorOf("float64", at.shape, numbers) }, seeds);
	};
	const central = (h: number) => (moved(h) - moved(-h)) / (2 * h);
	return (4 * central(step / 2) - central(step)) / 3;
}
