import { LvlmError } from "@lvlm-interpret/core";
import type { CallName, Calls } from "./calls.js";
import { type FromEngine, protocolVersion, type ToEngine } from "./messages.js";

interface Rule {
	readonly expected: string;
	fits(value: unknown): boolean;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const isIndex = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const text: Rule = { expected: "a string", fits: (value) => typeof value === "string" };
const object: Rule = { expected: "an object", fits: isObject };
const count: Rule = { expected: "a number above 0", fits: (value) => typeof value === "number" && value > 0 };
const indices: Rule = {
	expected: "a list of indices",
	fits: (value) => Array.isArray(value) && value.length > 0 && value.every(isIndex),
};
const source: Rule = {
	expected: "a model's name, files or folder",
	fits(value) {
		if (!isObject(value)) return false;
		if (value.kind === "name") return typeof value.name === "string" && value.name !== "";
		if (value.kind === "directory") return isObject(value.handle);
		return (
			value.kind === "files" &&
			Array.isArray(value.files) &&
			value.files.every((file) => isObject(file) && typeof file.name === "string" && file.blob instanceof Blob)
		);
	},
};
const subject: Rule = {
	expected: "a result",
	fits: (value) => value === undefined || (isObject(value) && isObject(value.result) && isObject(value.result.tensors)),
};
const model: Rule = {
	expected: "id and fingerprint of a model",
	fits: (value) => isObject(value) && typeof value.id === "string" && typeof value.fingerprint === "string",
};

const rules: { readonly [Name in CallName]: { readonly [Key in keyof Calls[Name]["params"]]-?: Rule } } = {
	describe: {},
	devices: {},
	inspect: { source, options: object },
	open: { source, options: object },
	generate: { answer: text, request: object },
	prepare: { request: object },
	explain: { answer: text, model, method: text, options: object, about: subject },
	rows: { answer: text, model, layers: indices, queries: indices, bytesPerRun: count },
	memory: {},
	stored: {},
	remove: { id: text },
};

function refuse(name: string, expected: string, actual: unknown, hint?: string): never {
	const shown = typeof actual === "string" ? actual : (JSON.stringify(actual) ?? String(actual));
	const short = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
	throw new LvlmError(
		"invalid-argument",
		`A message between page and worker is broken: "${name}" should be ${expected}, but is ${short}.`,
		{ name, expected, actual: short },
		hint === undefined ? {} : { hint },
	);
}

function checkEnvelope(message: unknown): Record<string, unknown> {
	if (!isObject(message)) refuse("message", "an object", message);
	if (message.version !== protocolVersion) {
		refuse(
			"version",
			String(protocolVersion),
			message.version,
			"Page and worker must be built from the same version of @lvlm-interpret/worker; a cached worker script may be old.",
		);
	}
	if (!Number.isInteger(message.id)) refuse("id", "a whole number", message.id);
	return message;
}

/** The call's id of a message that may be broken, for the error that answers it. */
export function idOf(message: unknown): number | undefined {
	return isObject(message) && isIndex(message.id) ? (message.id as number) : undefined;
}

/** @throws {LvlmError} "invalid-argument" for what is no message of this version to the worker. */
export function checkToEngine(message: unknown): ToEngine {
	const { kind, call, params, data, lock, id } = checkEnvelope(message);
	if (!isIndex(id)) refuse("id", "an index", id);
	if (kind === "abort") return message as ToEngine;
	if (kind === "answer-data") {
		if (!isObject(data) || !Array.isArray(data.tokens) || !isObject(data.sequence)) refuse("data", "an answer", data);
		return message as ToEngine;
	}
	if (kind === "watch") {
		if (typeof lock !== "string") refuse("lock", "a string", lock);
		return message as ToEngine;
	}
	if (kind !== "call") refuse("kind", "call, abort, answer-data or watch", kind);
	if (typeof call !== "string" || !Object.hasOwn(rules, call))
		refuse("call", `one of ${Object.keys(rules).join(", ")}`, call);
	if (!isObject(params)) refuse("params", "an object", params);
	for (const [name, rule] of Object.entries<Rule>(rules[call as CallName])) {
		if (!rule.fits(params[name])) refuse(`${call}.${name}`, rule.expected, params[name]);
	}
	return message as ToEngine;
}

/** What each kind of message from the worker must bring. */
const fromEngine: Readonly<Record<FromEngine["kind"], (message: Record<string, unknown>) => boolean>> = {
	progress: ({ progress }) => isObject(progress),
	prompt: ({ prompt }) => isObject(prompt),
	token: ({ token }) => isObject(token),
	rows: ({ blocks, rowSumError }) => Array.isArray(blocks) && typeof rowSumError === "number",
	notice: ({ message }) => typeof message === "string",
	"need-answer": () => true,
	watched: () => true,
	answer: (message) => "value" in message,
	error: ({ error }) => isObject(error) && typeof error.message === "string",
};

/** @throws {LvlmError} "invalid-argument" for what is no message of this version from the worker. */
export function checkFromEngine(message: unknown): FromEngine {
	const { kind, ...rest } = checkEnvelope(message);
	if (typeof kind !== "string" || !Object.hasOwn(fromEngine, kind)) {
		refuse("kind", `one of ${Object.keys(fromEngine).join(", ")}`, kind);
	}
	if (!fromEngine[kind as FromEngine["kind"]](rest)) refuse(kind as string, "complete", rest);
	return message as FromEngine;
}
