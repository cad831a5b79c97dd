import type {
	GeneratedToken,
	Generation,
	GenerationData,
	Message,
	Preprocess,
	SamplingOptions,
	StopReason,
} from "../generation.js";
import type { ImageLayout } from "../layout.js";
import type { ModelFacts } from "../model.js";
import type { Result } from "../result.js";
import type { StoredRows } from "../row-source/index.js";
import type { Sequence } from "../sequence.js";

/** What a person was looking at. Indices as in the results' axes; everything may be missing. */
export interface SessionSelection {
	readonly result?: number;
	readonly tokens?: readonly number[];
	readonly layer?: number;
	readonly head?: number;
	readonly regions?: readonly number[];
}

/** Something that the file does not hold, and why or how it comes back. */
export interface LeftOut {
	/** e.g. "weights", "image", "replay feeds", "results/3". */
	readonly what: string;
	readonly reason: string;
}

/** The content of a `.lvlm` file: an answer with its explanations, without the model. */
export interface SessionFile {
	/** Version of lvlm-interpret that wrote the file. */
	readonly toolVersion: string;
	/** ISO 8601, where the writer gives one; left out, the same session gives the same bytes. */
	readonly createdAt?: string;
	/** `revision`: commit or tag of a Hub model, where known. */
	readonly model: Pick<ModelFacts, "id" | "modelType" | "fingerprint"> & { readonly revision?: string };
	/** Where the answer was made; `precision` is the dtype of the weights as run. */
	readonly run: { readonly backend: string; readonly device: string; readonly precision: string };
	readonly messages: readonly Message[];
	readonly answer: {
		readonly text: string;
		readonly stopReason: StopReason;
		readonly tokens: readonly GeneratedToken[];
	};
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly sampling: Required<SamplingOptions>;
	/** How the picture was made to fit; left out: as the model's own processor does. Since 1.3. */
	readonly preprocess?: Preprocess;
	readonly timings: Generation["timings"];
	/** The picture as PNG bytes, after EXIF orientation, size as in `layouts[0]`. */
	readonly image?: Uint8Array;
	readonly results: readonly Result[];
	/** Attention of the language model: the rows that predict the answer's tokens, or more. Since 1.2. */
	readonly attention?: StoredRows;
	readonly selection?: SessionSelection;
	readonly notes?: string;
	readonly leftOut: readonly LeftOut[];
}

/** What a generation does not know about itself. */
export interface SessionExtra
	extends Pick<
		SessionFile,
		"toolVersion" | "createdAt" | "model" | "run" | "image" | "attention" | "selection" | "notes"
	> {
	readonly leftOut?: readonly LeftOut[];
}

/**
 * The session of an answer and its explanations.
 *
 * @param extra.image  The picture as PNG. Left out, the session says so.
 */
export function sessionOf(generation: GenerationData, results: readonly Result[], extra: SessionExtra): SessionFile {
	const leftOut: LeftOut[] = [
		{ what: "weights", reason: "the model is opened by its id, and checked by its fingerprint" },
		{ what: "replay feeds", reason: "they are computed again from the image and the messages" },
	];
	if (!extra.image) leftOut.push({ what: "image", reason: "it was not put into the session" });
	const { messages, text, stopReason, tokens, sequence, layouts, sampling, preprocess, timings } = generation;
	const { id, modelType, fingerprint, revision } = extra.model;
	return {
		...extra,
		model: { id, modelType, fingerprint, ...(revision === undefined ? {} : { revision }) },
		messages,
		answer: { text, stopReason, tokens },
		sequence,
		layouts,
		sampling,
		...(preprocess === undefined ? {} : { preprocess }),
		timings,
		results,
		leftOut: [...leftOut, ...(extra.leftOut ?? [])],
	};
}
