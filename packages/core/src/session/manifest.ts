import type { Alternative, GeneratedToken } from "../generation.js";
import type { Axis, Result } from "../result.js";
import type { SessionFile } from "./session-file.js";

/** `major.minor`: readers refuse a newer major version and ignore what a newer minor version adds. */
export const schemaVersion = "1.3";

/** Names of the entries of the zip. */
export const entries = { manifest: "manifest.json", image: "image.png", tensors: "tensors.safetensors" } as const;

/** JSON has no infinities and no NaN. */
export type JsonNumber = number | "Infinity" | "-Infinity" | "NaN";

export interface ManifestTensor {
	/** Name in tensors.safetensors, "results/<index>/<name>". */
	readonly tensor: string;
	readonly axes: readonly Axis[];
	readonly unit: string;
	readonly signed: boolean;
	readonly range: readonly [JsonNumber, JsonNumber];
	readonly description: string;
}

export interface ManifestResult extends Omit<Result, "tensors" | "signals"> {
	readonly tensors: Readonly<Record<string, ManifestTensor>>;
	readonly signals: Readonly<Record<string, JsonNumber>>;
}

type JsonAlternative = Omit<Alternative, "logProbability"> & { readonly logProbability: JsonNumber };

export type ManifestToken = Omit<GeneratedToken, "logProbability" | "alternatives"> & {
	readonly logProbability: JsonNumber;
	readonly alternatives: readonly JsonAlternative[];
};

/** `manifest.json`; `docs/session-manifest.schema.json` of this package describes it for other languages. */
export interface Manifest extends Omit<SessionFile, "image" | "results" | "answer" | "attention"> {
	readonly format: "lvlm-session";
	readonly schemaVersion: string;
	/** Entry of the zip with the picture. */
	readonly image?: string;
	readonly answer: Omit<SessionFile["answer"], "tokens"> & { readonly tokens: readonly ManifestToken[] };
	readonly results: readonly ManifestResult[];
	/** Rows of attention: names in tensors.safetensors, and the joint position of each row. */
	readonly attention?: { readonly values: string; readonly scales: string; readonly queries: readonly number[] };
}

export function toJsonNumber(value: number): JsonNumber {
	return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}
