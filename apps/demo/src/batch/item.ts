import type { Message, RgbImage } from "@lvlm-interpret/core";
import type { BatchStatus } from "@lvlm-interpret/ui/tables";
import { newId } from "../runs/new-id.js";

/** Where a picture is: bytes that were given, or an address. */
export type PictureSource = Blob | string;

/** Which object is where: of an indexed PNG the numbers that count; of any other picture all that is not black. */
export interface MaskSource {
	readonly picture: PictureSource;
	/** Default: all but 0. */
	readonly objects?: readonly number[];
}

/** A question about a picture. */
export interface BatchItem {
	readonly id: string;
	/** Of the picture, for a person: a file's name. */
	readonly image: string;
	readonly picture: PictureSource;
	/** Earlier turns, as they are to be taken for said. */
	readonly history: readonly Message[];
	readonly question: string;
	/** What would be right. */
	readonly expected?: string;
	readonly mask?: MaskSource;
	readonly tags: readonly string[];
	readonly note: string;
}

/** What came of a question. */
export interface Outcome {
	readonly answer: string;
	/** Mean over the answer's tokens, in nats. */
	readonly logProbability: number;
	/** In [0, 1]; undefined where the map has no text part. */
	readonly imageShare?: number;
	/** In [0, 1]; undefined without a mask. */
	readonly maskMass?: number;
	readonly thumbnail: RgbImage;
	/** Id of its run. */
	readonly run: string;
}

/** A question of the queue, and how far it is. */
export interface BatchEntry extends BatchItem {
	readonly status: BatchStatus;
	readonly outcome?: Outcome;
	/** Why it failed. */
	readonly message?: string;
}

/** An item with what every one has. */
export function batchItem(
	given: Pick<BatchItem, "image" | "picture" | "question"> & Partial<Omit<BatchItem, "id">>,
): BatchItem {
	return { history: [], tags: [], note: "", ...given, id: newId() };
}
