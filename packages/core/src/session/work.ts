import { LvlmError } from "../errors.js";
import { assertJson } from "../json-value.js";
import { json, list, object, type Reader, record, reject, text } from "./json-reader.js";
import { defaultLimits, type SessionLimits, within } from "./limits.js";
import { entries } from "./manifest.js";
import { openZip, writeZip, type ZipReader } from "./zip.js";

/** A run of a piece of work. */
export interface WorkRun {
	/** Unique in the file: letters, digits, "_", "." and "-", at most 64, no dot first. */
	readonly id: string;
	/** What the app knows of it besides its session, such as the run that it came from: JSON. */
	readonly facts: Readonly<Record<string, unknown>>;
	/** The bytes of a session file. */
	readonly session: Uint8Array;
}

/** Several runs in one file. */
export interface WorkFile {
	/** The run that opens. */
	readonly current: string;
	/** In their order; at most 10,000. */
	readonly runs: readonly WorkRun[];
}

const workEntries = { index: "runs.json", runs: "runs.zip" } as const;
const maxRuns = 10_000;

const isId = (id: string): boolean => /^[\w-][\w.-]{0,63}$/.test(id);
const runId: Reader<string> = (value, path) =>
	isId(text(value, path)) ? text(value, path) : reject(path, "a run's id");
const index = object({ current: runId, runs: list(object({ id: runId, facts: record(json) })) });

function refuse(expected: string, actual: string): never {
	const fields = { name: "runs", expected, actual };
	throw new LvlmError("invalid-argument", `The runs of a file should be ${expected}, but are ${actual}.`, fields);
}

/** The entries of a session alone, as a zip of their own. */
function sessionAlone(zip: ZipReader): Record<string, Uint8Array> {
	const known = zip.names.filter((name) => (Object.values(entries) as readonly string[]).includes(name));
	return Object.fromEntries(known.map((name) => [name, zip.read(name)]));
}

/**
 * The bytes of a `.lvlm` file with several runs: the current one's entries as in a file of its own, which is what `decodeSession` and
 * older readers open; `runs.json` (ids and facts of all) and `runs.zip` (the other runs, a session file each).
 *
 * @throws {LvlmError} "invalid-argument" without the current run, for two runs of one id, more than 10,000, or facts that are no JSON.
 */
export function encodeWork({ current, runs }: WorkFile): Uint8Array {
	const first = runs.find(({ id }) => id === current) ?? refuse(`with the current one, "${current}"`, "without it");
	if (new Set(runs.map(({ id }) => id)).size < runs.length) refuse("of different ids", "with one id twice");
	if (runs.length > maxRuns) refuse(`at most ${maxRuns}`, String(runs.length));
	for (const { id, facts } of runs) {
		if (!isId(id)) refuse("called by letters, digits, _, . and -", `called "${id}"`);
		assertJson(`runs.${id}`, facts);
	}
	const others = runs.filter((run) => run !== first).map(({ id, session }) => [`${id}.lvlm`, session] as const);
	const described = { current, runs: runs.map(({ id, facts }) => ({ id, facts })) };
	return writeZip(
		{
			...sessionAlone(openZip(first.session, defaultLimits)),
			[workEntries.index]: new TextEncoder().encode(`${JSON.stringify(described, null, 1)}\n`),
			[workEntries.runs]: writeZip(Object.fromEntries(others), []),
		},
		[entries.manifest, workEntries.index],
	);
}

/**
 * Reads a `.lvlm` file as runs; one without `runs.json` is a single run called "run", without facts. The sessions are not decoded.
 *
 * @throws {LvlmError} "invalid-session-file", "limit-exceeded"
 */
export function decodeWork(bytes: Uint8Array, limits: Partial<SessionLimits> = {}): WorkFile {
	const allowed: SessionLimits = { ...defaultLimits, ...limits };
	const zip = openZip(bytes, allowed);
	if (!zip.names.includes(workEntries.index))
		return { current: "run", runs: [{ id: "run", facts: {}, session: bytes }] };
	within(allowed, "manifestBytes", zip.bytesOf(workEntries.index), `Bytes of "${workEntries.index}"`);
	const { current, runs } = readIndex(zip.read(workEntries.index));
	const others = openZip(zip.read(workEntries.runs), { ...allowed, entries: maxRuns });
	return {
		current,
		runs: runs.map(({ id, facts }) => ({
			id,
			facts,
			session: id === current ? writeZip(sessionAlone(zip), [entries.manifest]) : others.read(`${id}.lvlm`),
		})),
	};
}

function readIndex(bytes: Uint8Array): Pick<WorkFile, "current"> & { runs: Omit<WorkRun, "session">[] } {
	let parsed: unknown;
	try {
		parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		parsed = undefined;
	}
	const found = index(parsed, workEntries.index);
	if (!found.runs.some(({ id }) => id === found.current)) reject("current", "one of the runs");
	return found;
}
