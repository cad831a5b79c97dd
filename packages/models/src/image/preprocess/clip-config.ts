import { LvlmError } from "@lvlm-interpret/core";
import type { ResampleFilter } from "../resize/filters.js";

/** A size in pixels. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** What a CLIP image processor does, with the library's defaults filled in. */
export interface ClipPreprocessing {
	/** Scale to this size: the shorter edge, keeping the aspect, or both edges. Undefined: do not resize. */
	readonly resize?: { readonly shortestEdge: number } | Size;
	readonly filter: ResampleFilter;
	/** Centre crop, padded where the picture is smaller. Undefined: do not crop. */
	readonly crop?: Size;
	/** Colour of the padding, 8 bits a channel. Default black. */
	readonly background?: readonly number[];
	/** Factor on the 8-bit values. Undefined: keep 0 to 255. */
	readonly rescaleFactor?: number;
	/** Per-channel (value - mean) / std after rescaling. Undefined: do not normalise. */
	readonly normalize?: { readonly mean: readonly number[]; readonly std: readonly number[] };
}

type Json = Readonly<Record<string, unknown>>;

const supportedTypes = [
	"CLIPImageProcessor",
	"CLIPImageProcessorFast",
	"CLIPImageProcessorPil",
	"CLIPFeatureExtractor",
] as const;
// The numbers of PIL.Image.Resampling.
const filters: readonly ResampleFilter[] = ["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"];
// What transformers' CLIPImageProcessor takes where a file is silent.
const defaultEdge = 224;
const defaultMean = [0.48145466, 0.4578275, 0.40821073];
const defaultStd = [0.26862954, 0.26130258, 0.27577711];

function isObject(value: unknown): value is Json {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads one field after another and names file and field in each error. */
class FieldReader {
	constructor(
		private readonly config: Json,
		private readonly file: string,
	) {}

	fail(name: string, expected: string): never {
		const reason = `"${name}" should be ${expected}, but is ${JSON.stringify(this.config[name])}`;
		throw new LvlmError("invalid-model", `The image processor in ${this.file} is damaged: ${reason}.`, {
			reason,
			file: this.file,
		});
	}

	/** Absent and null both mean the library's default. */
	get(name: string): unknown {
		return this.config[name] ?? undefined;
	}

	flag(name: string): boolean {
		const value = this.get(name) ?? true;
		return typeof value === "boolean" ? value : this.fail(name, "true or false");
	}

	edge(name: string, value: unknown): number {
		return typeof value === "number" && Number.isInteger(value) && value > 0
			? value
			: this.fail(name, "made of positive integers");
	}

	/** A {height, width} size, if both are given. */
	size(name: string, value: Json): Size | undefined {
		if (value.height == null || value.width == null) return undefined;
		return { width: this.edge(name, value.width), height: this.edge(name, value.height) };
	}

	channels(name: string, fallback: readonly number[]): readonly number[] {
		const value = this.get(name) ?? fallback;
		const list = typeof value === "number" ? [value, value, value] : value;
		if (Array.isArray(list) && list.length === 3 && list.every((one) => typeof one === "number")) return list;
		return this.fail(name, "a number or three numbers");
	}
}

function readResize(fields: FieldReader): { shortestEdge: number } | Size {
	const value = fields.get("size") ?? { shortest_edge: defaultEdge };
	if (typeof value === "number") return { shortestEdge: fields.edge("size", value) };
	if (!isObject(value) || value.longest_edge != null || value.max_height != null) {
		return fields.fail("size", "an integer, {shortest_edge} or {height, width}");
	}
	if (value.shortest_edge != null) return { shortestEdge: fields.edge("size", value.shortest_edge) };
	return fields.size("size", value) ?? fields.fail("size", "an integer, {shortest_edge} or {height, width}");
}

function readCrop(fields: FieldReader): Size {
	const value = fields.get("crop_size") ?? defaultEdge;
	if (isObject(value))
		return fields.size("crop_size", value) ?? fields.fail("crop_size", "an integer or {height, width}");
	const edge = fields.edge("crop_size", value);
	return { width: edge, height: edge };
}

/**
 * Reads `preprocessor_config.json`, or `processor_config.json` with its nested `image_processor`, of a model that uses a CLIP
 * image processor. Old files are read too: integer sizes, `feature_extractor_type`, no type at all.
 *
 * The "Fast" variant is read as the Pillow-backed processor: its tensors differ from Pillow's by resampling in PyTorch.
 *
 * @param json  The parsed file.
 * @param file  Its name, for errors.
 * @throws {LvlmError} "unsupported-model" for another processor, or for an option that the CLIP processor has not;
 *   "invalid-model" if a field breaks its format.
 * Source: transformers 5.18, CLIPImageProcessorPil.
 */
export function readClipPreprocessing(json: unknown, file: string): ClipPreprocessing {
	const config = isObject(json) && json.image_processor != null ? json.image_processor : json;
	if (!isObject(config)) {
		const reason = "it holds no JSON object";
		throw new LvlmError("invalid-model", `The image processor in ${file} is damaged: ${reason}.`, { reason, file });
	}
	const type = config.image_processor_type ?? config.feature_extractor_type ?? "CLIPImageProcessor";
	const refuse = (architecture: string): never => {
		throw new LvlmError(
			"unsupported-model",
			`${file} asks for ${architecture}, which is not supported.`,
			{ modelType: "image processor", architecture, supported: supportedTypes },
			{ hint: `Supported are ${supportedTypes.join(", ")}.` },
		);
	};
	if (!supportedTypes.includes(type as (typeof supportedTypes)[number])) refuse(String(type));
	if (config.do_pad === true && config.pad_size != null) refuse(`${type} with pad_size`);

	const fields = new FieldReader(config, file);
	const resample = fields.get("resample") ?? 3;
	const filter = filters[resample as number] ?? fields.fail("resample", "a Pillow filter number, 0 to 5");
	const rescaleFactor = fields.get("rescale_factor") ?? 1 / 255;
	if (typeof rescaleFactor !== "number") fields.fail("rescale_factor", "a number");
	return {
		...(fields.flag("do_resize") ? { resize: readResize(fields) } : {}),
		filter,
		...(fields.flag("do_center_crop") ? { crop: readCrop(fields) } : {}),
		...(fields.flag("do_rescale") ? { rescaleFactor: rescaleFactor as number } : {}),
		...(fields.flag("do_normalize")
			? {
					normalize: {
						mean: fields.channels("image_mean", defaultMean),
						std: fields.channels("image_std", defaultStd),
					},
				}
			: {}),
	};
}
