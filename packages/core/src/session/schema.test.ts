import { readFileSync } from "node:fs";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { expect, it } from "vitest";
import { decodeSession, encodeSession } from "./index.js";
import { session } from "./sample.test-data.js";

interface Schema {
	readonly $ref?: string;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly Schema[];
	readonly type?: string;
	readonly pattern?: string;
	readonly minimum?: number;
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly additionalProperties?: true | Schema;
	readonly items?: Schema;
}

const url = new URL("../../docs/session-manifest.schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(url, "utf8")) as Schema & { $defs: Record<string, Schema> };

function typeOf(value: unknown): string {
	if (value === null) return "null";
	return Array.isArray(value) ? "array" : typeof value;
}

/** What of `value` the schema does not allow or, unlike JSON Schema, does not mention. */
function problems(rule: Schema, value: unknown, path: string): string[] {
	if (rule.$ref) return problems(schema.$defs[rule.$ref.split("/").at(-1) as string], value, path);
	if (rule.anyOf) return rule.anyOf.some((one) => problems(one, value, path).length === 0) ? [] : [path];
	if ("const" in rule) return rule.const === value ? [] : [path];
	if (rule.enum) return rule.enum.includes(value) ? [] : [path];
	const type = rule.type === "integer" ? "number" : rule.type;
	if (typeOf(value) !== type) return [`${path}: ${typeOf(value)}`];
	if (rule.type === "integer" && !(Number.isInteger(value) && (value as number) >= (rule.minimum ?? -Infinity)))
		return [path];
	if (rule.pattern && !new RegExp(rule.pattern).test(value as string)) return [path];
	if (rule.type === "array") {
		return (value as unknown[]).flatMap((one, i) => (rule.items ? problems(rule.items, one, `${path}[${i}]`) : []));
	}
	if (rule.type !== "object") return [];
	const found = (rule.required ?? [])
		.filter((key) => !Object.hasOwn(value as object, key))
		.map((key) => `${path}.${key} missing`);
	for (const [key, one] of Object.entries(value as object)) {
		const next = rule.properties?.[key] ?? rule.additionalProperties;
		if (next === undefined) found.push(`${path}.${key} not described`);
		else if (next !== true) found.push(...problems(next, one, `${path}.${key}`));
	}
	return found;
}

const files = unzipSync(encodeSession({ ...session, createdAt: "2026-01-01T00:00:00Z" }));
const manifestText = strFromU8(files["manifest.json"]);

it("the schema describes every member that is written", () => {
	expect(problems(schema, JSON.parse(manifestText), "manifest")).toEqual([]);
});

/** Each path to a required member of an object that the sample has. */
function requiredPaths(rule: Schema, value: unknown, path: (string | number)[]): (string | number)[][] {
	if (rule.$ref) return requiredPaths(schema.$defs[rule.$ref.split("/").at(-1) as string], value, path);
	if (rule.anyOf) return value === null ? [] : requiredPaths(rule.anyOf[0], value, path);
	if (rule.type === "array") {
		const items = value as unknown[];
		return items.length > 0 && rule.items ? requiredPaths(rule.items, items[0], [...path, 0]) : [];
	}
	if (rule.type !== "object") return [];
	const found = (rule.required ?? []).map((key) => [...path, key]);
	for (const [key, one] of Object.entries(value as object)) {
		const next = rule.properties?.[key] ?? rule.additionalProperties;
		if (next !== undefined && next !== true) found.push(...requiredPaths(next, one, [...path, key]));
	}
	return found;
}

const paths = requiredPaths(schema, JSON.parse(manifestText), []);

it("the reader and the schema require the same members", () => {
	expect(paths.length).toBeGreaterThan(60);
	for (const path of paths) {
		const manifest = JSON.parse(manifestText);
		const parent = path.slice(0, -1).reduce((at, key) => at[key], manifest);
		delete parent[path.at(-1) as string];
		expect(problems(schema, manifest, "manifest"), path.join(".")).not.toEqual([]);
		const bytes = zipSync({ ...files, "manifest.json": strToU8(JSON.stringify(manifest)) });
		expect(() => decodeSession(bytes), path.join(".")).toThrow(/manifest of the session file is wrong/);
	}
});
