import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { LvlmError } from "@lvlm-interpret/core";

/**
 * How a field is stored. `chunk` keeps the wire bytes of a repeated number, packed or not (their concatenation is the packed
 * form): tensors are decoded from it once their size is known, and fixed-width ones not at all.
 */
export type Scalar = "string" | "bytes" | "int64" | "float" | "chunk";

/** One field of a message: the property that holds it, its kind or message table, and whether it repeats. */
export interface Field<M> {
	readonly property: keyof M & string;
	readonly kind: Scalar | (() => MessageTable<never>);
	readonly repeated: boolean;
}

/** Field number to field. Fields that are not listed are kept as bytes and written back. */
export type MessageTable<M> = ReadonlyMap<number, Field<M>>;

/** What every decoded message has besides its fields: the bytes of fields that its table does not list. */
export interface Unread {
	unread?: Uint8Array;
}

/** Messages inside messages; protobuf's own default. */
const maxDepth = 100;

type Loose = Record<string, unknown>;

/** An int64 as a number; beyond 2^53 it is clamped (such attributes stand for "to the end"). */
function clampInt64(value: bigint | string): number {
	return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));
}

function broken(reason: string, offset: number, cause?: unknown): LvlmError<"invalid-model"> {
	return new LvlmError(
		"invalid-model",
		`Not an ONNX file: ${reason} at byte ${offset}.`,
		{ reason, offset },
		{ cause },
	);
}

const packable: Partial<Record<Scalar, WireType>> = { int64: WireType.Varint, float: WireType.Bit32 };
const wireOf: Readonly<Record<Scalar, WireType>> = {
	string: WireType.LengthDelimited,
	bytes: WireType.LengthDelimited,
	int64: WireType.Varint,
	float: WireType.Bit32,
	chunk: WireType.LengthDelimited,
};

function readScalar(reader: BinaryReader, kind: Scalar): unknown {
	if (kind === "string") return reader.string(true);
	if (kind === "int64") return clampInt64(reader.int64());
	if (kind === "float") return reader.float();
	return reader.bytes();
}

class MessageReader {
	readonly #reader: BinaryReader;
	readonly #bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#reader = new BinaryReader(bytes);
	}

	get offset(): number {
		return this.#reader.pos;
	}

	#end(limit: number): number {
		const length = this.#reader.uint32();
		const end = this.#reader.pos + length;
		if (end > limit) throw broken(`a length of ${length} reaches past the end`, this.#reader.pos);
		return end;
	}

	message(table: MessageTable<never>, end: number, depth: number): Loose {
		const reader = this.#reader;
		if (depth > maxDepth) {
			throw new LvlmError("limit-exceeded", `The file nests messages deeper than ${maxDepth} levels.`, {
				limit: "message nesting",
				allowed: maxDepth,
				actual: depth,
			});
		}
		const message: Loose = {};
		for (const field of table.values()) if (field.repeated) message[field.property] = [];
		const unread: Uint8Array[] = [];
		while (reader.pos < end) {
			const start = reader.pos;
			const [number, wire] = reader.tag();
			const field = table.get(number);
			if (!field) {
				reader.skip(wire, number);
				unread.push(this.#bytes.subarray(start, reader.pos));
			} else {
				this.#field(message, field, wire, end, depth, start);
			}
			if (reader.pos > end) throw broken(`field ${number} reaches past its message`, start);
		}
		if (unread.length > 0) message.unread = joinBytes(unread);
		return message;
	}

	#field(message: Loose, field: Field<never>, wire: WireType, end: number, depth: number, start: number): void {
		const reader = this.#reader;
		const property = field.property as string;
		const put = (value: unknown) => {
			if (field.repeated) (message[property] as unknown[]).push(value);
			else message[property] = value;
		};
		if (typeof field.kind === "function") {
			if (wire !== WireType.LengthDelimited) throw broken(`"${property}" has wire type ${wire}`, start);
			put(this.message(field.kind(), this.#end(end), depth + 1));
		} else if (field.kind === "chunk") {
			put(wire === WireType.LengthDelimited ? reader.bytes() : reader.skip(wire));
		} else if (wire === wireOf[field.kind]) {
			put(readScalar(reader, field.kind));
		} else if (field.repeated && wire === WireType.LengthDelimited && packable[field.kind] !== undefined) {
			const packedEnd = this.#end(end);
			while (reader.pos < packedEnd) put(readScalar(reader, field.kind));
			if (reader.pos !== packedEnd) throw broken(`"${property}" reaches past its bytes`, start);
		} else {
			throw broken(`"${property}" has wire type ${wire}`, start);
		}
	}
}

/** The bytes of `chunks` one after the other; a single one is not copied. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
	if (chunks.length === 1) return chunks[0] as Uint8Array;
	const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
	let at = 0;
	for (const chunk of chunks) {
		joined.set(chunk, at);
		at += chunk.byteLength;
	}
	return joined;
}

/**
 * Reads one message. `bytes` fields are views into `bytes`, never copies.
 *
 * @throws {LvlmError} "invalid-model" with the byte offset, "limit-exceeded" for messages nested too deep.
 */
export function readMessage<M>(table: MessageTable<M>, bytes: Uint8Array): M {
	const reader = new MessageReader(bytes);
	try {
		return reader.message(table as MessageTable<never>, bytes.byteLength, 0) as M;
	} catch (error) {
		if (error instanceof LvlmError) throw error;
		throw broken(error instanceof Error ? error.message : String(error), reader.offset, error);
	}
}

function writeScalar(writer: BinaryWriter, kind: Scalar, value: unknown): void {
	if (kind === "string") writer.string(value as string);
	else if (kind === "int64") writer.int64(value as number);
	else if (kind === "float") writer.float(value as number);
	else writer.bytes(value as Uint8Array);
}

function writeFields(writer: BinaryWriter, table: MessageTable<never>, message: Loose): void {
	for (const [number, field] of table) {
		const value = message[field.property];
		if (value === undefined) continue;
		const kind = field.kind;
		for (const one of field.repeated ? (value as unknown[]) : [value]) {
			if (typeof kind === "function") {
				writer.tag(number, WireType.LengthDelimited).fork();
				writeFields(writer, kind(), one as Loose);
				writer.join();
			} else {
				writer.tag(number, wireOf[kind]);
				writeScalar(writer, kind, one);
			}
		}
	}
	const unread = message.unread;
	if (unread) writer.raw(unread as Uint8Array);
}

/** Writes one message: listed fields in the table's order, then what was kept unread. */
export function writeMessage<M>(table: MessageTable<M>, message: M): Uint8Array {
	const writer = new BinaryWriter();
	writeFields(writer, table as MessageTable<never>, message as Loose);
	return writer.finish();
}
