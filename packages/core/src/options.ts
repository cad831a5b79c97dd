import { LvlmError } from "./errors.js";
import type { OptionSchema, OptionSpec } from "./explainer.js";

function describe(spec: OptionSpec): string {
	switch (spec.type) {
		case "integer":
		case "number":
			return `${spec.type === "integer" ? "an integer" : "a number"} in [${spec.min ?? "-∞"}, ${spec.max ?? "∞"}]`;
		case "boolean":
			return "true or false";
		case "choice":
			return `one of ${spec.choices.join(", ")}`;
		case "choices":
			return `a non-empty list of ${spec.choices.join(", ")}`;
		case "indices":
			return `"all" or a non-empty list of ${spec.of} indices (integers from 0)`;
	}
}

function fits(spec: OptionSpec, value: unknown): boolean {
	switch (spec.type) {
		case "integer":
		case "number":
			return (
				typeof value === "number" &&
				Number.isFinite(value) &&
				(spec.type === "number" || Number.isInteger(value)) &&
				value >= (spec.min ?? Number.NEGATIVE_INFINITY) &&
				value <= (spec.max ?? Number.POSITIVE_INFINITY)
			);
		case "boolean":
			return typeof value === "boolean";
		case "choice":
			return typeof value === "string" && spec.choices.includes(value);
		case "choices":
			return Array.isArray(value) && value.length > 0 && value.every((one) => spec.choices.includes(one));
		case "indices":
			return (
				value === "all" ||
				(Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one) && one >= 0))
			);
	}
}

/**
 * Fills in defaults and checks every option against its specification.
 *
 * @param owner  Who the options belong to, for messages.
 * @throws {LvlmError} "invalid-argument" for an unknown name or a value out of range.
 */
export function resolveOptions<Options extends object>(
	owner: string,
	schema: OptionSchema<Options>,
	given: Partial<Options> = {},
): Options {
	const specs = schema as Readonly<Record<string, OptionSpec>>;
	for (const name of Object.keys(given)) {
		if (!(name in specs)) {
			throw new LvlmError("invalid-argument", `${owner} has no option "${name}".`, {
				name,
				expected: `one of ${Object.keys(specs).join(", ")}`,
				actual: name,
			});
		}
	}
	const resolved: Record<string, unknown> = {};
	for (const [name, spec] of Object.entries(specs)) {
		const value = (given as Record<string, unknown>)[name] ?? spec.default;
		if (!fits(spec, value)) {
			const expected = describe(spec);
			throw new LvlmError(
				"invalid-argument",
				`Option "${name}" of ${owner} should be ${expected}, but is ${JSON.stringify(value)}.`,
				{
					name,
					expected,
					actual: JSON.stringify(value) ?? String(value),
				},
			);
		}
		resolved[name] = value;
	}
	return resolved as Options;
}
