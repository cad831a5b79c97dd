import { type ErrorCode, type ErrorFields, isLvlmError, LvlmError } from "@lvlm-interpret/core";

/** An error as data. Cloning an error keeps its message only: code, fields, hint and causes would be lost. */
export interface WireError {
	readonly name: string;
	/** Without the hint. */
	readonly message: string;
	readonly code?: string;
	readonly fields?: unknown;
	readonly hint?: string;
	readonly cause?: WireError;
}

/** Causes below causes that are kept. */
const depth = 4;

/** What can be cloned of an error's fields: plugins may put anything there. */
function clonable(fields: unknown): unknown {
	try {
		return structuredClone(fields);
	} catch {
		return JSON.parse(JSON.stringify(fields) ?? "null");
	}
}

/** An error, or whatever was thrown, as data. */
export function toWire(error: unknown, left: number = depth): WireError {
	if (!(error instanceof Error || error instanceof DOMException)) return { name: "Error", message: String(error) };
	const cause = (error as Error).cause;
	const wire = {
		name: error.name,
		message: error.message,
		...(cause === undefined || left === 0 ? {} : { cause: toWire(cause, left - 1) }),
	};
	if (!isLvlmError(error)) return wire;
	const { code, hint } = error;
	const tail = hint === undefined ? "" : ` ${hint}`;
	return {
		...wire,
		code,
		fields: clonable(error.fields),
		// The class puts the hint behind the message; it would be there twice on the other side.
		message: tail && error.message.endsWith(tail) ? error.message.slice(0, -tail.length) : error.message,
		...(hint === undefined ? {} : { hint }),
	};
}

/** The error of the other side: an LvlmError again, the platform's AbortError, or a plain Error of the same name. */
export function fromWire(wire: WireError): Error {
	const options = wire.cause === undefined ? {} : { cause: fromWire(wire.cause) };
	if (wire.code !== undefined) {
		const code = wire.code as ErrorCode;
		const hint = wire.hint === undefined ? {} : { hint: wire.hint };
		return new LvlmError(code, wire.message, wire.fields as ErrorFields[typeof code], { ...options, ...hint });
	}
	if (wire.name === "AbortError") return new DOMException(wire.message, "AbortError");
	const error = new Error(wire.message, options);
	error.name = wire.name;
	return error;
}
