import { LvlmError } from "./errors.js";

/**
 * Checks that a value comes back from JSON as it is: null, strings, booleans, finite numbers, and lists and plain objects of them.
 * Members that are undefined are allowed: JSON leaves them out.
 *
 * @param name  Of the value, for the message.
 * @throws {LvlmError} "invalid-argument" naming the member.
 */
export function assertJson(name: string, value: unknown): void {
	if (value === null || typeof value === "string" || typeof value === "boolean") return;
	if (typeof value === "number" && Number.isFinite(value)) return;
	if (Array.isArray(value)) {
		for (let i = 0; i < value.length; i++) assertJson(`${name}[${i}]`, value[i]);
		return;
	}
	if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
		for (const [key, one] of Object.entries(value)) if (one !== undefined) assertJson(`${name}.${key}`, one);
		return;
	}
	throw new LvlmError("invalid-argument", `"${name}" cannot be stored, because it is no JSON value.`, {
		name,
		expected: "null, a string, a boolean, a finite number, or arrays and objects of them",
		actual: typeof value === "object" ? "an object of a class" : String(value),
	});
}
