import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { isLvlmError } from "../errors.js";
import { crc32 } from "./crc32.js";
import { decodeSession, encodeSession } from "./index.js";
import { defaultLimits, type SessionLimits } from "./limits.js";
import { session } from "./sample.test-data.js";
import { openZip, writeZip } from "./zip.js";

const text = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * i) % 251);

/** What reading the named entry (default: all) of `bytes` ends with. */
function outcome(bytes: Uint8Array, limits: Partial<SessionLimits> = {}): string {
	try {
		const zip = openZip(bytes, { ...defaultLimits, ...limits });
		for (const name of zip.names) zip.read(name);
	} catch (error) {
		if (isLvlmError(error, "limit-exceeded")) return `limit ${error.fields.limit}`;
		if (isLvlmError(error, "invalid-session-file")) return error.fields.reason;
		throw error;
	}
	return "read";
}

/** Offsets of the n-th local header and directory record. */
function recordAt(bytes: Uint8Array, signature: number, nth = 0): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let at = 0; at + 4 <= bytes.length; at++) {
		if (view.getUint32(at, true) === signature && nth-- === 0) return at;
	}
	throw new Error("no such record");
}
const local = 0x04034b50;
const central = 0x02014b50;

function patched(bytes: Uint8Array, at: number, value: number, width: 2 | 4 = 4): Uint8Array {
	const copy = bytes.slice();
	const view = new DataView(copy.buffer);
	if (width === 4) view.setUint32(at, value, true);
	else view.setUint16(at, value, true);
	return copy;
}

const plain = zipSync({ "a.txt": text(5000), "b.txt": [text(300), { level: 0 }] });

describe("zip", () => {
	it("knows the checksum of the specification", () => {
		expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
	});

	it("reads stored and deflated entries", () => {
		const zip = openZip(plain, defaultLimits);
		expect(zip.read("a.txt")).toEqual(text(5000));
		expect(zip.read("b.txt")).toEqual(text(300));
		expect(outcome(writeZip({ x: text(70_000) }, ["x"]))).toBe("read");
	});

	it("refuses a bomb by its declared ratio, before inflating", () => {
		const bomb = zipSync({ "tensors.safetensors": new Uint8Array(10_000_000) });
		expect(bomb.length).toBeLessThan(20_000);
		expect(outcome(bomb)).toBe("limit ratio");
	});

	it("stops a bomb that lies about its size at the first byte too many", () => {
		const bomb = zipSync({ x: new Uint8Array(10_000_000) });
		const lie = patched(bomb, recordAt(bomb, central) + 24, 5000);
		expect(outcome(lie)).toBe("it holds more bytes than it declares");
		const small = zipSync({ x: text(5000) });
		expect(outcome(patched(small, recordAt(small, central) + 24, 6000))).toBe("it holds fewer bytes than it declares");
	});

	it.each<[string, Partial<SessionLimits>]>([
		["fileBytes", { fileBytes: plain.length - 1 }],
		["entries", { entries: 1 }],
		["entryBytes", { entryBytes: 4999 }],
		["totalBytes", { totalBytes: 5299 }],
	])("holds the limit %s", (limit, limits) => {
		expect(outcome(plain, limits)).toBe(`limit ${limit}`);
	});

	it("holds the limit on the manifest", () => {
		try {
			decodeSession(encodeSession(session), { manifestBytes: 100 });
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "limit-exceeded") && error.fields.limit).toBe("manifestBytes");
		}
	});

	it.each(["/etc/passwd", "../x", "a/../b", "a\\b", "C:x", "./a", ""])("refuses the name %j", (name) => {
		expect(outcome(zipSync({ [name]: text(10) }))).toBe("the name of an entry is not allowed");
	});

	it("refuses two entries of one name", () => {
		const twice = zipSync({ "a.txt": text(20), "b.txt": text(30) });
		const copy = twice.slice();
		for (const [signature, offset] of [
			[local, 30],
			[central, 46],
		] as const) {
			copy[recordAt(twice, signature, 1) + offset] = "a".charCodeAt(0);
		}
		expect(outcome(copy)).toBe("two entries have the same name");
	});

	it("refuses entries that share bytes", () => {
		const second = recordAt(plain, central, 1);
		expect(outcome(patched(plain, second + 42, 0))).toBe("entries overlap");
	});

	it("refuses what contradicts itself", () => {
		const first = recordAt(plain, central);
		expect(outcome(patched(plain, first + 16, 1))).toBe("its checksum is wrong");
		expect(outcome(patched(plain, first + 20, 0x7fffffff))).toBe("its data ends beyond the file");
		expect(outcome(patched(plain, first + 42, 3))).toBe("its header is missing");
		expect(outcome(patched(plain, first + 8, 1, 2))).toBe("it is encrypted");
		expect(outcome(patched(plain, first + 10, 12, 2))).toBe("compression method 12 is not known");
		expect(outcome(patched(plain, recordAt(plain, local) + 8, 0, 2))).toBe("its header disagrees with the directory");
		expect(outcome(patched(plain, recordAt(plain, central, 1) + 24, 299))).toBe("its sizes disagree");
	});

	it("refuses every file that was cut off, and never breaks in another way", () => {
		const bytes = encodeSession(session);
		for (let length = 0; length < bytes.length; length += 7) {
			expect(() => decodeSession(bytes.subarray(0, length))).toThrow(/session file/);
		}
	});

	it("answers any damaged byte with an error of ours or an equal session", () => {
		const bytes = encodeSession(session);
		let refused = 0;
		for (let at = 0; at < bytes.length; at++) {
			const damaged = bytes.slice();
			damaged[at] ^= 0x55;
			try {
				decodeSession(damaged);
			} catch (error) {
				expect(isLvlmError(error, "invalid-session-file", "limit-exceeded")).toBe(true);
				refused++;
			}
		}
		expect(refused / bytes.length).toBeGreaterThan(0.9);
	});
});
