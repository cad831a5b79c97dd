import { LvlmError } from "@lvlm-interpret/core";

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The error for a value in config.json that breaks its meaning. */
export function invalidConfig(path: string, expected: string, actual: unknown): LvlmError<"invalid-model"> {
	return new LvlmError(
		"invalid-model",
		`config.json: "${path}" should be ${expected}, but is ${JSON.stringify(actual)}.`,
		{ reason: `${path} should be ${expected}`, file: "config.json" },
	);
}

/**
 * Typed reads of a JSON object. A field that is missing or null takes the fallback, as in the Hugging Face library; one that
 * is there with a wrong type is an error, never a default.
 */
export class JsonFields {
	readonly #object: JsonObject;
	readonly #path: string;

	/** @param path  Put in front of field names in messages, e.g. "text_config". */
	constructor(object: JsonObject, path = "") {
		this.#object = object;
		this.#path = path;
	}

	/** The name of a field in messages. */
	pathOf(field: string): string {
		return this.#path ? `${this.#path}.${field}` : field;
	}

	raw(field: string): unknown {
		return this.#object[field] ?? undefined;
	}

	/** An integer of at least `min` (default 1). */
	count<F>(field: string, fallback: F, min = 1): number | F {
		const value = this.raw(field);
		if (value === undefined) return fallback;
		if (!Number.isSafeInteger(value) || (value as number) < min) {
			throw invalidConfig(this.pathOf(field), `an integer of at least ${min}`, value);
		}
		return value as number;
	}

	/** A finite number above 0. */
	positive<F>(field: string, fallback: F): number | F {
		const value = this.raw(field);
		if (value === undefined) return fallback;
		if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) {
			throw invalidConfig(this.pathOf(field), "a number above 0", value);
		}
		return value;
	}

	flag(field: string, fallback: boolean): boolean {
		const value = this.raw(field);
		if (value === undefined) return fallback;
		if (typeof value !== "boolean") throw invalidConfig(this.pathOf(field), "true or false", value);
		return value;
	}

	choice<T extends string>(field: string, choices: readonly T[], fallback: T): T {
		const value = this.raw(field) ?? fallback;
		if (!choices.includes(value as T)) throw invalidConfig(this.pathOf(field), `one of ${choices.join(", ")}`, value);
		return value as T;
	}

	object(field: string): JsonObject | undefined {
		const value = this.raw(field);
		if (value === undefined) return undefined;
		if (typeof value !== "object" || Array.isArray(value)) throw invalidConfig(this.pathOf(field), "an object", value);
		return value as JsonObject;
	}
}
