import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ExternalFile, ModelSource } from "@lvlm-interpret/core";

/** Test support: the models of fixtures/make.py as model sources. Not part of the package's entries. */

/** Path of a file in fixtures/. */
export function fixturePath(file: string): string {
	return fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url));
}

/** A model without external weights. */
export function fixtureModel(name: string): ModelSource {
	const bytes = new Uint8Array(readFileSync(fixturePath(`${name}.onnx`)));
	return { name, files: new Map(), encode: () => bytes };
}

/** The model with weights in two files, taken from `files` (logical name to content). */
export function externalModel(files: Readonly<Record<string, ExternalFile>>): ModelSource {
	const bytes = new Uint8Array(readFileSync(fixturePath("external.onnx")));
	return { name: "external", files: new Map(Object.entries(files)), encode: (locate) => relocate(bytes, locate) };
}

/** A file on disk as a model's content. */
export function pathFile(path: string): ExternalFile {
	return { kind: "path", path, byteLength: statSync(path).size };
}

// ModelProto.graph, GraphProto.initializer, TensorProto.external_data: the way to the key-value pairs with the locations.
const wayToEntries = [7, 5, 13];

/** The ONNX message with the location of each external tensor replaced. */
function relocate(message: Uint8Array, locate: (file: string) => string, depth = 0): Uint8Array {
	if (depth === wayToEntries.length) {
		const [key, value] = fieldsOf(message).map((field) => new TextDecoder().decode(field.payload));
		return key === "location" ? entry(key, locate(value as string)) : message;
	}
	const parts = fieldsOf(message).map((field) => {
		if (field.number !== wayToEntries[depth]) return field.whole;
		const payload = relocate(field.payload, locate, depth + 1);
		return Buffer.concat([varint(field.number * 8 + 2), varint(payload.length), payload]);
	});
	return new Uint8Array(Buffer.concat(parts));
}

function entry(key: string, value: string): Uint8Array {
	const [k, v] = [Buffer.from(key), Buffer.from(value)];
	return Buffer.concat([varint(10), varint(k.length), k, varint(18), varint(v.length), v]);
}

interface Field {
	readonly number: number;
	readonly payload: Uint8Array;
	readonly whole: Uint8Array;
}

/** Fields of a protobuf message; only varints and length-delimited ones occur in the fixtures. */
function fieldsOf(message: Uint8Array): Field[] {
	const fields: Field[] = [];
	for (let at = 0; at < message.length; ) {
		const start = at;
		const read = (): number => {
			let value = 0;
			for (let shift = 1; ; shift *= 128) {
				const byte = message[at++] as number;
				value += (byte & 127) * shift;
				if (byte < 128) return value;
			}
		};
		const tag = read();
		let payload = new Uint8Array();
		if (tag % 8 === 2) {
			const length = read();
			payload = message.slice(at, at + length);
			at += length;
		} else read();
		fields.push({ number: Math.floor(tag / 8), payload, whole: message.slice(start, at) });
	}
	return fields;
}

function varint(value: number): Uint8Array {
	const bytes: number[] = [];
	let rest = value;
	for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
	return Uint8Array.from([...bytes, rest]);
}
