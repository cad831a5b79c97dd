import { decoded } from "../codec/codec.js";
import { type Origin, type Run, runOf } from "./run.js";

/** What of a run is not in its session: the facts beside it in a file of several runs. */
export function recordFacts({
	parent,
	changes,
	at,
	name,
	picture,
	address,
	alt,
	expected,
	tags,
	notes,
}: Run): Record<string, unknown> {
	return { parent, changes, at, name, picture, address, alt, expected, tags, notes };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const texts = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

/** The record of a run of a file. Facts that make no sense are left out. @throws as `decoded` */
export async function readRecord(
	id: string,
	facts: Readonly<Record<string, unknown>>,
	session: Uint8Array,
	origin: Origin,
): Promise<Run> {
	const known = Object.entries({
		parent: text(facts.parent),
		name: text(facts.name),
		picture: text(facts.picture),
		address: text(facts.address),
		alt: text(facts.alt),
		expected: text(facts.expected),
		notes: text(facts.notes),
		at: typeof facts.at === "number" ? facts.at : undefined,
	}).filter(([, value]) => value !== undefined);
	const run = runOf(await decoded(session), { id, origin });
	return {
		...run,
		...Object.fromEntries(known),
		tags: texts(facts.tags),
		changes: texts(facts.changes) as Run["changes"],
	};
}
