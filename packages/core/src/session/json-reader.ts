import { LvlmError } from "../errors.js";

/** @throws {LvlmError} "invalid-session-file" that names the place in the manifest. */
export function reject(path: string, expected: string): never {
	const reason = `${path} should be ${expected}`;
	throw new LvlmError("invalid-session-file", `The manifest of the session file is wrong: ${reason}.`, {
		reason,
		entry: "manifest.json",
	});
}

/** Reads a JSON value at `path`, or rejects it. */
export type Reader<T> = (value: unknown, path: string) => T;

export const text: Reader<string> = (value, path) => (typeof value === "string" ? value : reject(path, "a string"));

export const flag: Reader<boolean> = (value, path) =>
	typeof value === "boolean" ? value : reject(path, "true or false");

export const finite: Reader<number> = (value, path) =>
	typeof value === "number" && Number.isFinite(value) ? value : reject(path, "a number");

export const whole: Reader<number> = (value, path) =>
	Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : reject(path, "an integer from 0");

/** A number, or the name of one that JSON lacks. */
export const anyNumber: Reader<number> = (value, path) => {
	if (value === "Infinity" || value === "-Infinity" || value === "NaN") return Number(value);
	return typeof value === "number" ? value : reject(path, 'a number, "Infinity", "-Infinity" or "NaN"');
};

/** Any JSON value, as it is. */
export const json: Reader<unknown> = (value) => value;

export function oneOf<T extends string>(...choices: readonly T[]): Reader<T> {
	return (value, path) => (choices.includes(value as T) ? (value as T) : reject(path, `one of ${choices.join(", ")}`));
}

export function list<T>(item: Reader<T>): Reader<T[]> {
	return (value, path) =>
		Array.isArray(value) ? value.map((one, index) => item(one, `${path}[${index}]`)) : reject(path, "a list");
}

export function pair<T>(item: Reader<T>): Reader<[T, T]> {
	return (value, path) => {
		const items = list(item)(value, path);
		return items.length === 2 ? (items as [T, T]) : reject(path, "a list of two");
	};
}

export function nullable<T>(item: Reader<T>): Reader<T | null> {
	return (value, path) => (value === null ? null : item(value, path));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object from names to values of one type. */
export function record<T>(item: Reader<T>): Reader<Record<string, T>> {
	return (value, path) => {
		if (!isObject(value)) return reject(path, "an object");
		// Built from entries, so that a key "__proto__" is a key like any other.
		return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, item(one, `${path}.${key}`)]));
	};
}

type Fields = Readonly<Record<string, Reader<unknown>>>;
type Read<F extends Fields> = { [K in keyof F]: ReturnType<F[K]> };

/** An object with the required and optional members given; others are ignored. */
export function object<F extends Fields, O extends Fields = Record<never, never>>(
	fields: F,
	optional?: O,
): Reader<Read<F> & Partial<Read<O>>> {
	return (value, path) => {
		if (!isObject(value)) return reject(path, "an object");
		const out: Record<string, unknown> = {};
		for (const [key, read] of Object.entries(fields)) {
			out[key] = read(Object.hasOwn(value, key) ? value[key] : undefined, path === "" ? key : `${path}.${key}`);
		}
		for (const [key, read] of Object.entries(optional ?? {})) {
			if (Object.hasOwn(value, key)) out[key] = read(value[key], path === "" ? key : `${path}.${key}`);
		}
		return out as Read<F> & Partial<Read<O>>;
	};
}
