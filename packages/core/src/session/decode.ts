import { LvlmError } from "../errors.js";
import type { Axis, Result, ResultKind, ResultTensor } from "../result.js";
import { rowAxes } from "../row-source/row-source.js";
import { assertStoredRows, type StoredRows } from "../row-source/stored-rows.js";
import type { Tensor } from "../tensor.js";
import { reject } from "./json-reader.js";
import { defaultLimits, type SessionLimits, within } from "./limits.js";
import { entries, schemaVersion } from "./manifest.js";
import { type DescribedResult, type ReadManifest, readManifest } from "./manifest-reader.js";
import { decodeSafetensors } from "./safetensors.js";
import type { LeftOut, SessionFile } from "./session-file.js";
import { openZip } from "./zip.js";

const kinds: readonly ResultKind[] = [
	"attention-map",
	"layer-head-matrix",
	"position-map",
	"causal-graph",
	"faithfulness",
	"sanity",
];
const axisNames: readonly Axis["name"][] = [
	...(["layer", "head", "token", "word", "query", "key", "region", "aggregation", "curve", "step"] as const),
];

function parseManifest(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch (cause) {
		throw new LvlmError(
			"invalid-session-file",
			`"${entries.manifest}" of the session file is not JSON.`,
			{ reason: "the manifest is not JSON", entry: entries.manifest },
			{ cause },
		);
	}
}

function checkVersion(manifest: unknown): void {
	const { format, schemaVersion: version } = (manifest ?? {}) as Record<string, unknown>;
	if (format !== "lvlm-session") reject("format", '"lvlm-session"');
	if (typeof version !== "string" || !/^\d+\.\d+$/.test(version)) throw reject("schemaVersion", '"major.minor"');
	const known = Number.parseInt(schemaVersion, 10);
	const major = Number.parseInt(version, 10);
	if (major === known) return;
	throw new LvlmError(
		"invalid-session-file",
		`The session file has schema version ${version}; this version of lvlm-interpret reads ${known}.x.`,
		{ reason: `schema version ${version}`, entry: entries.manifest },
		major > known ? { hint: "Update lvlm-interpret to open it." } : {},
	);
}

function resultTensor(
	described: DescribedResult["tensors"][string],
	stored: Tensor | undefined,
	path: string,
): ResultTensor {
	const { tensor: name, ...facts } = described;
	if (!stored) return reject(`${path}.tensor`, `a tensor of ${entries.tensors}, which "${name}" is not`);
	if (stored.dtype !== "float32") return reject(`${path}.tensor`, `float32, not ${stored.dtype}`);
	const sizes = facts.axes.map((axis) => axis.index.length);
	if (sizes.length !== stored.shape.length || sizes.some((size, axis) => size !== stored.shape[axis])) {
		return reject(`${path}.axes`, `of the tensor's shape [${stored.shape.join(", ")}], not [${sizes.join(", ")}]`);
	}
	for (const axis of facts.axes) {
		if (axis.labels && axis.labels.length !== axis.index.length) reject(`${path}.axes`, "labelled once an entry");
	}
	const axes = facts.axes.map((axis) => axis.name);
	return { ...facts, tensor: { ...(stored as Tensor<"float32">), axes } };
}

function storedRows(
	{ values, scales, queries }: NonNullable<ReadManifest["attention"]>,
	tensors: Readonly<Record<string, Tensor>>,
	positions: number,
): StoredRows {
	const named = (member: string, name: string, dtype: "uint8" | "float32"): Tensor => {
		const stored = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
		if (stored?.dtype === dtype) return stored;
		return reject(`attention.${member}`, `a tensor ${dtype} of ${entries.tensors}, which "${name}" is not`);
	};
	const rows = {
		values: { ...named("values", values, "uint8"), axes: rowAxes },
		scales: named("scales", scales, "float32"),
		queries,
	} as StoredRows;
	try {
		assertStoredRows(rows);
	} catch (error) {
		reject("attention", `rows that belong together: ${(error as Error).message}`);
	}
	if ((rows.values.shape[3] as number) > positions) reject("attention.values", `over at most ${positions} positions`);
	return rows;
}

/**
 * Reads the bytes of a `.lvlm` file. Nothing is inflated before the declared sizes are known to lie within the limits, and
 * nothing beyond what was declared. Entries and members that this version does not know are ignored; a result of a kind it does
 * not know is left out, and `leftOut` says so.
 *
 * @param limits  Default: 1 GiB a file and an entry, 2 GiB in all, 64 entries, ratio 200, manifest 64 MiB.
 * @throws {LvlmError} "invalid-session-file" (no zip, damaged, a newer schema version, a manifest or tensors that contradict
 *   themselves), "limit-exceeded".
 */
export function decodeSession(bytes: Uint8Array, limits: Partial<SessionLimits> = {}): SessionFile {
	const allowed: SessionLimits = { ...defaultLimits, ...limits };
	const zip = openZip(bytes, allowed);
	within(allowed, "manifestBytes", zip.bytesOf(entries.manifest), `Bytes of "${entries.manifest}"`);
	const parsed = parseManifest(zip.read(entries.manifest));
	checkVersion(parsed);
	const { image, attention, results: described, ...manifest } = readManifest(parsed);
	const tensors = decodeSafetensors(zip.read(entries.tensors));
	const results: Result[] = [];
	const leftOut: LeftOut[] = [...manifest.leftOut];
	described.forEach((one, index) => {
		const axes = Object.values(one.tensors).flatMap((tensor) => tensor.axes.map((axis) => axis.name));
		if (!kinds.includes(one.kind) || axes.some((name) => !axisNames.includes(name))) {
			leftOut.push({
				what: `results/${index}`,
				reason: `this version does not know its kind "${one.kind}" or its axes`,
			});
			return;
		}
		const read = Object.entries(one.tensors).map(
			([name, tensor]) =>
				[name, resultTensor(tensor, tensors[tensor.tensor], `results[${index}].tensors.${name}`)] as const,
		);
		results.push({ ...one, tensors: Object.fromEntries(read) });
	});
	return {
		...manifest,
		...(image === undefined ? {} : { image: zip.read(image) }),
		...(attention ? { attention: storedRows(attention, tensors, manifest.sequence.tokens.length) } : {}),
		results,
		leftOut,
	};
}
