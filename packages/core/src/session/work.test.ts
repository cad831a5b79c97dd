import { strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { isLvlmError } from "../errors.js";
import { decodeSession, decodeWork, encodeSession, encodeWork } from "./index.js";
import { session } from "./sample.test-data.js";

const other = { ...session, notes: "The second run." };
const runs = [
	{ id: "a", facts: {}, session: encodeSession(session) },
	{ id: "b-2", facts: { parent: "a", tags: ["wrong"] }, session: encodeSession(other) },
	{ id: "c", facts: { parent: "b-2" }, session: encodeSession(session) },
];

function codeOf(run: () => unknown): string | undefined {
	try {
		run();
	} catch (error) {
		return isLvlmError(error) ? error.code : String(error);
	}
	return undefined;
}

describe("a file of several runs", () => {
	it("gives back every run, and opens as its current one", () => {
		const bytes = encodeWork({ current: "b-2", runs });
		const read = decodeWork(bytes);
		expect(read.current).toBe("b-2");
		expect(read.runs.map(({ id, facts }) => ({ id, facts }))).toEqual(runs.map(({ id, facts }) => ({ id, facts })));
		expect(read.runs.map((run) => decodeSession(run.session))).toEqual([session, other, session]);
		expect(decodeSession(bytes)).toEqual(other);
		expect(encodeWork(read)).toEqual(bytes);
	});

	it("takes a file of one session as a single run", () => {
		const read = decodeWork(encodeSession(session));
		expect(read.runs).toMatchObject([{ id: "run", facts: {} }]);
		expect(decodeSession(read.runs[0]?.session as Uint8Array)).toEqual(session);
	});

	it("refuses what does not belong together", () => {
		const [a] = runs as [(typeof runs)[0]];
		expect(codeOf(() => encodeWork({ current: "z", runs }))).toBe("invalid-argument");
		expect(codeOf(() => encodeWork({ current: "a", runs: [a, a] }))).toBe("invalid-argument");
		expect(codeOf(() => encodeWork({ current: "../a", runs: [{ ...a, id: "../a" }] }))).toBe("invalid-argument");
		expect(codeOf(() => encodeWork({ current: "a", runs: [{ ...a, facts: { run: Number.NaN } }] }))).toBe(
			"invalid-argument",
		);
	});

	it.each([
		["no JSON", "{"],
		["no current run", '{"current":"z","runs":[{"id":"b-2","facts":{}}]}'],
		["an id that leaves its folder", '{"current":"b-2","runs":[{"id":"b-2","facts":{}},{"id":"../a","facts":{}}]}'],
		["a run that is not there", '{"current":"b-2","runs":[{"id":"b-2","facts":{}},{"id":"q","facts":{}}]}'],
	])("refuses an index with %s", (_, index) => {
		const files = unzipSync(encodeWork({ current: "b-2", runs }));
		expect(codeOf(() => decodeWork(zipSync({ ...files, "runs.json": strToU8(index) })))).toBe("invalid-session-file");
	});
});
