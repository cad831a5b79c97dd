import { LvlmError } from "../errors.js";
import { assertJson } from "../json-value.js";
import type { Result } from "../result.js";
import { assertStoredRows } from "../row-source/stored-rows.js";
import type { Tensor } from "../tensor.js";
import {
	entries,
	type Manifest,
	type ManifestResult,
	type ManifestTensor,
	schemaVersion,
	toJsonNumber,
} from "./manifest.js";
import { encodeSafetensors } from "./safetensors.js";
import type { SessionFile } from "./session-file.js";
import { writeZip } from "./zip.js";

const rowNames = { values: "attention/values", scales: "attention/scales" } as const;

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function manifestResult(result: Result, index: number, tensors: Record<string, Tensor>): ManifestResult {
	assertJson(`results[${index}].options`, result.options);
	if (result.data !== undefined) assertJson(`results[${index}].data`, result.data);
	const described: Record<string, ManifestTensor> = {};
	for (const [name, { tensor, ...facts }] of Object.entries(result.tensors)) {
		const stored = `results/${index}/${name}`;
		tensors[stored] = tensor;
		described[name] = { tensor: stored, ...facts, range: [toJsonNumber(facts.range[0]), toJsonNumber(facts.range[1])] };
	}
	const signals = Object.entries(result.signals).map(([name, value]) => [name, toJsonNumber(value)] as const);
	return { ...result, tensors: described, signals: Object.fromEntries(signals) };
}

/**
 * The bytes of a `.lvlm` file: a zip of `manifest.json`, `image.png` and `tensors.safetensors`. The same session gives the same
 * bytes. Only the manifest is compressed; the numbers of attention maps do not shrink, and stored they open at once.
 *
 * @throws {LvlmError} "invalid-argument" for an image that is no PNG, or options or data that are no JSON; "shape-mismatch" for rows of
 *   attention that do not belong together.
 */
export function encodeSession(session: SessionFile): Uint8Array {
	const { image, results, answer, attention, ...rest } = session;
	if (image && !pngSignature.every((byte, index) => image[index] === byte)) {
		throw new LvlmError("invalid-argument", "The image of a session should be the bytes of a PNG file.", {
			name: "image",
			expected: "PNG bytes",
			actual: `${image.length} other bytes`,
		});
	}
	const tensors: Record<string, Tensor> = {};
	if (attention) {
		assertStoredRows(attention);
		tensors[rowNames.values] = attention.values;
		tensors[rowNames.scales] = attention.scales;
	}
	const manifest: Manifest = {
		format: "lvlm-session",
		schemaVersion,
		...rest,
		...(image ? { image: entries.image } : {}),
		answer: {
			...answer,
			tokens: answer.tokens.map((token) => ({
				...token,
				logProbability: toJsonNumber(token.logProbability),
				alternatives: token.alternatives.map((one) => ({ ...one, logProbability: toJsonNumber(one.logProbability) })),
			})),
		},
		results: results.map((result, index) => manifestResult(result, index, tensors)),
		...(attention ? { attention: { ...rowNames, queries: attention.queries } } : {}),
	};
	const content: Record<string, Uint8Array> = {
		[entries.manifest]: new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`),
	};
	if (image) content[entries.image] = image;
	content[entries.tensors] = encodeSafetensors(tensors);
	return writeZip(content, [entries.manifest]);
}
