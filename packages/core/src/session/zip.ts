import { deflateSync, Inflate, type Zippable, zipSync } from "fflate";
import { LvlmError } from "../errors.js";
import { crc32 } from "./crc32.js";
import { type SessionLimits, within } from "./limits.js";

// The earliest date that a zip can hold: the same session gives the same bytes at any time, in any zone.
const fixedTime = new Date(1980, 0, 1);

/**
 * A zip of the given entries, in their order. `deflate` names those worth compressing; one that shrinks more than a hundredfold
 * is stored instead, so that a reader's limit on the ratio never meets a file of ours.
 */
export function writeZip(entries: Readonly<Record<string, Uint8Array>>, deflate: readonly string[]): Uint8Array {
	const zippable: Zippable = {};
	for (const [name, bytes] of Object.entries(entries)) {
		const worthwhile = deflate.includes(name) && deflateSync(bytes).length * 100 >= bytes.length;
		zippable[name] = [bytes, { level: worthwhile ? 6 : 0, mtime: fixedTime }];
	}
	return zipSync(zippable);
}

/** An entry as the central directory declares it. */
interface Entry {
	readonly name: string;
	readonly method: number;
	readonly crc: number;
	readonly packedBytes: number;
	readonly bytes: number;
	readonly headerOffset: number;
}

function broken(reason: string, entry?: string): LvlmError {
	const where = entry === undefined ? "" : ` (entry "${entry}")`;
	return new LvlmError("invalid-session-file", `This is not a valid session file: ${reason}${where}.`, {
		reason,
		...(entry === undefined ? {} : { entry }),
	});
}

/** Names that could leave a folder when somebody unpacks the file, or mean two things. */
function isUnsafeName(name: string): boolean {
	if (name === "" || name.startsWith("/") || name.includes("\\") || name.includes("\0") || /^[a-z]:/i.test(name))
		return true;
	return name.split("/").some((part) => part === ".." || part === ".");
}

/** Offset of the end-of-central-directory record: the last one whose comment reaches exactly to the end of the file. */
function findEnd(view: DataView): number {
	for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
		if (view.getUint32(at, true) === 0x06054b50 && at + 22 + view.getUint16(at + 20, true) === view.byteLength)
			return at;
	}
	throw broken("it has no zip directory; it may be cut off, or no zip at all");
}

function readDirectory(bytes: Uint8Array, view: DataView, limits: SessionLimits): { entries: Entry[]; start: number } {
	const end = findEnd(view);
	const count = view.getUint16(end + 10, true);
	const size = view.getUint32(end + 12, true);
	const start = view.getUint32(end + 16, true);
	if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
		throw broken("it spans several disks");
	if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) throw broken("it is a zip64 file");
	within(limits, "entries", count, "Entries of the session file");
	if (start + size !== end) throw broken("its directory is not where its end record says");
	const entries: Entry[] = [];
	const names = new Set<string>();
	let total = 0;
	let at = start;
	for (let i = 0; i < count; i++) {
		if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw broken("its directory is damaged");
		const nameBytes = view.getUint16(at + 28, true);
		const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
		if (next > end) throw broken("its directory is damaged");
		const entry: Entry = {
			name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
			method: view.getUint16(at + 10, true),
			crc: view.getUint32(at + 16, true),
			packedBytes: view.getUint32(at + 20, true),
			bytes: view.getUint32(at + 24, true),
			headerOffset: view.getUint32(at + 42, true),
		};
		if (isUnsafeName(entry.name)) throw broken("the name of an entry is not allowed", entry.name);
		if (names.has(entry.name)) throw broken("two entries have the same name", entry.name);
		if (view.getUint16(at + 8, true) & 1) throw broken("it is encrypted", entry.name);
		if (entry.method !== 0 && entry.method !== 8)
			throw broken(`compression method ${entry.method} is not known`, entry.name);
		within(limits, "entryBytes", entry.bytes, `Bytes of "${entry.name}"`);
		within(limits, "ratio", entry.bytes / Math.max(1, entry.packedBytes), `Compression ratio of "${entry.name}"`);
		total += entry.bytes;
		names.add(entry.name);
		entries.push(entry);
		at = next;
	}
	if (at !== end) throw broken("its directory is damaged");
	within(limits, "totalBytes", total, "Bytes of all entries");
	return { entries, start };
}

/** Where each entry's data lies, by its local header, which must agree with the directory and overlap no other entry. */
function locate(bytes: Uint8Array, view: DataView, entries: readonly Entry[], limit: number): Map<string, Uint8Array> {
	const packed = new Map<string, Uint8Array>();
	let free = 0;
	for (const entry of [...entries].sort((one, other) => one.headerOffset - other.headerOffset)) {
		const at = entry.headerOffset;
		if (at < free) throw broken("entries overlap", entry.name);
		if (at + 30 > limit || view.getUint32(at, true) !== 0x04034b50) throw broken("its header is missing", entry.name);
		const nameEnd = at + 30 + view.getUint16(at + 26, true);
		const start = nameEnd + view.getUint16(at + 28, true);
		if (start + entry.packedBytes > limit) throw broken("its data ends beyond the file", entry.name);
		const name = new TextDecoder().decode(bytes.subarray(at + 30, nameEnd));
		if (name !== entry.name || view.getUint16(at + 8, true) !== entry.method) {
			throw broken("its header disagrees with the directory", entry.name);
		}
		free = start + entry.packedBytes;
		packed.set(entry.name, bytes.subarray(start, free));
	}
	return packed;
}

/** Inflates in small steps and stops at the first byte beyond what was declared. */
function inflate(entry: Entry, packed: Uint8Array): Uint8Array {
	const out = new Uint8Array(entry.bytes);
	let filled = 0;
	const stream = new Inflate((chunk) => {
		if (filled + chunk.length > out.length) throw broken("it holds more bytes than it declares", entry.name);
		out.set(chunk, filled);
		filled += chunk.length;
	});
	// 1 KiB inflates to at most 1 MiB.
	const step = 1024;
	try {
		for (let at = 0; at < packed.length; at += step) {
			stream.push(packed.subarray(at, at + step), at + step >= packed.length);
		}
	} catch (cause) {
		if (cause instanceof LvlmError) throw cause;
		throw new LvlmError(
			"invalid-session-file",
			`The entry "${entry.name}" of the session file cannot be inflated.`,
			{ reason: "its compressed data is damaged", entry: entry.name },
			{ cause },
		);
	}
	if (filled !== out.length) throw broken("it holds fewer bytes than it declares", entry.name);
	return out;
}

/** Entries of a checked zip; each is inflated on request. */
export interface ZipReader {
	readonly names: readonly string[];
	/** Declared size, inflated; 0 for an entry that is missing. */
	bytesOf(name: string): number;
	/** @throws {LvlmError} "invalid-session-file" when it is missing, damaged, or longer or shorter than declared. */
	read(name: string): Uint8Array;
}

/**
 * Opens a zip without inflating anything: sizes, names and ratios are checked first, as the directory declares them, and
 * `read` holds every entry to what was declared.
 *
 * @throws {LvlmError} "limit-exceeded", "invalid-session-file"
 */
export function openZip(bytes: Uint8Array, limits: SessionLimits): ZipReader {
	within(limits, "fileBytes", bytes.length, "Bytes of the session file");
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const { entries, start } = readDirectory(bytes, view, limits);
	const packed = locate(bytes, view, entries, start);
	return {
		names: entries.map((entry) => entry.name),
		bytesOf: (name) => entries.find((one) => one.name === name)?.bytes ?? 0,
		read(name) {
			const entry = entries.find((one) => one.name === name);
			const data = packed.get(name);
			if (!entry || !data) throw broken("an entry is missing", name);
			if (entry.method === 0 && entry.bytes !== entry.packedBytes) throw broken("its sizes disagree", name);
			const content = entry.method === 0 ? data.slice() : inflate(entry, data);
			if (crc32(content) !== entry.crc) throw broken("its checksum is wrong", name);
			return content;
		},
	};
}
